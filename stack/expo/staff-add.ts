import { hashPassword } from '../../api/auth.ts';
import type { Config } from '../../config.ts';
import type { Command, Typed } from './command.ts';
import { readEntries, readEntry } from './staff-entry.ts';
import { addStaff, withStaff, type StaffEntry } from './staff.ts';

const textOf = (value: Typed['options'][string]) => (typeof value === 'string' ? value : undefined);

/** Whom the command is about: everybody of a file, or the one that was typed. */
async function entriesOf({ options, words }: Typed): Promise<StaffEntry[]> {
  const { role, delegation, mobile } = options;
  const [login, ...more] = words;
  const file = textOf(options['file']);
  if (file !== undefined && login === undefined) return readEntries(file);
  if (file !== undefined || login === undefined || more.length > 0)
    throw new Error('Give one LOGIN with its --role, or --file with a table of several');
  const typed = { login, role, delegation, mobile, unit_account: options['unit-account'] };
  const given = Object.entries(typed).filter(([, value]) => value !== undefined);
  const read = readEntry(Object.fromEntries(given));
  if ('faults' in read) throw new Error(read.faults.join('\n'));
  return [read.entry];
}

/** The password of demo logins, which is public: for nobody else, hence never in production. */
async function demoPasswordHash({ DEMO, DEMO_PASSWORD, production }: Config): Promise<string> {
  if (DEMO !== 'yes' || production)
    throw new Error('--demo gives a public password: it is refused unless DEMO=yes, and in production');
  return hashPassword(DEMO_PASSWORD);
}

export const staffAdd: Command = {
  options: {
    role: { type: 'string' },
    delegation: { type: 'string' },
    mobile: { type: 'string' },
    'unit-account': { type: 'string' },
    file: { type: 'string' },
    print: { type: 'boolean' },
    demo: { type: 'boolean' },
  },
  async run(typed) {
    const entries = await entriesOf(typed);
    const { print, demo } = typed.options;
    return withStaff(async (command) => {
      const passwordHash = demo ? await demoPasswordHash(command.config) : undefined;
      let code = 0;
      for (const entry of entries) {
        try {
          console.log(`${entry.login}: ${await addStaff(command, entry, { withLink: print === true, passwordHash })}`);
        } catch (error) {
          console.error((error as Error).message);
          code = 1;
        }
      }
      return code;
    });
  },
};
