import type { ParseArgsConfig } from 'node:util';

/** What was typed behind a command's name. */
export interface Typed {
  options: Record<string, string | boolean | (string | boolean)[] | undefined>;
  words: string[];
}

/** A command of `npx expo`: safe to repeat, says in lines what it does, and throws one error that says how to mend what is wrong. */
export interface Command {
  options?: ParseArgsConfig['options'];
  /** The exit code; none is 0. */
  run(typed: Typed): Promise<number | void>;
}
