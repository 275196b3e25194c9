import type { BadgeType } from '../domain/attendee.ts';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { uncoveredCharacters } from './badge-font.ts';
import { createThreads } from './threads.ts';

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

/** A box instead of a character must never reach a printed badge. The text itself is personal and stays out of the error. */
function assertPrintable(face: BadgeFace) {
  for (const field of ['name', 'unitName', 'documentMasked'] as const) {
    const count = uncoveredCharacters(face[field]).length;
    if (count > 0)
      throw new DomainError('name_not_printable', {
        detail: say('badge_unprintable', { badgeNo: face.badgeNo, part: field, count }),
      });
  }
}

/** A page takes milliseconds: more documents than may wait are a flood. */
export function createBadgePrinter(): BadgePrinter {
  const threads = createThreads<readonly BadgeFace[], Uint8Array>({
    name: 'the badge printer',
    script: new URL('badge-pdf.worker.ts', import.meta.url),
    atOnce: 1,
    maxWaiting: 64,
    maxHeapMiB: 512,
    deadlineMs: (faces) => 30_000 + 1_000 * faces.length,
  });

  async function sheet(faces: readonly BadgeFace[]): Promise<Buffer> {
    if (faces.length === 0) throw new RangeError('a sheet needs at least one badge');
    faces.forEach(assertPrintable);
    const pdf = await threads.run(structuredClone(faces));
    return Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  }

  return { badge: (face) => sheet([face]), sheet, close: () => threads.close() };
}
