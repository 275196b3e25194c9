import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PhotoStore } from '../../domain/photo.ts';

/** A folder's worth of names, and no way out of it. */
const keyShape = /^[0-9a-z-]+(?:\/[0-9a-z-]+)*$/;

/** Photos as files of a directory that API and worker share; nothing serves it. */
export function createPhotoFiles(dir: string): PhotoStore {
  const fileOf = (key: string): string => {
    if (!keyShape.test(key)) throw new Error(`"${key}" is no photo key`);
    return join(dir, key);
  };

  return {
    /** Whole or not at all, also when the power fails: written under another name, flushed, then renamed. */
    async put(key, bytes) {
      const file = fileOf(key);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const half = `${file}.${randomUUID()}`;
      const handle = await open(half, 'wx', 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(half, file);
    },

    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },

    delete: (key) => rm(fileOf(key), { force: true }),
  };
}
