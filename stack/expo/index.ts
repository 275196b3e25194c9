import type { Command } from './command.ts';

interface Entry {
  /** What is typed behind the name. */
  takes: string;
  does: string;
  /** Loaded when it is asked for: most need little of what all together need. */
  load: () => Promise<Command>;
}

/** The organiser's commands, in the order in which an edition comes to be. */
export const commands: Record<string, Entry> = {
  'keys:new': {
    takes: '[FILE]',
    does: 'makes a key ring (default: KEY_RING_FILE, else keys/key-ring.json), never over one that is there',
    load: async () => (await import('./keys-new.ts')).command,
  },
  'keys:rotate': {
    takes: '',
    does: 'brings all that is sealed, wrapped or indexed to the keys that the ring calls current, and says which others may leave it',
    load: async () => (await import('./keys-rotate.ts')).command,
  },
  doctor: {
    takes: '[--live] [--json]',
    does: 'looks at settings, database, Temporal and providers at once, with --live also at what serves; a line a check, 1 when something is wrong',
    load: async () => (await import('./doctor.ts')).command,
  },
  audit: {
    takes: '[--runs] [--bills] [--head POSITION:HASH]',
    does: 'looks at what must hold of money and of the audit; --runs: rows against runs, --bills: the books against the providers’ bills of two weeks; a line each, 1 when one is broken',
    load: async () => (await import('./audit.ts')).command,
  },
  resync: {
    takes: '[--dry-run]',
    does: 'after a restore: brings rows, runs and the providers’ books together again and says what it does (--dry-run: says what it would do); again: "Nothing to do."',
    load: async () => (await import('./resync.ts')).command,
  },
  install: {
    takes: '[--service-login NAME]',
    does: 'brings database and Temporal to what the programs need: no edition, no demo',
    load: async () => (await import('./install.ts')).command,
  },
  release: {
    takes: '[BUILD_ID] [--dry-run] [--none]',
    does: 'makes a build of the workers (default: BUILD_ID of the settings) the one that new runs begin with, and says of each build how many runs it has left and whether its workers may go; --dry-run: says alone; --none: back to workers without a build',
    load: async () => (await import('./release.ts')).command,
  },
  'edition:apply': {
    takes: 'FILE.yaml [--dry-run] [--close] [--if-none] [--demo]',
    does: 'Makes an edition what its file says and shows what that changes (--dry-run: shows alone); --close ends it, --if-none leaves alone what is there, --demo moves its dates around today and makes codes.',
    load: async () => (await import('./edition-apply.ts')).command,
  },
  'edition:export': {
    takes: '[EDITION]',
    does: 'Prints the file of an edition, the current one where none is named.',
    load: async () => (await import('./edition-export.ts')).command,
  },
  'staff:add': {
    takes:
      'LOGIN --role delegation|bureau|operator|auditor [--delegation N] [--mobile M] [--unit-account A] [--print] | --file staff.csv',
    does: 'Adds staff, who set their passwords by a link: texted to the mobile, or printed once without one or with --print. The columns of a file: login, role, delegation, mobile, unit_account. Who is there stays as they are. --demo (with DEMO=yes, never in production) gives DEMO_PASSWORD instead of a link.',
    load: async () => (await import('./staff-add.ts')).staffAdd,
  },
  'staff:reset': {
    takes: 'LOGIN [--print]',
    does: 'Logs a member of staff out, takes password and second factor away, and gives a new link as staff:add does; the old one is void.',
    load: async () => (await import('./staff-reset.ts')).staffReset,
  },
  'staff:disable': {
    takes: 'LOGIN',
    does: 'Logs a member of staff out for good; links they have not used are void.',
    load: async () => (await import('./staff-disable.ts')).staffDisable,
  },
};

export function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}\n`,
  );
  return `npx expo COMMAND\n\n${lines.join('')}`;
}
