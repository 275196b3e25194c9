import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { type Cell, tableLimits, type TableFault } from './sheet-table.ts';
import { createThreads, ThreadEnded } from './threads.ts';

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const csv = 'text/csv';
export const sheetFormats = ['xlsx', 'csv'] as const;
export type SheetFormat = (typeof sheetFormats)[number];
export const sheetTypes = { xlsx, csv } as const satisfies Record<SheetFormat, string>;

export interface Sheet {
  format: SheetFormat;
  name: string;
  rows: readonly (readonly string[])[];
  /** How many rows from the first are set in bold, where the format knows it. */
  boldRows: number;
}

/** Our own rows, however many: only what hangs is ended. */
const writers = createThreads<Sheet, Uint8Array>({
  name: 'the writing of tables',
  script: new URL('sheet-writer.worker.ts', import.meta.url),
  atOnce: 1,
  maxWaiting: 32,
  maxHeapMiB: 512,
  deadlineMs: () => 60_000,
});

/** Every cell is text, so that long numbers survive, and none is a formula. */
export async function writeSheet(
  format: SheetFormat,
  name: string,
  rows: readonly (readonly string[])[],
  { boldRows = 0 }: { boldRows?: number } = {},
): Promise<Buffer> {
  const bytes = await writers.run({ format, name, rows, boldRows });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export interface Upload {
  format: SheetFormat;
  bytes: Uint8Array;
}

/** Rows with holes where nothing stands, or why there are none. */
export type SheetReading = { rows: Cell[][] } | { fault: TableFault };

/** Somebody else's file, whatever is in it. */
const readers = createThreads<Upload, SheetReading>({
  name: 'the reading of tables',
  script: new URL('sheet-reader.worker.ts', import.meta.url),
  atOnce: 1,
  maxWaiting: 32,
  maxHeapMiB: 192,
  deadlineMs: () => 5_000,
});

/** Loads what reads uploaded tables before the first one comes. */
export const startSheetReading = () => readers.start();

function refusal(fault: TableFault, format: SheetFormat): DomainError {
  const { rows, columns } = tableLimits;
  const message =
    fault.code === 'file_unreadable'
      ? say(fault.code, { format: format.toUpperCase() })
      : fault.code === 'file_too_large'
        ? say(fault.code, { rows, columns })
        : say(fault.code, { cell: fault.cell, rows, columns });
  return new DomainError('import_rejected', { detail: message, errors: [{ path: 'file', code: fault.code, message }] });
}

async function read(upload: Upload): Promise<SheetReading> {
  try {
    return await readers.run(upload);
  } catch (error) {
    // What takes the whole deadline or all the memory is no list of people.
    if (error instanceof ThreadEnded && error.reason !== 'died') return { fault: { code: 'file_too_large' } };
    throw error;
  }
}

const empty: Cell = { text: '' };

/** Rows of an uploaded table; what cannot be read is refused, never guessed at. */
export async function readTable({ type, bytes }: { type: string; bytes: Buffer }): Promise<Cell[][]> {
  const format = type === csv ? 'csv' : 'xlsx';
  const reading = await read({ format, bytes });
  if ('fault' in reading) throw refusal(reading.fault, format);
  return Array.from(reading.rows, (row) => Array.from(row ?? [], (cell) => cell ?? empty));
}

/** Whose copy this is: the first row of every export. */
export function watermark(login: string, now: Date, rows: number): string[] {
  const at = now.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return [`导出 Exported: ${login}`, `${at} (UTC+8)`, `${rows} 行 rows`, '内部资料，请勿外传 Confidential'];
}
