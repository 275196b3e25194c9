import assert from 'node:assert/strict';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { Json } from '../../support/api.ts';
import { fileOf } from '../case.ts';
import type { Judged, Kind, Neighbour } from '../check.ts';
import { assertRefuses, assertTakes, columns, csv, csvOf, takes, upload, xlsx, xlsxOf } from '../table.ts';

const person = (name: string, documentNumber: string, sex = '男') => [
  name,
  sex,
  '广东省',
  '佛山市',
  documentNumber,
  '总经理',
];
const wordsOf = (faults: Json[]) => faults.map(({ message }) => message as string).join('\n');
const formats = { csv: { type: csv, write: csvOf }, xlsx: { type: xlsx, write: xlsxOf } } as const;

/** Sheets that reach far by a reference or a format only, as Excel and WPS save them. */
export const sheetReach: Kind = {
  effect: {
    'sheet-conditional-format': takes('陈晓岚', '杨晓岚'),
    'sheet-autofilter': takes('黄晓岚', '吴晓岚'),
    'sheet-dimension': takes('周晓岚', '赵晓岚'),
    'sheet-selection': takes('王禾青', '李禾青'),
    'sheet-ignored-errors': takes('张禾青', '刘禾青'),
    'sheet-styled-rows': takes('陈禾青', '杨禾青'),
    'sheet-other-sheet': takes('黄禾青', '吴禾青'),
  },
};

export const hiddenSheet: Kind = {
  effect: takes('周禾青', '赵禾青'),
  neighbours: [
    {
      title:
        'given a first sheet that Excel’s menus do not even offer to show, when the workbook is imported, then the first visible sheet is read',
      given: 'unit',
      async check(scene) {
        const parts = unzipSync(fileOf('files/hidden-first-sheet.xlsx'));
        const book = strFromU8(parts['xl/workbook.xml']!).replace('state="hidden"', 'state="veryHidden"');
        const body = Buffer.from(zipSync({ ...parts, 'xl/workbook.xml': strToU8(book) }));
        await assertTakes(scene, { body, type: xlsx }, '周禾青', '赵禾青');
      },
    },
  ],
};

/** Read whole, or refused in words that name the encoding. */
async function readsUtf16({ scene, body, names }: { scene: Judged['scene']; body: Buffer; names: string[] }) {
  const dry = await upload(scene, { body });
  if (dry.status === 200) return assertTakes(scene, { body }, ...names);
  const faults = await assertRefuses(scene, { body });
  assert.match(wordsOf(faults), /UTF-16/);
  return assert.ok(faults.every(({ code }) => code !== 'column_missing'));
}
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const unicodeText = (documentNumber: string) =>
  [columns.mainland, person('王宁远', documentNumber)].map((row) => `${row.join('\t')}\r\n`).join('');

/** What tells that a decoder guessed: a replacement character, or a Chinese one among Latin letters. */
const mistaken = /\ufffd|[\p{sc=Latn}]\p{sc=Han}|\p{sc=Han}[\p{sc=Latn}]/u;

export const bytes: Kind = {
  effect: {
    'utf16-tabs': ({ scene }) => readsUtf16({ scene, body: fileOf('files/utf16.csv'), names: ['王宁远', '李宁远'] }),
    async latin1({ scene, last }) {
      assert.equal(last.body.importable, 0);
      const faults = await assertRefuses(scene, { body: fileOf('files/latin1.csv'), list: 'overseas' });
      assert.match(wordsOf(faults), /UTF-8/);
      assert.ok(
        faults.every(({ code }) => code !== 'name_not_printable'),
        'it is not for the font',
      );
      assert.doesNotMatch(wordsOf(faults), mistaken);
    },
  },
  neighbours: [
    {
      title:
        'given Unicode text of either byte order whose lines end well, when imported, then it is read or refused by its name',
      given: 'unit',
      async check(scene) {
        const text = unicodeText(String(scene.values.get('ID card')));
        const dry = [utf16(text), utf16(text).swap16()].map(async (body) => upload(scene, { body }));
        for (const { status, body } of await Promise.all(dry))
          assert.ok(status === 200 ? body.importable === 1 : /UTF-16/.test(wordsOf(body.errors)), JSON.stringify(body));
      },
    },
    {
      title: 'given bytes that are neither UTF-8 nor GB 18030, when imported, then they are refused as such',
      given: 'unit',
      async check(scene) {
        const table = csvOf([
          columns.overseas,
          ['MULLER', 'Jens', '男', '德国', String(scene.values.get('passport')), '总经理'],
        ]);
        const body = Buffer.concat([table, Buffer.from([0x80, 0xff, 0x0d, 0x0a])]);
        const faults = await assertRefuses(scene, { body, list: 'overseas', language: 'zh' });
        assert.match(wordsOf(faults), /UTF-8/);
        assert.ok(faults.every(({ code }) => code !== 'name_not_printable'));
      },
    },
  ],
};

const twice = { zh: /两次|2次|重复|多次|不止一/, en: /twice|two|more than once|2 times|again|duplicate|repeat/i };

/** The column is named, with the fact that it is there twice, in either language. */
async function assertTwice(scene: Judged['scene'], table: { body: Buffer; type?: string }, column: string) {
  for (const language of ['zh', 'en'] as const) {
    const told = wordsOf(await assertRefuses(scene, { ...table, language }));
    assert.ok(told.includes(column), told);
    assert.match(told, twice[language]);
  }
}

export const headers: Kind = {
  effect: {
    'header-twice-csv': async ({ scene, last }) => {
      assert.equal(last.body.code, 'import_rejected');
      await assertTwice(scene, { body: fileOf('files/header-twice.csv') }, '姓名');
    },
    'title-row': async (judged) => {
      await takes('吴一舟', '周一舟')(judged);
      const { scene } = judged;
      const body = Buffer.from(fileOf('files/title-above.csv').toString().replace('广东省', '无此省'));
      const { errors } = (await upload(scene, { body, language: 'zh' })).body;
      assert.match(wordsOf(errors), /^第3行/, 'rows are counted as in the file');
    },
  },
  neighbours: Object.entries(formats).flatMap(([format, { type, write }]): Neighbour[] => [
    {
      title: `given any column twice, in one language or in both, when the ${format} is imported, then it is named and nobody is taken`,
      given: 'unit',
      async check(scene) {
        for (const [again, column] of [
          ['性别', '性别'],
          ['身份证号码', '身份证号码'],
          ['Name', '姓名'],
        ] as const) {
          const rows = [
            [...columns.mainland, again],
            [...person('王晓岚', String(scene.values.get('ID card'))), '男'],
          ];
          await assertTwice(scene, { body: write(rows), type }, column);
        }
      },
    },
    {
      title: `given empty rows above the headings, or a title and an empty row, when the ${format} is imported, then everybody is taken, and rows are counted as in the file`,
      given: 'unit',
      async check(scene) {
        const table = (above: string[][], row: string[]) => ({
          body: write([...above, columns.mainland, row]),
          type,
        });
        const aboves = [
          [[], ['', '', '', '', '', '']],
          [['参观人员名单'], []],
        ];
        for (const above of aboves) {
          const faulty = table(above, person('王晓岚', String(scene.values.get('ID card')), '无'));
          const { errors } = (await upload(scene, { ...faulty, language: 'zh' })).body;
          assert.match(wordsOf(errors), /^第4行/, JSON.stringify(errors));
        }
        await assertTakes(scene, table(aboves[0]!, person('王晓岚', String(scene.values.get('ID card')))), '王晓岚');
      },
    },
  ]),
};

const excelType = 'application/vnd.ms-excel';

export const uploadType: Kind = {
  effect: {
    'csv-as-excel': takes('张晓岚', '刘晓岚'),
    'csv-tabs': takes('杨一舟', '黄一舟'),
    async 'photo-image-jpg'({ scene, last }) {
      assert.equal(last.body.hasPhoto, true);
      const photo = await scene.send({ as: 'unit', method: 'GET', path: '/attendees/{attendee}/photo' });
      assert.deepEqual([photo.status, photo.headers.get('content-type')], [200, 'image/jpeg']);
    },
  },
  neighbours: [
    {
      title:
        'given an XLSX under the name that old browsers have for every Excel file, when imported, then what is in the file decides',
      given: 'unit',
      check: (scene) => assertTakes(scene, { body: fileOf('files/plain.xlsx'), type: excelType }, '王晓岚', '李晓岚'),
    },
    {
      title: 'given a workbook of Excel 97, when imported, then it is refused with the advice to save it as .xlsx',
      given: 'unit',
      async check(scene) {
        const body = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1_528, 1)]);
        for (const [language, advice] of [
          ['zh', /另存为.*xlsx/i],
          ['en', /save.*xlsx/i],
        ] as const) {
          const { status, body: told } = await upload(scene, { body, type: excelType, language });
          assert.ok([415, 422].includes(status), JSON.stringify(told));
          assert.match(`${told.detail} ${wordsOf(told.errors ?? [])}`, advice);
        }
      },
    },
  ],
};
