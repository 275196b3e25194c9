import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BadgeType } from '../domain/attendee.ts';
import { DomainError } from '../domain/errors.ts';
import { uncoveredCharacters } from './badge-font.ts';

/** Everything that is printed on one badge. */
export interface BadgeFace {
  badgeNo: string;
  /** Number of the expo's edition: `2`. */
  edition: string;
  editionName?: { zh: string; en: string };
  name: string;
  badgeType: BadgeType;
  unitName: string;
  documentMasked: string;
  /** Content of the QR code. */
  token: string;
  /** JPEG, as `readPhoto` answers it. */
  photo?: Uint8Array;
  /** The document's date and part of its id: the same face gives the same bytes. */
  madeAt: Date;
}

/** Prints badges as PDF off the event loop, one document at a time. */
export interface BadgePrinter {
  badge(face: BadgeFace): Promise<Buffer>;
  /** One page a face, in the order given. */
  sheet(faces: readonly BadgeFace[]): Promise<Buffer>;
  close(): Promise<void>;
}

interface Job {
  faces: readonly BadgeFace[];
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
}

// On Node 20 `--import tsx` takes effect in the main thread only (privatenumber/tsx#354): the thread registers it by itself.
// By its file: what `require` resolves is tsx's CommonJS build, which cannot register here; `import.meta.resolve` is not there when this file is required.
const tsx = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href;
const workerScript = `
  import(${JSON.stringify(tsx)})
    .then(({ register }) => (register(), import(${JSON.stringify(new URL('badge-pdf.worker.ts', import.meta.url))})))
`;

/** Documents that may wait; a page takes milliseconds, so more than this is a flood. */
const maxWaiting = 64;

/** A box instead of a character must never reach a printed badge. The text itself is personal and stays out of the error. */
function assertPrintable(face: BadgeFace) {
  for (const field of ['name', 'unitName', 'documentMasked'] as const) {
    const count = uncoveredCharacters(face[field]).length;
    if (count > 0)
      throw new DomainError('name_not_printable', { detail: `${field} of badge ${face.badgeNo} has ${count} characters without a glyph` });
  }
}

/** The worker starts with the first document; one that dies fails the document it had, and the next gets a new one. */
export function createBadgePrinter(): BadgePrinter {
  const waiting: Job[] = [];
  let current: Job | undefined;
  let worker: Worker | undefined;
  let closed = false;

  function startWorker(): Worker {
    const started = new Worker(workerScript, { eval: true, execArgv: [] });
    let cause: unknown;
    started.on('message', (pdf: Uint8Array) => end((job) => job.resolve(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength))));
    started.on('error', (error) => (cause = error));
    started.on('exit', () => {
      worker = undefined;
      end((job) => job.reject(new Error('the badge printer stopped before the document was done', { cause })));
    });
    return started;
  }

  function begin() {
    if (current || closed) return;
    current = waiting.shift();
    if (!current) return worker?.unref();
    worker ??= startWorker();
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(current.faces);
  }

  function end(settle: (job: Job) => void) {
    const job = current;
    current = undefined;
    if (job) settle(job);
    begin();
  }

  async function sheet(faces: readonly BadgeFace[]): Promise<Buffer> {
    if (faces.length === 0) throw new RangeError('a sheet needs at least one badge');
    if (closed || waiting.length >= maxWaiting) throw new DomainError('unavailable', { detail: 'the badge printer takes no more documents now' });
    faces.forEach(assertPrintable);
    const asTheyAreNow = structuredClone(faces);
    return new Promise((resolve, reject) => {
      waiting.push({ faces: asTheyAreNow, resolve, reject });
      begin();
    });
  }

  return {
    badge: (face) => sheet([face]),
    sheet,
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new DomainError('unavailable', { detail: 'the badge printer is closing' }));
      await worker?.terminate();
    },
  };
}
