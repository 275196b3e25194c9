import { parentPort } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { type Cell, createSheetTable, type SheetRows, type SheetTable, TableRefusal } from './sheet-table.ts';
import { asTyped } from './sheet-text.ts';
import type { SheetReading, Upload } from './spreadsheet.ts';
import { decodeText } from './text-bytes.ts';
import { readXlsx } from './xlsx-reader.ts';

/** Excel saves a long number of a CSV as `4.40604E+17`. */
const isShortened = (text: string) => /^[0-9](?:[.,][0-9]+E\+?|E\+)[0-9]{2,3}$/i.test(text);

/** What Excel, WPS and LibreOffice save of a formula that could not tell. */
const isError = (text: string) => /^#(?:N\/A|(?:NAME|REF|VALUE|DIV\/0|NUM|NULL|SPILL|CALC|FIELD)[!?])$/.test(text);

function cellOf(written: string): Cell {
  const { text, isText } = asTyped(written);
  if (!isText && isError(text)) return { text, isError: true };
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

function readText(bytes: Buffer, table: SheetTable): SheetRows {
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
  return { rows: table.rows };
}

const startsWith = (bytes: Buffer, hex: string) => bytes.subarray(0, hex.length / 2).toString('hex') === hex;

/** PDF, RTF, PNG, JPEG, GIF. */
const otherKinds = ['25504446', '7b5c727466', '89504e47', 'ffd8ff', '47494638'];
const isWebPage = (bytes: Buffer) =>
  /^\ufeff?\s*<(?:!doctype|!--|\?xml|html|head|meta|body|table|style|script)/i.test(bytes.toString('utf8', 0, 1_000));

/**
 * What is in a file decides: browsers call a CSV what the machine opens it with (`application/vnd.ms-excel`). Only what is called
 * XLSX and is none is broken, or was given that name by hand: Excel does not open it either.
 */
function rowsIn(bytes: Buffer, { isNamedXlsx = false, longestCell, headings }: Upload): SheetRows {
  const tableOf = () => createSheetTable(longestCell);
  if (bytes.length === 0) throw new TableRefusal({ code: 'file_empty' });
  if (startsWith(bytes, '504b0304')) return readXlsx(bytes, { tableOf, headings });
  // Excel before 2007, and what any Excel encrypts.
  if (startsWith(bytes, 'd0cf11e0')) throw new TableRefusal({ code: 'old_workbook' });
  if (otherKinds.some((kind) => startsWith(bytes, kind)) || isWebPage(bytes))
    throw new TableRefusal({ code: 'file_no_table' });
  if (isNamedXlsx) throw new TableRefusal({ code: 'file_unreadable' });
  return readText(bytes, tableOf());
}

/** Whatever the parsers throw is the file's fault: it is refused, never guessed at. */
function read(upload: Upload): SheetReading {
  const { buffer, byteOffset, byteLength } = upload.bytes;
  try {
    const read = rowsIn(Buffer.from(buffer, byteOffset, byteLength), upload);
    return read.rows.length > 0 ? read : { fault: { code: 'file_empty' } };
  } catch (error) {
    return { fault: error instanceof TableRefusal ? error.fault : { code: 'file_unreadable' } };
  }
}

parentPort?.on('message', (upload: Upload) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(read(upload));
});
