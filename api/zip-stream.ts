import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Writable } from 'node:stream';
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** Whoever reads the file went away, or is too slow to be waited for. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
}

export interface ZipLimits {
  /** Nothing was taken for so long. */
  stalledMs: number;
  /** The whole of it. */
  deadlineMs: number;
}

/** Deflated in pieces, so that other requests get their turn. */
const piece = 256 * 1024;
/** Would only grow. */
const isPacked = /\.(?:jpg|pdf|xlsx)$/;

/** A ZIP that is written as it is made: no more of it is held than one file and what the reader has not taken. Names in ASCII. */
export function createZipStream(out: Writable, { stalledMs, deadlineMs }: ZipLimits) {
  const deadline = Date.now() + deadlineMs;
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    // Its buffer is the library's own only until it goes on.
    out.write(Buffer.from(chunk));
  });

  async function taken(): Promise<void> {
    if (Date.now() > deadline) throw new ReaderGone('too slow');
    if (!out.writableNeedDrain && !out.destroyed) return;
    const settled = new AbortController();
    const gone = () => Promise.reject(new ReaderGone('went away'));
    const stalled = setTimeout(() => settled.abort(), Math.min(stalledMs, deadline - Date.now()));
    const options = { signal: settled.signal };
    try {
      if (out.destroyed) await gone();
      await Promise.race([once(out, 'drain', options), once(out, 'close', options).then(gone)]);
    } catch (error) {
      throw error instanceof ReaderGone ? error : new ReaderGone('stalled', { cause: error });
    } finally {
      clearTimeout(stalled);
      settled.abort();
    }
  }

  return {
    async add(name: string, content: Uint8Array | string, mtime: Date): Promise<void> {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const file = isPacked.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
      file.mtime = mtime;
      zip.add(file);
      for (let from = 0; from === 0 || from < bytes.length; from += piece) {
        file.push(bytes.subarray(from, from + piece), from + piece >= bytes.length);
        await taken();
        await nextTurn();
      }
    },
    end(): void {
      zip.end();
      out.end();
    },
  };
}
