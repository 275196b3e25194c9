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
  'keys:rotate': {
    takes: '',
    does: 'brings all that is sealed, wrapped or indexed to the keys that the ring calls current, and says which others may leave it',
    load: async () => (await import('./keys-rotate.ts')).command,
  },
};

export function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}\n`,
  );
  return `npx expo COMMAND\n\n${lines.join('')}`;
}
