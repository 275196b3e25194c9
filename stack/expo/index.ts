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
  doctor: {
    takes: '[--live] [--json]',
    does: 'looks at settings, database, Temporal and providers at once, with --live also at what serves; a line a check, 1 when something is wrong',
    load: async () => (await import('./doctor.ts')).command,
  },
  install: {
    takes: '[--service-login NAME]',
    does: 'brings database and Temporal to what the programs need: no edition, no demo',
    load: async () => (await import('./install.ts')).command,
  },
};

export function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}\n`,
  );
  return `npx expo COMMAND\n\n${lines.join('')}`;
}
