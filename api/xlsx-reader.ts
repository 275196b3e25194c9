import { dateFromSerial, getFormatFromId, isDateFormat } from 'numfmt';
import { columnsNamed, type Headings } from './sheet-header.ts';
import { type Cell, type SheetRows, type SheetTable, TableRefusal, withoutHoles } from './sheet-table.ts';
import { unescaped } from './sheet-text.ts';
import { type Attributes, localName, unpack, walkXml } from './xlsx-package.ts';

// What Excel, WPS and LibreOffice write of ECMA-376 (SpreadsheetML), as far as a table of text, numbers and dates needs it.

const workbookPath = 'xl/workbook.xml';
const relationsPath = 'xl/_rels/workbook.xml.rels';

interface Workbook {
  /** Those a person sees, in their order. */
  sheets: { name: string; path: string }[];
  stringsPath: string;
  stylesPath: string;
  /** Days from 1904, as old Excel for Mac counts, not from 1900. */
  from1904: boolean;
}

const unreadable = () => new TableRefusal({ code: 'file_unreadable' });

function entryOf(entries: Map<string, Uint8Array>, path: string): Uint8Array {
  const entry = entries.get(path);
  if (!entry) throw unreadable();
  return entry;
}

/** Where the parts of the sheets a person sees are: a workbook names its parts as it likes, hides sheets of words, and has charts among them. */
function readWorkbook(bytes: Buffer): Workbook {
  const entries = unpack(bytes, (name) => name === workbookPath || name === relationsPath);
  const sheetPathById = new Map<string, string>();
  const pathByType = new Map<string, string>();
  walkXml(entryOf(entries, relationsPath), {
    open(name, { Id: id = '', Type: type = '', Target: target = '' }) {
      if (name !== 'Relationship') return;
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      const kind = type.slice(type.lastIndexOf('/') + 1);
      if (kind === 'worksheet') sheetPathById.set(id, path);
      pathByType.set(kind, path);
    },
  });
  const sheets: Workbook['sheets'] = [];
  let from1904 = false;
  walkXml(entryOf(entries, workbookPath), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet' || ['hidden', 'veryHidden'].includes(attributes.state ?? '')) return;
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1] ?? '';
      const path = sheetPathById.get(id);
      if (path !== undefined) sheets.push({ name: attributes.name ?? '', path });
    },
  });
  if (sheets.length === 0) throw unreadable();
  return {
    sheets,
    stringsPath: pathByType.get('sharedStrings') ?? 'xl/sharedStrings.xml',
    stylesPath: pathByType.get('styles') ?? 'xl/styles.xml',
    from1904,
  };
}

/** The text of a shared or inline string: its runs, without the readings above Chinese and Japanese characters (`rPh`). */
function createStringReader() {
  let [text, isText, isReading] = ['', false, false];
  return {
    begin: () => (text = ''),
    open(name: string) {
      if (name === 'rPh') isReading = true;
      if (name === 't') isText = true;
    },
    close(name: string) {
      if (name === 'rPh') isReading = false;
      if (name === 't') isText = false;
    },
    text(piece: string) {
      if (isText && !isReading) text += piece;
    },
    end: () => unescaped(text),
  };
}

function readStrings(entry: Uint8Array | undefined): string[] {
  const strings: string[] = [];
  const string = createStringReader();
  if (!entry) return strings;
  walkXml(entry, {
    open(name) {
      if (name === 'si') string.begin();
      string.open(name);
    },
    close(name) {
      string.close(name);
      if (name === 'si') strings.push(string.end());
    },
    text: (piece) => string.text(piece),
  });
  return strings;
}

/** Excel's own bound; a longer one is no format, and could cost much to understand. */
const maxFormatLength = 255;

function isDate(format: string): boolean {
  try {
    return format.length <= maxFormatLength && isDateFormat(format);
  } catch {
    return false;
  }
}

/** Numbers of the styles that show a number as a date. */
function readDateStyles(entry: Uint8Array | undefined): Set<string> {
  const dateStyles = new Set<string>();
  const dateFormats = new Map<string, boolean>();
  let [inCellStyles, style] = [false, 0];
  if (!entry) return dateStyles;
  walkXml(entry, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') dateFormats.set(numFmtId, isDate(formatCode));
      if (name === 'cellXfs') inCellStyles = true;
      if (name !== 'xf' || !inCellStyles) return;
      if (!dateFormats.has(numFmtId)) dateFormats.set(numFmtId, isDate(getFormatFromId(Number(numFmtId))));
      if (dateFormats.get(numFmtId)) dateStyles.add(String(style));
      style += 1;
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return dateStyles;
}

function numberCell(number: number): Cell {
  return Math.abs(number) >= 1e15
    ? { text: number.toLocaleString('en', { useGrouping: false }), digitsLost: true }
    : { text: String(number) };
}

/** The day as `2019-11-05`; a number that is no day of the calendar stays a number. */
function dateCell(serial: number): Cell {
  const [year, month, day] = dateFromSerial(serial);
  const written = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
    '-',
  );
  return /^\d{4}-\d\d-\d\d$/.test(written) ? { text: written } : numberCell(serial);
}

/** `C7` as row 7, column 3. */
function placeOf(address: string): [row: number, column: number] {
  const [, letters, row] = /^([A-Z]{1,3})([1-9][0-9]{0,6})$/.exec(address) ?? [];
  if (letters === undefined) throw unreadable();
  return [Number(row), Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)];
}

interface Vocabulary {
  strings: string[];
  dateStyles: Set<string>;
  from1904: boolean;
}

function cellOf(
  { t: type = 'n', s: style = '' }: Attributes,
  value: string,
  inline: string,
  { strings, dateStyles, from1904 }: Vocabulary,
): Cell {
  switch (type) {
    case 'inlineStr':
      return { text: inline.trim() };
    case 'str':
      return { text: unescaped(value).trim() };
    // What stood there nobody knows; that it is empty, nobody said.
    case 'e':
      return { text: value.trim(), isError: true };
  }
  if (value === '') return { text: '' };
  if (type === 's') {
    const text = strings[Number(value)];
    if (text === undefined) throw unreadable();
    return { text: text.trim() };
  }
  if (type === 'b') return { text: value === '1' || value === 'true' ? 'true' : 'false' };
  if (type === 'd') return { text: value.trim().slice(0, 10) };
  const number = Number(value);
  if (type !== 'n' || Number.isNaN(number)) throw unreadable();
  return dateStyles.has(style) ? dateCell(number + (from1904 ? 1_462 : 0)) : numberCell(number);
}

function readCells(entry: Uint8Array, table: SheetTable, vocabulary: Vocabulary): void {
  const inline = createStringReader();
  let [inData, inValue, value, row, column] = [false, false, '', 0, 0];
  let cell: Attributes | undefined;
  walkXml(entry, {
    open(name, attributes) {
      if (name === 'sheetData') inData = true;
      else if (!inData) return;
      else if (name === 'row') {
        row = attributes.r === undefined ? row + 1 : placeOf(`A${attributes.r}`)[0];
        column = 0;
      } else if (name === 'c') {
        cell = attributes;
        [row, column] = attributes.r === undefined ? [row, column + 1] : placeOf(attributes.r);
        value = '';
        inline.begin();
      } else if (name === 'v') inValue = true;
      else inline.open(name);
    },
    close(name) {
      if (name === 'sheetData') inData = false;
      else if (name === 'v') inValue = false;
      else if (name === 'c' && cell) {
        table.put(row, column, cellOf(cell, value, inline.end(), vocabulary));
        cell = undefined;
      } else inline.close(name);
    },
    text(piece) {
      if (inValue) value += piece;
      else if (cell) inline.text(piece);
    },
  });
}

/** Enough of a list's columns to be its header: what stands in every list's is less. */
const enough = (headings: Headings) => (new Set(headings.values()).size * 2) / 3;

/**
 * The first visible sheet of an XLSX file that has the header, else that which names most of its columns, else the first with
 * anything in it: covers and remarks stand before. Without headings, the first. What else may be in the file counts by its size only.
 */
export function readXlsx(
  bytes: Buffer,
  { tableOf, headings }: { tableOf: () => SheetTable; headings: Headings | undefined },
): SheetRows {
  const { sheets, stringsPath, stylesPath, from1904 } = readWorkbook(bytes);
  const shared = unpack(bytes, (name) => name === stringsPath || name === stylesPath);
  const vocabulary = {
    strings: readStrings(shared.get(stringsPath)),
    dateStyles: readDateStyles(shared.get(stylesPath)),
    from1904,
  };
  let best: (SheetRows & { named: number }) | undefined;
  for (const { name, path } of sheets) {
    const table = tableOf();
    readCells(
      entryOf(
        unpack(bytes, (entry) => entry === path),
        path,
      ),
      table,
      vocabulary,
    );
    const { rows } = table;
    const named = headings ? columnsNamed(withoutHoles(rows), headings) : 0;
    if (!best || named > best.named || best.rows.length === 0) best = { rows, sheet: name, named };
    if (!headings || named >= enough(headings)) break;
  }
  const { rows, sheet } = best!;
  return { rows, sheet: sheet! };
}
