import { parentPort } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { type Cell, createSheetTable, type SheetTable, TableRefusal } from './sheet-table.ts';
import { asTyped } from './sheet-text.ts';
import type { SheetReading, Upload } from './spreadsheet.ts';
import { decodeText } from './text-bytes.ts';
import { readXlsx } from './xlsx-reader.ts';

/** Excel saves a long number of a CSV as `4.40604E+17`. */
const isShortened = (text: string) => /^[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{2,3}$/i.test(text);

function cellOf(written: string): Cell {
  const { text, isText } = asTyped(written);
  return !isText && isShortened(text) ? { text, digitsLost: true } : { text };
}

/** Excel's own first line, which says what parts the columns; it shows it to nobody. */
const separatorLine = /^sep=(.)(?:\r\n?|\n)/i;
/** Titles above the header are parted by nothing. */
const linesLookedAt = 20;

/** What parts the columns: whichever of the three makes most of them on one of the first lines. */
function delimiterOf(text: string): string {
  const lines = text.replaceAll(/"[^"]*"/g, '').split(/\r\n?|\n/, linesLookedAt);
  const columnsBy = (delimiter: string) => Math.max(...lines.map((line) => line.split(delimiter).length));
  return [',', '\t', ';'].toSorted((a, b) => columnsBy(b) - columnsBy(a))[0]!;
}

function readText(bytes: Buffer, table: SheetTable): void {
  const decoded = decodeText(bytes);
  if ('line' in decoded) throw new TableRefusal({ code: 'encoding_unknown', line: decoded.line });
  const text = decoded.text.replace(separatorLine, '');
  const rows = parse(text, {
    bom: true,
    delimiter: separatorLine.exec(decoded.text)?.[1] ?? delimiterOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  }) as unknown as string[][];
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) table.put(row + 1, column + 1, cellOf(cell));
  }
}

const startsWith = (bytes: Buffer, hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;

/**
 * What is in a file decides: browsers call a CSV what the machine opens it with (`application/vnd.ms-excel`). Only what is called
 * XLSX and is none is broken, or was given that name by hand: Excel does not open it either.
 */
function readerOf(bytes: Buffer, isNamedXlsx: boolean): (bytes: Buffer, table: SheetTable) => void {
  if (startsWith(bytes, '504b0304')) return readXlsx;
  // Excel before 2007, and what any Excel encrypts.
  if (startsWith(bytes, 'd0cf11e0')) throw new TableRefusal({ code: 'old_workbook' });
  if (isNamedXlsx) throw new TableRefusal({ code: 'file_unreadable' });
  return readText;
}

/** Whatever the parsers throw is the file's fault: it is refused, never guessed at. */
function read({ bytes: array, isNamedXlsx = false, longestCell }: Upload): SheetReading {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  const table = createSheetTable(longestCell);
  try {
    readerOf(bytes, isNamedXlsx)(bytes, table);
    return { rows: table.rows };
  } catch (error) {
    return { fault: error instanceof TableRefusal ? error.fault : { code: 'file_unreadable' } };
  }
}

parentPort?.on('message', (upload: Upload) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(read(upload));
});
