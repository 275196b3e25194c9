import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { writeBatchSheet } from '../../api/routes/order/batch-sheet.ts';
import { writeSheet } from '../../api/spreadsheet.ts';
import type { BadgeRow } from '../../db/order/badge.ts';
import { rowsOf } from '../support/table.ts';

/** Text that a spreadsheet would compute, with the signs of a Chinese keyboard too. */
const formulas = ['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠SUM(1)'];
const harmless = [
  '',
  '王晓岚',
  'a=1',
  '500',
  '1.5',
  '0',
  '440***',
  '13800138000',
  'say "x", then\nmore',
  "'quoted",
  '\u{20000}',
];
/** Text that a spreadsheet would shorten, or show as something else. */
const numbers = [
  '440600197005171009',
  '914406005286427304',
  '123456789012',
  '00123',
  '0757',
  '9144E12',
  '1/2',
  '2019-11-05',
  '12:30',
];

describe('tables that are written', () => {
  it('given text that looks like a character by its number, when written, then it is read as it was', async () => {
    const texts = ['A_x0041_B', '_x005F_', '_x005F_x0041_', '_x000d_x000D_', 'a_xyz_', '_x41_'];
    for (const format of ['xlsx', 'csv'] as const)
      assert.deepEqual(await rowsOf(await writeSheet(format, 'x', [texts])), [texts], format);
    const entries = unzipSync(await writeSheet('xlsx', 'x', [['A_x0041_B']]));
    assert.ok(strFromU8(entries['xl/sharedStrings.xml']!).includes('A_x005F_x0041_B'));
  });

  it('given text that looks like a formula, when written as CSV, then every field is quoted and none begins with what computes', async () => {
    const text = (await writeSheet('csv', 'x', [formulas, harmless])).toString('utf8');
    assert.ok(text.startsWith('\ufeff"') && text.endsWith('"\r\n'), 'Excel knows UTF-8 by its mark');
    const rows = parse(text, { bom: true, relax_column_count: true }) as unknown as string[][];
    assert.deepEqual(rows, [formulas.map((formula) => `'${formula}`), harmless]);
    assert.equal((await writeSheet('csv', 'x', [['1', '', 'a b']])).toString('utf8'), '\ufeff"1","","a b"\r\n');
  });

  it('given the same, when written as XLSX, then it is shown as it is: text in the format of text, without an apostrophe', async () => {
    const bytes = await writeSheet('xlsx', 'x', [formulas, harmless]);
    assert.deepEqual(
      await rowsOf(bytes),
      [formulas, harmless].map((row) => row.map((text) => text.trim())),
    );
    const entries = unzipSync(bytes);
    const sheet = strFromU8(entries['xl/worksheets/sheet1.xml']!);
    assert.equal(
      sheet.match(/<c [^>]*[^/]>/g)!.filter((cell) => cell.includes(' t="s"')).length,
      formulas.length + harmless.length - 1,
    );
    assert.ok(!sheet.includes('<f'));
    assert.match(strFromU8(entries['xl/styles.xml']!), /formatCode="@"/);
  });

  it('given a number that a spreadsheet would shorten, when written as CSV, then it is behind a tab, which makes it text for good', async () => {
    const text = (await writeSheet('csv', 'x', [numbers])).toString('utf8');
    assert.equal(text, `\ufeff${numbers.map((number) => `"\t${number}"`).join(',')}\r\n`);
  });

  it('given anything, when written in either format and read again, twice over, then it is what it was', async () => {
    const written = [harmless, numbers, formulas.map((text) => text.trim()), ["'=1", "''+x", '＝', '-', "'"]];
    for (const format of ['xlsx', 'csv'] as const) {
      const once = await rowsOf(await writeSheet(format, 'x', written));
      assert.deepEqual(once, written, format);
      assert.deepEqual(await rowsOf(await writeSheet(format, 'x', once)), written, format);
    }
  });

  it('given made badges, when the list for the printer’s is written, then its first row alone is bold and each badge has a row', async () => {
    const made = {
      badgeNo: 'B-1',
      name: '=王',
      unitName: '佛山',
      badgeType: 'vip',
      documentMasked: '440***',
      orderNo: 'O1',
    } as BadgeRow;
    const bytes = await writeBatchSheet([made, { ...made, badgeNo: 'B-2' }]);
    assert.deepEqual((await rowsOf(bytes)).slice(1), [
      ['B-1', '=王', '佛山', 'vip', '440***', 'O1'],
      ['B-2', '=王', '佛山', 'vip', '440***', 'O1'],
    ]);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
    const styleOf = (cell: string) => new RegExp(`r="${cell}" s="(\\d+)"`).exec(sheet)![1];
    assert.equal(styleOf('A1'), styleOf('F1'));
    assert.notEqual(styleOf('A1'), styleOf('A2'));
    assert.equal(styleOf('A2'), styleOf('F3'));
  });
});
