import { DomainError } from '../domain/errors.ts';
import type { Language } from './errors.ts';
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

const reach = `${tableLimits.rows.toLocaleString('en')} rows and ${tableLimits.columns} columns`;
const reachZh = `${tableLimits.rows}行、${tableLimits.columns}列`;
const said = {
  file_unreadable: {
    zh: (format: string) => `无法读取：这不是有效的${format}文件。请用Excel或WPS另存为${format}格式后重新上传。`,
    en: (format: string) =>
      `This is no ${format} file that can be read. Save it as ${format} with Excel or WPS and send it again.`,
  },
  file_too_large: {
    zh: () => `文件内容过多（最多${reachZh}）。请删除名单以外的内容后重新上传。`,
    en: () => `The file holds too much: a table has at most ${reach}. Remove what is not part of it and send it again.`,
  },
  cell_out_of_range: {
    zh: (_: string, cell: string) => `单元格${cell}有内容，但表格最多${reachZh}。请清空该单元格后重新上传。`,
    en: (_: string, cell: string) =>
      `Cell ${cell} is filled, and a table has at most ${reach}. Empty that cell and send the file again.`,
  },
} as const;

function refusal(fault: TableFault, format: SheetFormat, language: Language): DomainError {
  const message = said[fault.code][language](format.toUpperCase(), 'cell' in fault ? fault.cell : '');
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
export async function readTable({
  type,
  bytes,
  language,
}: {
  type: string;
  bytes: Buffer;
  language: Language;
}): Promise<Cell[][]> {
  const format = type === csv ? 'csv' : 'xlsx';
  const reading = await read({ format, bytes });
  if ('fault' in reading) throw refusal(reading.fault, format, language);
  return Array.from(reading.rows, (row) => Array.from(row ?? [], (cell) => cell ?? empty));
}

/** Whose copy this is: the first row of every export. */
export function watermark(login: string, now: Date, rows: number): string[] {
  const at = now.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return [`导出 Exported: ${login}`, `${at} (UTC+8)`, `${rows} 行 rows`, '内部资料，请勿外传 Confidential'];
}
