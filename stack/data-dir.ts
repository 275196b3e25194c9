import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Settings } from '../config.ts';
import { endProcess, identify, isRunning, type ProcessIdentity } from './process-identity.ts';

type ChildRecord = ProcessIdentity & { name: string; stopSignal: NodeJS.Signals };

/** A stack's hold on its data folder and, once it serves, the settings by which it is reached. */
type Claim = ProcessIdentity & { settings?: Settings };

/** Where each stack of this checkout that serves has a link to its claim: its data folder may be anywhere. */
export const claimLinks = fileURLToPath(new URL('../.cache/stacks', import.meta.url));

/** The folder a stack keeps everything in, held by one stack at a time. */
export type DataDir = ReturnType<typeof claimDataDir>;

/**
 * Takes the folder for this process, or throws naming the stack that holds it.
 * Everybody writes a claim of its own and steps back when it sees another live one: two that start at the same moment may both
 * step back, but never both go on, and no stale claim is ever taken over from under somebody.
 */
export function claimDataDir(root: string, links = claimLinks) {
  const run = join(root, 'run');
  const logs = join(root, 'logs');
  const keys = join(root, 'keys');
  // Postgres refuses to run as root: its account must then pass through the folder, though it may not list it.
  const modes = { [root]: process.getuid?.() === 0 ? 0o711 : 0o700, [run]: 0o700, [logs]: 0o700, [keys]: 0o700 };
  try {
    for (const [dir, mode] of Object.entries(modes)) {
      makeFolder(dir, mode);
      chmodSync(dir, mode);
    }
  } catch (error) {
    throw new Error(`DATA_DIR=${root} cannot be used: ${(error as Error).message}`, { cause: error });
  }

  const me = identify(process.pid);
  if (me === undefined) throw new Error('Cannot read the start time of this process (neither /proc nor ps)');
  const claim = join(run, `stack-${process.pid}.json`);
  const link = join(links, `${process.pid}.json`);
  writeJson(claim, me);
  for (const file of readdirSync(run).filter((name) => /^stack-\d+\.json$/.test(name))) {
    if (file === `stack-${process.pid}.json`) continue;
    const other = readClaim(join(run, file));
    if (other === undefined) {
      rmSync(join(run, file), { force: true });
      continue;
    }
    rmSync(claim, { force: true });
    throw new Error(
      `${root} is in use by the stack with pid ${other.pid}: stop it first, or start this one with another DATA_DIR and other ports`,
    );
  }

  const records = () => readdirSync(run).filter((name) => /^child-.+\.json$/.test(name));
  return {
    root,
    logs,
    keys,
    /** Writes down a started child, so that the next start finds it should this process be killed. */
    record(name: string, pid: number, stopSignal: NodeJS.Signals) {
      const identity = identify(pid);
      if (identity) writeJson(join(run, `child-${name}.json`), { ...identity, name, stopSignal });
    },
    forget(name: string) {
      rmSync(join(run, `child-${name}.json`), { force: true });
    },
    /** Ends what a killed stack left running on this folder; returns their names. */
    async endOrphans(): Promise<string[]> {
      const orphans = records()
        .map((file) => readJson(join(run, file)) as ChildRecord | undefined)
        .filter((record) => record !== undefined)
        .filter(isRunning);
      await Promise.all(orphans.map((orphan) => endProcess(orphan, orphan.stopSignal, 5_000)));
      for (const file of records()) rmSync(join(run, file), { force: true });
      return orphans.map(({ name, pid }) => `${name} (pid ${pid})`);
    },
    /** Says how this stack is reached, for commands in other terminals. */
    announce(settings: Settings) {
      writeJson(claim, { ...me, settings });
      mkdirSync(links, { recursive: true });
      const stale = readdirSync(links)
        .map((name) => join(links, name))
        .filter((other) => other === link || readClaim(other) === undefined);
      for (const other of stale) rmSync(other, { force: true });
      symlinkSync(claim, link);
    },
    release() {
      if (existsSync(link)) rmSync(link);
      rmSync(claim, { force: true });
    },
  };
}

/** The claim in a file, or behind a link, of a stack that runs; nothing when it was killed. */
export function readClaim(file: string): Claim | undefined {
  const claim = readJson(file) as Claim | undefined;
  return claim && isRunning(claim) ? claim : undefined;
}

/** One folder after the other: Node's recursive mkdir never ends where a folder that exists says ENOENT to a new one in it, as /proc does. */
function makeFolder(dir: string, mode: number): void {
  if (!existsSync(dir)) {
    makeFolder(dirname(dir), mode);
    try {
      mkdirSync(dir, { mode });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Another start has just made it.
      if (code !== 'EEXIST') throw new Error(`no folder can be made in ${dirname(dir)} (${code})`, { cause: error });
    }
  }
  if (!statSync(dir).isDirectory()) throw new Error(`${dir} is not a folder`);
}

function writeJson(file: string, value: unknown) {
  // Renamed into place: a reader never sees half a record.
  writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
