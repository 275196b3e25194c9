import { deflateRawSync } from 'node:zlib';

/** An entry of a zip; what its directory says of it may be a lie. */
export interface ZipEntry {
  name: string;
  content: string | Buffer;
  /** False: it stands in the file, and the directory does not know it. */
  listed?: boolean;
  /** What the directory says it unpacks to. */
  promised?: number;
}

function record(
  signature: number,
  length: number,
  fields: Record<number, number>,
  shortFields: Record<number, number>,
): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(signature, 0);
  for (const [at, value] of Object.entries(fields)) bytes.writeUInt32LE(value, Number(at));
  for (const [at, value] of Object.entries(shortFields)) bytes.writeUInt16LE(value, Number(at));
  return bytes;
}

/** A zip of these entries after `before`, with one directory at its end. */
export function zipOf(entries: readonly ZipEntry[], before: Buffer = Buffer.alloc(0)): Buffer {
  const parts: Buffer[] = [before];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const { name, content, listed = true, promised } of entries) {
    const packed = deflateRawSync(content);
    const length = promised ?? Buffer.byteLength(content);
    const local = record(0x04034b50, 30, { 18: packed.length, 22: length }, { 8: 8, 26: name.length });
    if (listed)
      directory.push(
        record(0x02014b50, 46, { 20: packed.length, 24: length, 42: at }, { 10: 8, 28: name.length }),
        Buffer.from(name),
      );
    parts.push(local, Buffer.from(name), packed);
    at += local.length + name.length + packed.length;
  }
  const count = entries.filter(({ listed }) => listed !== false).length;
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, ...directory, record(0x06054b50, 22, { 12: size, 16: at }, { 8: count, 10: count })]);
}

const spreadsheetml = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The entries of a workbook whose one sheet holds this XML within its `sheetData`. */
export function workbookEntries({
  data,
  strings = '',
  styles = '',
  workbook = '',
  after = '',
}: {
  data: string | Buffer;
  strings?: string;
  styles?: string;
  workbook?: string;
  after?: string;
}): ZipEntry[] {
  const sheet = Buffer.concat([
    Buffer.from(`<worksheet ${spreadsheetml}><sheetData>`),
    Buffer.from(data),
    Buffer.from(`</sheetData>${after}</worksheet>`),
  ]);
  return [
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${spreadsheetml} xmlns:r="${office}">${workbook}<sheets><sheet name="x" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    { name: 'xl/sharedStrings.xml', content: `<sst ${spreadsheetml}>${strings}</sst>` },
    { name: 'xl/styles.xml', content: `<styleSheet ${spreadsheetml}>${styles}</styleSheet>` },
  ];
}

/** A row of text cells, as a sheet holds it. */
export const textRow = (row: number, texts: readonly string[]) =>
  `<row r="${row}">${texts.map((text, index) => `<c r="${String.fromCharCode(65 + index)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;
