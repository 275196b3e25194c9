import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';

/** Where they are kept in the repository. */
const stored = new URL('histories/', import.meta.url);

/** Every way a run is known to go, by workflow. A new way is added here and in refresh.ts. */
const cases = {
  'badge-order': [
    'paid-settled',
    'handed-out',
    'expired',
    'expired-unscanned',
    'cancelled',
    'paid-unnoticed',
    'superseded',
    'channel-switched',
    'wrong-amount',
    'zero-fee',
    'refused',
    'courier-returned',
    'refunded',
    'refunded-by-the-system',
    'extended',
    'reduced',
    'waived',
  ],
  refund: [
    'made',
    'made-later',
    'forgotten-made',
    'refused-retried',
    'by-hand',
    'invoiced',
    'invoiced-refused-retried',
    'reversal-refused',
  ],
  invoice: ['issued', 'refused', 'failed'],
  'invoice-reversal': ['made', 'confirmed', 'refused', 'void', 'settled-later'],
  registration: [
    'approved',
    'returned-approved',
    'endorsed-approved',
    'locked',
    'withdrawn',
    'rejected',
    'rejected-released',
    'released',
    'ended-by-unit',
    'code-given',
    'reminded-expired',
    'refused',
  ],
  'late-payment': ['refunded', 'nothing-captured'],
  reconciliation: ['agreed', 'repaired'],
  'verification-code': ['sent'],
} as const;

export type Recording = { [W in keyof typeof cases]: `${W}/${(typeof cases)[W][number]}` }[keyof typeof cases];

export const recordings = Object.entries(cases).flatMap(([workflow, names]) =>
  names.map((name) => `${workflow}/${name}`),
) as Recording[];

const file = (recording: string, folder = stored) => new URL(`${recording}.json`, folder);

/** What is stored, found by looking. */
export function storedRecordings(): string[] {
  return Object.keys(cases).flatMap((workflow) =>
    readdirSync(new URL(workflow, stored)).map((name) => `${workflow}/${name.replace(/\.json$/, '')}`),
  );
}

export function readRecording(recording: string, folder = stored) {
  return { workflowId: recording, history: historyFromJSON(JSON.parse(readFileSync(file(recording, folder), 'utf8'))) };
}

/** Keeps a run's history, an event a line, without the names of the machine and processes it ran on. */
export async function record(recording: Recording, handle: WorkflowHandle, folder = stored): Promise<void> {
  const anonymous = (key: string, value: unknown) => (key === 'identity' ? 'anonymous' : value);
  const { events } = JSON.parse(historyToJSON(await handle.fetchHistory()), anonymous) as { events: unknown[] };
  mkdirSync(new URL('.', file(recording, folder)), { recursive: true });
  writeFileSync(
    file(recording, folder),
    `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`,
  );
}

export function forgetRecordings(): void {
  rmSync(stored, { recursive: true, force: true });
}
