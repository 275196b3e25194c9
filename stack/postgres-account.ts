import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

type Account = { uid: number; gid: number };

/** How to run a Postgres program on a folder; `account` is set when we are root, as whom Postgres refuses to run. */
export type PostgresLaunch = {
  account?: Account;
  wrap: (program: string, args: string[]) => { command: string; args: string[]; uid?: number; gid?: number };
};

/** Decides under which account Postgres runs; throws when that account cannot reach its programs or its data. */
export function postgresLaunch(programDir: string, dataDir: string): PostgresLaunch {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }) };
  // Data once made stays with its owner, even when a "postgres" account appears later.
  const account = ownerOf(dataDir) ?? accountNamed('postgres') ?? accountNamed('nobody');
  if (!account)
    throw new Error(
      'Postgres does not run as root, and there is neither an account "postgres" nor "nobody": make one, or set DATABASE_URL',
    );
  const wall = [programDir, dirname(dataDir)].map((dir) => firstClosed(dir, account)).find((dir) => dir !== undefined);
  if (wall === undefined) return { account, wrap: (command, args) => ({ command, args, ...account }) };
  const setpriv = keepsAccess(account, programDir);
  if (!setpriv.works) {
    throw new Error(
      `Postgres does not run as root, and its account (uid ${account.uid}) may not enter ${wall}: allow it (chmod o+x ${wall}), ` +
        `put the checkout and DATA_DIR elsewhere, start as an ordinary user, or set DATABASE_URL`,
    );
  }
  return {
    account,
    wrap: (program, args) => ({ command: 'setpriv', args: [...setpriv.options, '--', program, ...args] }),
  };
}

/** Linux: another account that keeps the right to enter closed folders (a checkout below /root) and nothing else of root's. */
function keepsAccess({ uid, gid }: Account, programDir: string) {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // Without the securebit the kernel leaves the right out of access(2), by which Postgres looks for its own programs.
  const options = [
    ...identity,
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  return { options, works: spawnSync('setpriv', [...options, '--', 'test', '-x', programDir]).status === 0 };
}

function ownerOf(dir: string): Account | undefined {
  if (!existsSync(dir)) return undefined;
  const { uid, gid } = statSync(dir);
  return uid === 0 ? undefined : { uid, gid };
}

function accountNamed(name: string): Account | undefined {
  const idOf = (flag: string) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  };
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** The outermost folder on the way to `dir` (and `dir` itself) that the account may not enter. */
function firstClosed(dir: string, { uid, gid }: Account): string | undefined {
  const parent = dirname(dir);
  const above = parent === dir ? undefined : firstClosed(parent, { uid, gid });
  if (above !== undefined) return above;
  accessSync(dir, constants.F_OK);
  const stat = statSync(dir);
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
  return stat.mode & bit ? undefined : dir;
}
