import { inflateSync } from 'node:zlib';

/** The objects of a PDF without object streams, by their numbers. */
function objectsOf(pdf: Buffer): Map<string, string> {
  const found = pdf.toString('latin1').matchAll(/(?<=\n)(\d+) 0 obj\n([^]*?)\nendobj/g);
  return new Map([...found].map(([, number = '', content = '']) => [number, content]));
}

function streamOf(object: string): string {
  const [, filter, stream = ''] = /(\/Filter \/FlateDecode)?\s*>>\s*stream\n([^]*)\nendstream/.exec(object) ?? [];
  const bytes = Buffer.from(stream, 'latin1');
  return (filter ? inflateSync(bytes) : bytes).toString('latin1');
}

const textOf = (utf16: string) => Buffer.from(utf16, 'hex').swap16().toString('utf16le');

/** What each code of a font is copied as. */
function charactersOf(toUnicode: string): Map<string, string> {
  const characters = new Map<string, string>();
  const ranges = toUnicode.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g);
  for (const [, first = '', listed = ''] of ranges)
    for (const [index, [, utf16 = '']] of [...listed.matchAll(/<([0-9a-f]*)>/g)].entries())
      characters.set((Number.parseInt(first, 16) + index).toString(16).padStart(4, '0'), textOf(utf16));
  return characters;
}

/** The text of a PDF as pdfkit writes it, as it is copied: what stands at one height of a page is a line. */
export function textLines(pdf: Buffer): string[] {
  const objects = objectsOf(pdf);
  const object = (number = '') => objects.get(number) ?? '';
  const lines: string[] = [];
  for (const page of objects.values()) {
    if (!/\/Type \/Page\b/.test(page)) continue;
    const resources = object(/\/Resources (\d+) 0 R/.exec(page)?.[1]);
    const fonts = new Map(
      [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', font]) => [
        name,
        charactersOf(streamOf(object(/\/ToUnicode (\d+) 0 R/.exec(object(font))?.[1]))),
      ]),
    );
    const byHeight = new Map<string, string>();
    const shown = streamOf(object(/\/Contents (\d+) 0 R/.exec(page)?.[1])).matchAll(
      /1 0 0 1 \S+ (\S+) Tm|\/(F\d+) \S+ Tf|\[([^\]]*)\] TJ/g,
    );
    let [height, font] = ['', ''];
    for (const [, moved, chosen, glyphs] of shown) {
      height = moved ?? height;
      font = chosen ?? font;
      const codes = [...(glyphs ?? '').matchAll(/<([0-9a-f]*)>/g)].flatMap(([, run = '']) => run.match(/.{4}/g) ?? []);
      const text = codes.map((code) => fonts.get(font)?.get(code) ?? '\ufffd').join('');
      byHeight.set(height, (byHeight.get(height) ?? '') + text);
    }
    lines.push(...byHeight.values());
  }
  return lines.filter((line) => line !== '');
}
