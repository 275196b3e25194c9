import assert from 'node:assert/strict';
import { templateRows } from '../../api/routes/registration/attendee-sheet.ts';
import { csv, writeSheet, xlsx } from '../../api/spreadsheet.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, type TestUnit } from '../support/fixtures.ts';
import { createImporter, person, text } from '../support/importer.ts';
import { textRow, workbookEntries, zipOf } from '../support/workbook.ts';

describe('where a sheet has its headings, and what stands below them', () => {
  let api: TestApi;
  let unit: TestUnit;
  let next = 0;
  before(async () => (api = await startApi()));
  beforeEach(async () => (unit = await createUnit(api.store)));
  after(() => api.close());
  const { upload, people } = createImporter(
    () => api,
    () => unit,
  );

  it('given headings with remarks in brackets, stars and other usual names, when imported, then each is understood; a filled column without one is refused by its letter', async () => {
    const names = ['姓名（必填）', '性别(男/女)', '*省份', '城市 *', '身份证号', '职位【必填】'];
    const dry = 'list=mainland&dryRun=true';
    const row = () => person(++next).slice(0, 6);
    const good = await upload(await writeSheet('xlsx', 'x', [names, row(), row()]), xlsx, dry);
    assert.deepEqual([good.body.importable, good.body.errors], [2, []]);
    for (const [list, others] of [
      ['hk_macao_taiwan', ['姓名（中文）', '证件姓名', '性别', '地区', '通行证号', '职务']],
      ['overseas', ['姓', '名', '性别', '国籍', '护照号', '职务']],
      ['overseas', ['Last name', 'First name', 'Gender', 'Nationality', 'Passport No.', 'Job title']],
    ] as const) {
      const { body } = await upload(await writeSheet('csv', 'x', [[...others]]), csv, `list=${list}&dryRun=true`);
      assert.deepEqual(
        body.errors.map(({ code }: Json) => code),
        ['no_rows'],
      );
    }
    const unnamed = await upload(
      await writeSheet('xlsx', 'x', [['List'], [...names, '', '', ''], row(), [...row(), '', 'courier']]),
      xlsx,
      dry,
      { 'Accept-Language': 'zh' },
    );
    assert.deepEqual(
      [unnamed.status, unnamed.body.errors.map(({ code, message }: Json) => `${code} ${message}`)],
      [422, ['column_unnamed H列有内容但表头（第2行）没有列名，请补上列名或清空该列。']],
    );
  });

  it('given the errors of formulas in cells, of optional columns too, when imported, then each row is refused with its cell and its error', async () => {
    const cells = (row: number, texts: readonly string[], error: string) =>
      textRow(row, texts).replace('</row>', `<c r="G${row}" t="e"><f>VLOOKUP(A1,B:C,2)</f><v>${error}</v></c></row>`);
    const data = [
      textRow(1, templateRows('mainland', 'zh')[0]!),
      cells(2, person(++next).slice(0, 6), '#N/A'),
      cells(3, person(++next).slice(0, 6), '#NAME?'),
    ].join('');
    const file = zipOf(workbookEntries({ data }));
    const { status, body } = await upload(file, xlsx, 'list=mainland', { 'Accept-Language': 'zh' });
    assert.deepEqual(
      [status, body.errors.map(({ path, code }: Json) => `${path} ${code}`)],
      [422, ['rows[0].pickup cell_error', 'rows[1].pickup cell_error']],
    );
    assert.match(body.errors[1].message, /第3行.*单元格G3为错误值#NAME\?，请填写正确的内容或清空该单元格。$/);
    const saved = text([[...person(++next).slice(0, 6), '#REF!']]);
    assert.equal((await upload(saved, csv)).body.errors[0].code, 'cell_error');
    assert.deepEqual(await people(), []);
  });

  it('given a cover before the list, when imported, then the list is read; where no sheet has its headings, one is named', async () => {
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const workbook = (sheets: string[]) =>
      zipOf([
        {
          name: 'xl/workbook.xml',
          content: `<workbook xmlns:r="${office}"><sheets>${sheets.map((_, n) => `<sheet name="表${n}" r:id="r${n}"/>`).join('')}</sheets></workbook>`,
        },
        {
          name: 'xl/_rels/workbook.xml.rels',
          content: `<Relationships>${sheets.map((_, n) => `<Relationship Id="r${n}" Type="${office}/worksheet" Target="s${n}.xml"/>`).join('')}</Relationships>`,
        },
        ...sheets.map((data, n) => ({
          name: `xl/s${n}.xml`,
          content: `<worksheet><sheetData>${data}</sheetData></worksheet>`,
        })),
      ]);
    const cover = textRow(1, ['填表说明', '请在下一张表填写']);
    const list = textRow(1, templateRows('mainland', 'zh')[0]!) + textRow(2, person(++next));
    const abroad = textRow(1, templateRows('overseas', 'zh')[0]!) + textRow(2, ['x']);
    const dry = 'list=mainland&dryRun=true';
    assert.equal((await upload(workbook([cover, abroad, list]), xlsx, dry)).body.importable, 1);
    const { status, body } = await upload(workbook(['', cover]), xlsx, dry, { 'Accept-Language': 'zh' });
    assert.deepEqual([status, body.errors.map(({ code }: Json) => code)], [422, ['header_missing']]);
    assert.match(body.errors[0].message, /所有工作表（如“表1”）中均未找到本名单的表头（姓名、性别、/);
  });
});
