import { readEnvFile } from './config.ts';
import { commands, usage } from './stack/expo/index.ts';
import type { Command } from './stack/expo/command.ts';
import { parseArgs } from 'node:util';

// What is made here (key rings, files of secrets) is nobody else's to read.
process.umask(0o077);
process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

/** One command; its exit code. */
async function run([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  const known = commands[name];
  if (!known) throw new Error(`There is no command "${name}"\n\n${usage()}`);
  const command: Command = await known.load();
  if (args.includes('--help')) {
    process.stdout.write(`npx expo ${name} ${known.takes}\n${known.does}\n`);
    return 0;
  }
  readEnvFile();
  const { values, positionals } = parseArgs({ args, options: command.options ?? {}, allowPositionals: true });
  return (await command.run({ options: values, words: positionals })) ?? 0;
}
