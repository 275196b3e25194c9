import { DomainError, type FieldError } from '../domain/errors.ts';
import { say, type Said } from '../domain/message.ts';
import type { Headings } from './sheet-header.ts';
import { type Cell, type SheetRows, tableLimits, type TableFault, withoutHoles } from './sheet-table.ts';
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

/** Every cell is text, so that long numbers survive, and none is a formula (`sheet-text.ts` of a CSV). */
export async function writeSheet(
  format: SheetFormat,
  name: string,
  rows: readonly (readonly string[])[],
  { boldRows = 0 }: { boldRows?: number } = {},
): Promise<Buffer> {
  const bytes = await writers.run({ format, name, rows, boldRows });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What browsers call a table; what is in it decides how it is read, unless it is called XLSX. */
export const uploadTypes = [
  csv,
  xlsx,
  'application/vnd.ms-excel',
  'text/plain',
  'text/tab-separated-values',
  'text/comma-separated-values',
  'application/csv',
  'application/wps-office.xlsx',
  'application/octet-stream',
];

export interface Upload {
  bytes: Uint8Array;
  /** By its media type. */
  isNamedXlsx?: boolean;
  /** Characters of a cell that leave the thread. */
  longestCell?: number;
  /** What the sheet to be read has; of a workbook without them, the first sheet is. */
  headings?: Headings;
}

/** The rows, or why there are none. */
export type SheetReading = SheetRows | { fault: TableFault };

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

/** Why a file is refused, as a fault of it. */
export function faultOf(fault: TableFault): FieldError {
  return { path: 'file', code: fault.code, message: saidOf(fault) };
}

export function refusedFile(fault: TableFault): DomainError {
  return new DomainError('import_rejected', { detail: saidOf(fault), errors: [faultOf(fault)] });
}

function saidOf(fault: TableFault): Said {
  const { rows, columns } = tableLimits;
  switch (fault.code) {
    case 'cell_out_of_range':
      return say('cell_out_of_range', { cell: fault.cell, rows, columns });
    case 'file_too_large':
      return say('file_too_large', { rows, columns });
    case 'text_damaged':
      return say('text_damaged', { cell: fault.cell });
    case 'encoding_unknown':
      return say('encoding_unknown', { line: fault.line });
    default:
      return say(fault.code);
  }
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

/** The rows of a table, XLSX or text, or why it cannot be read; nothing is guessed at. */
export async function readTable(upload: Upload): Promise<SheetReading> {
  const reading = await read(upload);
  if ('fault' in reading) return reading;
  return { ...reading, rows: withoutHoles(reading.rows) };
}

/** Marks the row of a template that shows how; no import takes it. */
export const exampleMark = { zh: '示例：', en: 'Example: ' } as const;
export function isExample(cells: readonly Cell[]): boolean {
  return /^(?:示例|example)\s*[:：]/i.test(cells.find(({ text }) => text !== '')?.text ?? '');
}

/** Whose copy this is: the first row of every export. */
export function watermark(login: string, now: Date, rows: number): string[] {
  const at = now.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return [`导出 Exported: ${login}`, `${at} (UTC+8)`, `${rows} 行 rows`, '内部资料，请勿外传 Confidential'];
}
