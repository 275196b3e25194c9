import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import QRCode from 'qrcode';
import { type BadgeFace, type BadgePrinter, createBadgePrinter } from '../../api/badge-pdf.ts';
import { DomainError } from '../../domain/errors.ts';
import { streamsOf, textOf } from '../support/pdf-text.ts';

const face: BadgeFace = {
  badgeNo: '20190200017',
  edition: '2',
  editionName: { zh: '第二届', en: 'The 2nd' },
  name: '欧阳䶮',
  badgeType: 'professional',
  unitName: '广东省机械进出口股份有限公司',
  documentMasked: '12345**4245',
  token: 'eyJhbGciOiJFZERTQSJ9.eyJiYWRnZU5vIjoiMjAxOTAyMDAwMTcifQ.c2lnbmF0dXJl',
  madeAt: new Date('2019-09-01T02:03:04Z'),
};

const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16();
const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;

/** The dark modules a page draws, as rows of `#` and `.`: its longest run of rectangles is the QR code. */
function qrOfPage(content: string, size: number): string[] {
  const runs = content.match(/(?:^[-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+ re\n)+/gm) ?? [];
  const longest = runs.toSorted((a, b) => b.length - a.length)[0] ?? '';
  const rects = longest
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number) as [number, number, number, number]);
  const [x0, y0, right] = [
    Math.min(...rects.map(([x]) => x)),
    Math.min(...rects.map(([, y]) => y)),
    Math.max(...rects.map(([x, , w]) => x + w)),
  ];
  const module = (right - x0) / size;
  const grid = Array.from({ length: size }, () => Array.from({ length: size }, () => '.'));
  for (const [x, y, w, h] of rects) {
    assert.equal(Math.round(h / module), 1);
    const from = Math.round((x - x0) / module);
    grid[Math.round((y - y0) / module)]?.fill('#', from, from + Math.round(w / module));
  }
  return grid.map((row) => row.join(''));
}

function qrOfToken(token: string): string[] {
  const { size, data } = QRCode.create(token, { errorCorrectionLevel: 'M' }).modules;
  return Array.from({ length: size }, (_, row) =>
    Array.from(data.subarray(row * size, (row + 1) * size), (dark) => (dark ? '#' : '.')).join(''),
  );
}

describe('badge printer', () => {
  let printer: BadgePrinter;
  before(() => (printer = createBadgePrinter()));
  after(() => printer.close());

  it('given a face, when printed, then it is one small page whose text can be copied and whose metadata tells nobody’s name', async () => {
    const pdf = await printer.badge(face);
    assert.equal(pagesOf(pdf), 1);
    assert.ok(pdf.length < 60_000, `${pdf.length} bytes`);
    assert.equal(pdf.toString('latin1').match(/\/FontFile2 /g)?.length, 4, 'Han and Latin, regular and bold');
    for (const line of [face.name, face.unitName, face.badgeNo, 'China International Import Expo'])
      assert.ok(textOf(pdf).includes(line), line);
    assert.ok(pdf.includes(utf16('中国国际进口博览会')), 'the title is the expo’s');
    for (const personal of [face.name, face.unitName, face.documentMasked])
      assert.ok(!pdf.includes(personal) && !pdf.includes(utf16(personal)));
  });

  it('given the same face, when printed by another printer after a face whose dot shares its glyph, then the bytes are the same', async () => {
    const [fresh, used] = [createBadgePrinter(), createBadgePrinter()];
    try {
      const dotted = { ...face, name: '甲·乙' };
      const expected = await fresh.badge(dotted);
      assert.ok(!(await used.badge({ ...dotted, name: '甲•乙' })).equals(expected));
      assert.ok((await used.badge(dotted)).equals(expected));
      assert.ok(
        !(await used.badge({ ...dotted, madeAt: new Date('2019-09-02T00:00:00Z') })).equals(expected),
        'the date is the face’s',
      );
    } finally {
      await Promise.all([fresh.close(), used.close()]);
    }
  });

  it('given several faces, when printed as a sheet, then each has its page, in order, with its own QR code', async () => {
    const tokens = ['first', 'second-token', `${face.token}${face.token}`];
    const pdf = await printer.sheet(tokens.map((token) => ({ ...face, token })));
    assert.equal(pagesOf(pdf), tokens.length);
    const contents = streamsOf(pdf).filter((stream) => / re\n/.test(stream));
    assert.equal(contents.length, tokens.length);
    tokens.forEach((token, index) => {
      const expected = qrOfToken(token);
      assert.deepEqual(qrOfPage(contents[index] ?? '', expected.length), expected, token);
    });
  });

  it('given names as long and as short as they come, when printed, then all of each name is on the page', async () => {
    for (const name of [
      '王伟',
      'MAXIMILIAN ALEXANDER CHRISTOPHER LEESON',
      'Schwarzeneggerhubert-Wolfeschlegelsteins',
      '买买提·艾山江·阿卜杜热西提',
    ]) {
      const text = textOf(await printer.badge({ ...face, name }));
      assert.ok(text.replaceAll(/\s/g, '').includes(name.replaceAll(' ', '')), `${name}: ${text}`);
      assert.ok(!text.includes('…'), `${name} is cut`);
    }
  });

  it('given a name or a unit the font cannot print, when printed, then it is refused without telling the text', async () => {
    for (const wrong of [{ name: '王𪚥' }, { unitName: '㈱\u{2B688}公司' }, { name: '王\u200b', unitName: '公司' }]) {
      await assert.rejects(printer.sheet([face, { ...face, ...wrong }]), (error: unknown) => {
        assert.ok(error instanceof DomainError);
        assert.equal(error.refusal.code, 'name_not_printable');
        assert.ok(!error.message.includes('王') && !error.message.includes('公司'));
        return true;
      });
    }
    await assert.rejects(printer.sheet([]), RangeError);
  });

  it('given a document that breaks the thread, when others wait behind it, then only that one fails', async () => {
    const expected = await printer.badge(face);
    const [broken, ...others] = await Promise.allSettled([
      printer.badge({ ...face, photo: Buffer.from('not a photo') }),
      printer.badge(face),
      printer.badge(face),
    ]);
    assert.equal(broken.status, 'rejected');
    for (const other of others) assert.ok(other.status === 'fulfilled' && other.value.equals(expected));
  });

  it('given a large sheet, when printed, then the event loop stays mostly idle', async () => {
    await printer.badge(face);
    const before = performance.eventLoopUtilization();
    const pdf = await printer.sheet(Array.from({ length: 120 }, () => face));
    const { utilization, active } = performance.eventLoopUtilization(before);
    assert.equal(pagesOf(pdf), 120);
    assert.ok(
      utilization < 0.5,
      `the loop was busy ${Math.round(utilization * 100)} % of the time (${Math.round(active)} ms)`,
    );
  });

  it('given more documents than it lets wait, when one more comes, then that one is refused and the others are printed', async () => {
    const taken = Array.from({ length: 65 }, () => printer.badge(face));
    await assert.rejects(
      printer.badge(face),
      (error: unknown) => error instanceof DomainError && error.refusal.code === 'unavailable',
    );
    assert.equal((await Promise.all(taken)).length, 65);
  });

  it('given a printer at work, when closed, then what it had and what waited fails and nothing more is taken', async () => {
    const closing = createBadgePrinter();
    const jobs = [closing.badge(face), closing.badge(face)];
    const settled = Promise.allSettled(jobs);
    await closing.close();
    for (const { status } of await settled) assert.equal(status, 'rejected');
    await assert.rejects(closing.badge(face), DomainError);
  });
});
