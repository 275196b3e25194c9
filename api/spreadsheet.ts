import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import writeExcelFile from 'write-excel-file/node';
import { DomainError } from '../domain/errors.ts';
import { xlsxFault } from './xlsx-guard.ts';

export const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const csv = 'text/csv';
export const sheetFormats = ['xlsx', 'csv'] as const;
export type SheetFormat = (typeof sheetFormats)[number];
export const sheetTypes = { xlsx, csv } as const satisfies Record<SheetFormat, string>;

/** Text that a spreadsheet would take for a formula is set apart by an apostrophe, as spreadsheets themselves do. */
export const plain = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text);

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Every cell is text, so that long numbers survive, and none is a formula. CSV with the mark by which Excel knows UTF-8. */
export async function writeSheet(format: SheetFormat, name: string, rows: readonly (readonly string[])[]): Promise<Buffer> {
  const cells = rows.map((row) => row.map(plain));
  if (format === 'csv') return Buffer.from(`\ufeff${cells.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`);
  return writeExcelFile(
    cells.map((row) => row.map((value) => ({ value, type: String }))),
    { sheet: name },
  ).toBuffer();
}

/** A cell as it was read; a number of more than 15 digits has lost some already. */
export type Cell = { text: string; digitsLost?: true };

const refusal = (detail: string) =>
  new DomainError('import_rejected', { detail, errors: [{ path: 'file', code: 'file_unreadable', message: detail }] });

async function readXlsx(bytes: Buffer): Promise<Cell[][]> {
  const fault = xlsxFault(bytes);
  if (fault) throw refusal(fault === 'too_large' ? 'The XLSX file holds too much.' : 'This is no XLSX file.');
  let rows: unknown[][];
  try {
    rows = (await readSheet(bytes)) as unknown[][];
  } catch {
    throw refusal('The XLSX file cannot be read.');
  }
  return rows.map((row) => row.map(cellOf));
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return { text: '' };
  if (value instanceof Date) return { text: value.toISOString().slice(0, 10) };
  if (typeof value !== 'number') return { text: String(value as string | boolean).trim() };
  return Math.abs(value) >= 1e15 ? { text: value.toLocaleString('en', { useGrouping: false }), digitsLost: true } : { text: String(value) };
}

/** UTF-8, or what Excel in China saves. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function readCsv(bytes: Buffer): Cell[][] {
  const text = decode(bytes);
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = head.split(';').length > head.split(',').length ? ';' : ',';
  try {
    const rows = parse(text, { bom: true, delimiter, relax_column_count: true, trim: true }) as unknown as string[][];
    return rows.map((row) =>
      row.map((value) => (/^[0-9][.,]?[0-9]*E\+?[0-9]{2}$/i.test(value) ? { text: value, digitsLost: true } : { text: value })),
    );
  } catch {
    throw refusal('The CSV file cannot be read.');
  }
}

/** Rows of an uploaded table; what cannot be read is refused, never guessed at. */
export async function readTable(type: string, bytes: Buffer): Promise<Cell[][]> {
  return type === csv ? readCsv(bytes) : readXlsx(bytes);
}

/** Whose copy this is: the first row of every export. */
export function watermark(login: string, now: Date, rows: number): string[] {
  const at = now.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return [`导出 Exported: ${login}`, `${at} (UTC+8)`, `${rows} 行 rows`, '内部资料，请勿外传 Confidential'];
}
