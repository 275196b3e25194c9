import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyRingFile } from '../../config.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { newKeyRing } from '../keys.ts';
import { randomBytes } from 'node:crypto';
import type { Command } from './command.ts';

export const command: Command = {
  run({ words: [file = keyRingFile()] }) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, newKeyRing(randomBytes(3).toString('hex')), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new Error(`${file} cannot be written (${code})`, { cause: error });
      console.log(`${file} is there and stays: ${foundIn(file)}`);
      return Promise.resolve();
    }
    console.log(
      `${file} is made. Whoever loses it loses what it sealed: keep a copy where the database's backups are not`,
    );
    return Promise.resolve();
  },
};

/** What the ring in a file has, by the names of its keys; throws when it is none. */
function foundIn(file: string): string {
  try {
    const { current, keys } = parseKeyRing(readFileSync(file, 'utf8'));
    return `a good ring of the keys ${Object.keys(keys).join(', ')}, of which ${current} seals`;
  } catch (error) {
    throw new Error(`${file} is there and stays, and is no good ring: ${(error as Error).message}`, { cause: error });
  }
}
