import { inflateRawSync } from 'node:zlib';

/** What an upload may unpack to, and how far its cells may reach: a small file may unfold to gigabytes, or name one cell at the end of the world. */
const most = { bytes: 20_000_000, rows: 2_000, columns: 200 };

const signature = { file: 0x04034b50, directory: 0x02014b50 } as const;

export type XlsxFault = 'no_xlsx' | 'too_large';

/** Every entry of a zip, really unpacked: what its directory promises may be a lie. */
function* entriesOf(bytes: Buffer): Generator<{ name: string; content: Buffer }> {
  let left = most.bytes;
  let at = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  while (at >= 0 && at + 46 <= bytes.length && bytes.readUInt32LE(at) === signature.directory) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const nameLength = bytes.readUInt16LE(at + 28);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    const content = method === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
    left -= content.length;
    if (left < 0) throw new RangeError('too large');
    yield { name: bytes.toString('utf8', at + 46, at + 46 + nameLength), content };
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function reachesTooFar(sheet: string): boolean {
  for (const [, letters = '', row = ''] of sheet.matchAll(/[":]([A-Z]{1,3})([0-9]{1,7})(?=[":])/g)) {
    if (Number(row) > most.rows || columnNumber(letters) > most.columns) return true;
  }
  return /<row[^>]* r="[0-9]{5,}"/.test(sheet);
}

/** Why an upload is not handed to the spreadsheet's reader; undefined when it may be. */
export function xlsxFault(bytes: Buffer): XlsxFault | undefined {
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== signature.file) return 'no_xlsx';
  try {
    let sheets = 0;
    for (const { name, content } of entriesOf(bytes)) {
      if (!/^xl\/worksheets\/[^/]+\.xml$/.test(name)) continue;
      sheets += 1;
      if (reachesTooFar(content.toString('utf8'))) return 'too_large';
    }
    return sheets > 0 ? undefined : 'no_xlsx';
  } catch (error) {
    const { code } = error as { code?: string };
    return error instanceof RangeError && (code === 'ERR_BUFFER_TOO_LARGE' || error.message === 'too large') ? 'too_large' : 'no_xlsx';
  }
}
