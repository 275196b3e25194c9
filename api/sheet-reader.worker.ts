import { parentPort } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { createSheetTable, type SheetTable, TableRefusal } from './sheet-table.ts';
import type { SheetReading, Upload } from './spreadsheet.ts';
import { readXlsx } from './xlsx-reader.ts';

/** UTF-8, or what Excel in China saves. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Excel saves a long number of a CSV as `4.40604E+17`. */
const isShortened = (text: string) => /^[0-9][.,]?[0-9]*E\+?[0-9]{2}$/i.test(text);

function readCsv(bytes: Buffer, table: SheetTable): void {
  const text = decode(bytes);
  const [head = ''] = text.split(/\r?\n/, 1);
  const delimiter = head.split(';').length > head.split(',').length ? ';' : ',';
  const rows = parse(text, { bom: true, delimiter, relax_column_count: true, trim: true }) as unknown as string[][];
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries())
      table.put(row + 1, column + 1, isShortened(cell) ? { text: cell, digitsLost: true } : { text: cell });
  }
}

/** Whatever the parsers throw is the file's fault: it is refused, never guessed at. */
function read({ format, bytes }: Upload): SheetReading {
  const table = createSheetTable();
  try {
    (format === 'csv' ? readCsv : readXlsx)(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), table);
    return { rows: table.rows };
  } catch (error) {
    return { fault: error instanceof TableRefusal ? error.fault : { code: 'file_unreadable' } };
  }
}

parentPort?.on('message', (upload: Upload) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(read(upload));
});
