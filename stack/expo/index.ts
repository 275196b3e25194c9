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
};

export function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { takes, does }]) => `  ${`${name} ${takes}`.trim()}\n      ${does}\n`,
  );
  return `npx expo COMMAND\n\n${lines.join('')}`;
}
