import { parseArgs } from 'node:util';

/** What a command is given, as texts by name; what it does not know, or lacks, ends it with one line. */
export function readArguments<Name extends string>(defaults: Record<Name, string | undefined>) {
  const names = Object.keys(defaults) as Name[];
  let given: Partial<Record<Name, string>>;
  try {
    given = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) as never })
      .values as never;
  } catch (error) {
    return end((error as Error).message);
  }
  const text = (name: Name) => given[name] ?? defaults[name];
  return {
    text,
    wholeNumber(name: Name, least: number): number {
      const number = Number(text(name));
      if (!Number.isInteger(number) || number < least)
        end(`--${name} must be a whole number from ${least} on, not "${text(name)}"`);
      return number;
    },
    /** One of a list, by its number from 1 on; none when it was not asked for. */
    numbered(name: Name, list: readonly string[], what: string): string | undefined {
      const asked = text(name);
      const found = list[Number(asked) - 1];
      if (asked !== undefined && found === undefined)
        end(
          `--${name} must be the number of a ${what}, not "${asked}":\n${list.map((item, index) => `  ${index + 1}. ${item}`).join('\n')}`,
        );
      return asked === undefined ? undefined : found;
    },
  };
}

/** Ends a command that was asked for something it cannot do. */
export function end(message: string): never {
  console.error(message);
  process.exit(1);
}
