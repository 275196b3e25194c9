import { createWriteStream, existsSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

/** Output of every part: on the terminal under its name, and in a file of its own; the file of the last run is kept beside it. */
export function createLog(dir: string) {
  const files = new Map<string, WriteStream>();
  // The reader of our output may go away (`npm start | head`): the stack does not end with it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  const fileOf = (name: string) => {
    const open = files.get(name);
    if (open) return open;
    const path = join(dir, `${name}.log`);
    if (existsSync(path)) renameSync(path, `${path}.1`);
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    files.set(name, file);
    return file;
  };

  const line = (name: string, text: string) => {
    process.stdout.write(`${name.padEnd(8)} | ${text}\n`);
    fileOf(name).write(`${text}\n`);
  };
  return { line, say: (sentence: string) => line('stack', sentence) };
}
