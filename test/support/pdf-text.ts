import { inflateSync } from 'node:zlib';

/** What a PDF of ours holds, unpacked: pages, fonts, what their glyphs mean. */
export function streamsOf(pdf: Buffer): string[] {
  const streams = [...pdf.toString('latin1').matchAll(/\/Filter \/FlateDecode[^]*?stream\n([^]*?)\nendstream/g)];
  return streams.map(([, deflated = '']) => inflateSync(Buffer.from(deflated, 'latin1')).toString('latin1'));
}

/** The object of a number: what stands between `5 0 obj` and `endobj`. */
const objectOf = (pdf: string, number: string) =>
  new RegExp(`(?:^|\\n)${number} 0 obj\\n([^]*?)\\nendobj`).exec(pdf)?.[1] ?? '';
const unpacked = (object: string) =>
  inflateSync(Buffer.from(/stream\n([^]*?)\nendstream/.exec(object)![1]!, 'latin1')).toString('latin1');
const textIn = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');

/** What each glyph of a font means, by its number (`ToUnicode`). */
function meaningsOf(cmap: string): string[] {
  return [...cmap.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*)\]/g)].flatMap(([, , list]) =>
    [...list!.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex]) => textIn(hex!)),
  );
}

/** The text of the pages as a reader copies it, by what each drawn glyph means; what stands on one base line is one line. */
export function textOf(bytes: Buffer): string {
  const pdf = bytes.toString('latin1');
  const meanings = new Map(
    [...pdf.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => {
      const cmap = /\/ToUnicode (\d+) 0 R/.exec(objectOf(pdf, number!))![1]!;
      return [name!, meaningsOf(unpacked(objectOf(pdf, cmap)))];
    }),
  );
  const lines: string[] = [];
  for (const [, contents] of pdf.matchAll(/\/Type \/Page\n[^]*?\/Contents (\d+) 0 R/g)) {
    let baseline: string | undefined;
    for (const [, y, font, drawn] of unpacked(objectOf(pdf, contents!)).matchAll(
      /BT\n1 0 0 1 \S+ (\S+) Tm\n(?:[^]*?\n)??\/(F\d+) \S+ Tf\n([^]*?)ET\n/g,
    )) {
      const codes = [...drawn!.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex]) => hex!.match(/.{4}/g) ?? []);
      const text = codes.map((code) => meanings.get(font!)?.[Number.parseInt(code, 16)] ?? '\ufffd').join('');
      if (y === baseline) lines.push(lines.pop()! + text);
      else lines.push(text);
      baseline = y;
    }
  }
  return lines.join('\n');
}
