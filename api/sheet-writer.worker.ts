import { parentPort } from 'node:worker_threads';
import { stringify } from 'csv-stringify/sync';
import writeExcelFile from 'write-excel-file/node';
import { asWritten, escaped } from './sheet-text.ts';
import type { Sheet } from './spreadsheet.ts';

/** Every field quoted, none a formula or a number that loses digits, with the mark by which Excel knows UTF-8. */
function writeCsv(rows: Sheet['rows']): Buffer {
  return Buffer.from(
    stringify(
      rows.map((row) => row.map(asWritten)),
      { bom: true, quoted: true, quoted_empty: true, record_delimiter: 'windows' },
    ),
  );
}

/** Every cell is text in the format of text: a formula stays its letters, also when somebody edits the cell, and long numbers survive. */
async function writeXlsx({ name, rows, boldRows }: Sheet): Promise<Buffer> {
  const cells = rows.map((row, index) =>
    row.map((value) => ({
      value: escaped(value),
      type: String,
      format: '@',
      ...(index < boldRows ? { fontWeight: 'bold' as const } : {}),
    })),
  );
  return writeExcelFile(cells, { sheet: name }).toBuffer();
}

async function answer(sheet: Sheet): Promise<void> {
  const bytes = Uint8Array.from(sheet.format === 'csv' ? writeCsv(sheet.rows) : await writeXlsx(sheet));
  parentPort?.postMessage(bytes, [bytes.buffer]);
}

parentPort?.on('message', (sheet: Sheet) => void answer(sheet));
