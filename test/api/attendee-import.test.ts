import assert from 'node:assert/strict';
import writeExcelFile from 'write-excel-file/node';
import { templateRows } from '../../api/routes/registration/attendee-sheet.ts';
import { csv, writeSheet, xlsx } from '../../api/spreadsheet.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, idCard, mainlander, staffToken, type TestUnit } from '../support/fixtures.ts';
import { createImporter, header, person, sheet, text } from '../support/importer.ts';
import { rowsOf } from '../support/table.ts';
import { workbookEntries, zipOf } from '../support/workbook.ts';

describe('import of attendees', () => {
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

  for (const list of ['mainland', 'hk_macao_taiwan', 'overseas'] as const) {
    it(`given the template of ${list} in either format and language, when it is filled in and sent, then its example is passed over and the people are there (G3.3)`, async () => {
      for (const [format, language] of [
        ['xlsx', 'en'],
        ['csv', 'zh'],
      ] as const) {
        const template = await api.call('GET', `/attendees/import-template?list=${list}&format=${format}`, {
          token: unit.token,
          headers: { 'Accept-Language': language },
        });
        assert.equal(template.status, 200);
        const dry = await upload(template.body as Buffer, format === 'csv' ? csv : xlsx, `list=${list}&dryRun=true`);
        assert.deepEqual(
          [dry.status, dry.body],
          [
            200,
            {
              rows: 0,
              importable: 0,
              errors: [{ path: 'file', code: 'no_rows', message: 'There is nobody in the file.' }],
            },
          ],
        );
        const n = ++next;
        const row = {
          mainland: person(n),
          hk_macao_taiwan: ['陈大文', 'CHAN TAI MAN', '男', '香港', `H${String(n).padStart(8, '0')}`, '总经理', '快递'],
          overseas: ['Smith', 'Will', 'male', 'Germany', `C${String(n).padStart(7, '0')}X`, 'sales.manager', ''],
        }[list];
        const file = await writeSheet(format, 'x', [...templateRows(list, language), row]);
        const { status, body } = await upload(file, format === 'csv' ? csv : xlsx, `list=${list}`);
        assert.deepEqual([status, body.imported], [201, 1], JSON.stringify(body));
      }
      assert.deepEqual(
        (await people()).map((item) => item.list),
        [list, list],
      );
    });
  }

  it('given 18-digit numbers in text cells, when imported, then they survive; as numbers they have lost digits and are refused (G3.3)', async () => {
    const document = idCard(++next);
    const asNumber = [person(0)[0]!, '女', '广东省', '佛山市', Number('440604199001010001'), 'sales.manager', ''];
    const wrong = await writeExcelFile(
      [header, asNumber].map((row) =>
        row.map((value) => ({ value, type: typeof value === 'number' ? Number : String })),
      ) as never,
    ).toBuffer();
    const refused = await upload(wrong);
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.errors[0].code, refused.body.errors[0].path],
      [422, 'import_rejected', 'digits_lost', 'rows[0].documentNumber'],
    );
    const scientific = await upload(text([person(0, { document: '4.40604E+17' })]), csv);
    assert.equal(scientific.body.errors[0].code, 'digits_lost');
    assert.equal((await upload(await sheet([person(0, { document })]))).status, 201);
    const [{ documentMasked }] = (await people()) as [Json];
    assert.deepEqual(
      [documentMasked.slice(0, 3), documentMasked.slice(-4)],
      [document.slice(0, 3), document.slice(-4)],
    );
  });

  it('given wrong rows among good ones, when imported, then each fault names its row and column in the language asked for and nobody is added', async () => {
    const [a, b] = [++next, ++next];
    const rows = [
      person(a),
      person(0, { document: '440604199001010001', position: 'no such' }),
      ['', '', '', '', '', '', ''],
      person(b, { city: '长沙市', position: 'no such' }),
      person(a, { sex: '?' }),
      person(++next, { sex: '?' }),
    ];
    const { status, body } = await upload(await sheet(rows), xlsx, 'list=mainland', { 'Accept-Language': 'zh' });
    const faults = body.errors.map((error: Json) => `${error.path} ${error.code}`);
    assert.equal(status, 422);
    assert.deepEqual(faults, [
      'rows[1].position unknown_reference',
      'rows[1].documentNumber check_digit',
      'rows[2].position unknown_reference',
      'rows[2].city unknown_reference',
      'rows[3].sex invalid_value',
      'rows[3].documentNumber duplicate_in_file',
      'rows[4].sex invalid_value',
    ]);
    assert.deepEqual(
      body.errors.map(({ row }: Json) => row),
      [3, 3, 5, 5, 6, 6, 7],
    );
    assert.match(body.errors[1].message, /^第3行，身份证号码/);
    assert.match(body.errors[2].message, /^第5行，职务/);
    assert.deepEqual(await people(), []);
  });

  it('given a cell longer than every field, when imported, then its field is named and nobody is added, though what a form would keep of it is a name', async () => {
    const endless = `${person(0)[0]}${' '.repeat(300)}x`;
    for (const [send, type] of [
      [sheet, xlsx],
      [(rows: string[][]) => text(rows), csv],
    ] as const) {
      const { status, body } = await upload(await send([person(++next), [endless, ...person(++next).slice(1)]]), type);
      assert.deepEqual(
        [status, body.errors.map((error: Json) => `${error.path} ${error.code}`)],
        [422, ['rows[1].name too_big']],
      );
    }
    const asHeader = await upload(
      await writeSheet('xlsx', 'x', [[`${header[0]}${' '.repeat(300)}x`, ...header.slice(1)], person(++next)]),
    );
    assert.deepEqual(
      asHeader.body.errors.map(({ code }: Json) => code),
      ['column_missing', 'column_unknown'],
    );
    assert.deepEqual(await people(), []);
  });

  it('given people on the own list and whom another unit has for good, when imported, then the own are told, of the others nothing, dry or not', async () => {
    const other = await createUnit(api.store);
    const [mine, theirs] = [++next, ++next];
    await api.call('POST', '/attendees', { token: unit.token, body: mainlander(mine) });
    const { attendeeId } = (await api.call('POST', '/attendees', { token: other.token, body: mainlander(theirs) }))
      .body;
    const held = { at: 'lock', edition: '2', registrationId: other.registrationId, attendeeIds: [attendeeId] } as const;
    assert.deepEqual(await createPersonKeys(api.store).takeAll(held), []);
    const file = await sheet([person(mine), person(theirs), person(++next)]);
    const codes = ({ body }: { body: Json }) => body.errors.map((error: Json) => error.code);
    const dry = await upload(file, xlsx, 'list=mainland&dryRun=true');
    assert.deepEqual([dry.status, dry.body.rows, dry.body.importable, codes(dry)], [200, 3, 0, ['on_own_list']]);
    assert.deepEqual(codes(await upload(file)), ['on_own_list']);
    assert.equal((await people()).length, 1);
    const others = await sheet([person(theirs), person(++next)]);
    assert.equal((await upload(others, xlsx, 'list=mainland&dryRun=true')).body.importable, 2);
    assert.equal((await upload(others)).status, 201);
  });

  it('given a unit that imports the same people twice at once in other orders, when both are answered, then one import has them all and the other none', async () => {
    const numbers = Array.from({ length: 20 }, () => ++next);
    const send = async (of: number[]) => upload(await sheet(of.map((n) => person(n))));
    const answers = await Promise.all([send(numbers), send(numbers.toReversed())]);
    assert.deepEqual(
      answers.map(({ status }) => status).filter((status) => status === 201).length,
      1,
      JSON.stringify(answers.map(({ body }) => body)),
    );
    assert.ok(answers.every(({ status }) => [201, 409, 422].includes(status)));
    const held = await api.store.knex('attendees').where({ registrationId: unit.registrationId });
    assert.equal(held.length, 20);
  });

  it('given CSV as Excel in China saves it (GB18030), or with semicolons, when imported, then names are read right', async () => {
    const around = [
      'd0d5c3fb2cd0d4b1f02cbed3d7a1caa1b7dd2cbed3d7a1b3c7cad02cc9edb7ddd6a4bac5c2eb2cd6b0cef12cc8a1d6a4b7bdcabda3a8bfc9b2bbcceea3a90d0ad6eeb8f0c3f7d4c22cc5ae2cb9e3b6abcaa12cb7f0c9bdcad02c',
      '2cd7dcbeadc0ed2c0d0a',
    ].map((hex) => Buffer.from(hex, 'hex'));
    const file = Buffer.concat([around[0]!, Buffer.from(idCard(++next)), around[1]!]);
    assert.equal((await upload(file, csv)).status, 201);
    assert.equal((await upload(text([person(++next)], '', ';'), csv)).status, 201);
    assert.deepEqual(
      (await people()).map(({ name, residence }) => [name, residence.city]),
      [
        ['诸葛明月', '佛山市'],
        ['诸葛明月', '佛山市'],
      ],
    );
  });

  it('given what is no table, another header, too many rows or too large a file, when imported, then each is refused and never a fault of ours', async () => {
    const codeOf = async (body: Uint8Array, type = xlsx) => {
      const reply = await upload(body, type);
      return `${reply.status} ${reply.body.errors?.[0]?.code ?? reply.body.code}`;
    };
    assert.equal(
      await codeOf(Buffer.from('not a zip at all, but long enough to look like a file')),
      '422 file_unreadable',
    );
    assert.equal(await codeOf(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(100, 1)])), '422 file_unreadable');
    const whole = await sheet([person(++next)]);
    assert.equal(await codeOf(whole.subarray(0, whole.length - 200)), '422 file_unreadable');
    const zeros = zipOf(workbookEntries({ data: Buffer.alloc(30_000_000) }));
    assert.ok(zeros.length < 100_000, 'a small file');
    assert.equal(await codeOf(zeros), '422 file_too_large');
    const far = zipOf(workbookEntries({ data: '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>' }));
    assert.equal(await codeOf(far), '422 cell_out_of_range');
    assert.match(
      (await upload(far, xlsx, 'list=mainland', { 'Accept-Language': 'zh-CN' })).body.detail,
      /^单元格XFD1048576有内容/,
    );
    assert.equal(await codeOf(Buffer.from('"unclosed'), csv), '422 file_unreadable');
    assert.equal(await codeOf(Buffer.from('姓名,strange\r\n张三,x'), csv), '422 column_missing');
    assert.equal(await codeOf(Buffer.from('a,b\r\n1,2'), csv), '422 header_missing');
    for (const type of [csv, xlsx]) {
      assert.equal(await codeOf(Buffer.alloc(0), type), '422 file_empty');
      assert.equal(await codeOf(Buffer.from('\ufeff <!DOCTYPE html><table><tr><td>姓名'), type), '422 file_no_table');
      assert.equal(await codeOf(Buffer.from('%PDF-1.7\n1 0 obj'), type), '422 file_no_table');
    }
    assert.equal(await codeOf(Buffer.from('\r\n,,\r\n'), csv), '422 file_empty');
    assert.equal(await codeOf(text(Array.from({ length: 501 }, () => person(1))), csv), '422 too_many_rows');
    assert.equal(await codeOf(text([]), csv), '422 no_rows');
    const dry = await upload(text([]), csv, 'list=mainland&dryRun=true');
    assert.deepEqual(
      [dry.status, dry.body.rows, dry.body.importable, dry.body.errors.map(({ code }: Json) => code)],
      [200, 0, 0, ['no_rows']],
    );
    assert.equal((await upload(Buffer.alloc(1_000_001, 0x61), csv)).status, 413);
    assert.equal((await upload(Buffer.from('x'), 'image/png')).status, 415);
    assert.equal(await codeOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'application/vnd.ms-excel'), '422 old_workbook');
    assert.deepEqual(await people(), []);
  });

  it('given people in the order of a file, when imported, then lists of any page, exports and the answer keep it, and who is added later comes after', async () => {
    const first = (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(++next) })).body
      .attendeeId;
    const rows = Array.from({ length: 25 }, (_, index) =>
      person(++next, { name: `诸葛${'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔'[index]}` }),
    );
    const imported = (await upload(await sheet(rows))).body;
    const last = (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(++next) })).body
      .attendeeId;
    const listed: Json[] = [];
    let cursor = '';
    do {
      const page = (await api.call('GET', `/attendees?limit=7${cursor}`, { token: unit.token })).body;
      listed.push(...page.items);
      cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : '';
    } while (cursor);
    assert.deepEqual(
      listed.map(({ attendeeId }) => attendeeId),
      [first, ...imported.attendeeIds, last],
    );
    assert.deepEqual(
      listed.slice(1, -1).map(({ name }) => name),
      rows.map(([name]) => name),
    );
    const token = await staffToken(api.store, 'bureau');
    const exported = await api.call('GET', '/review/attendees/export?format=csv', { token });
    const names = (await rowsOf(exported.body)).map(([name]) => name);
    assert.ok(names.join().includes(rows.map(([name]) => name).join()));
  });

  it('given hostile values, when a list goes in, comes out and goes in elsewhere, in either format, then nothing is altered', async () => {
    // What a name may hold of it; formulas and long numbers are the writer's tests.
    const names = ['诸葛明月', "诸葛'明月'", "'诸葛", '阿依古丽·买买提', '-诸葛', '诸葛,明月', '诸葛.明月'];
    const rows = names.map((name) => person(++next, { name, document: idCard(next) }));
    const bureau = await staffToken(api.store, 'bureau');
    for (const format of ['xlsx', 'csv'] as const) {
      unit = await createUnit(api.store);
      const { status, body } = await upload(await writeSheet(format, 'x', [header, ...rows]), csv);
      assert.equal(status, 201, JSON.stringify(body));
      const exported = await api.call('GET', `/review/attendees/export?format=${format}`, { token: bureau });
      const out = (await rowsOf(exported.body)).filter((row) => row.length === 5).slice(-names.length);
      assert.deepEqual(
        out.map(([name]) => name),
        names,
      );
      // What comes out masks documents (G5.5): they are filled in again.
      const again = out.map(([name], index) => [name!, ...rows[index]!.slice(1)]);
      unit = await createUnit(api.store);
      assert.equal((await upload(await writeSheet(format, 'x', [header, ...again]), csv)).status, 201);
      const masked = (await people()).map((item) => [item.name, item.documentMasked.slice(-4)]);
      assert.deepEqual(
        masked,
        rows.map((row) => [row[0], row[4]!.slice(-4)]),
      );
    }
  });

  it('given a registration that has ended, when people are imported, then 409 and nobody is added (G4.3)', async () => {
    await api.store.knex('registrations').where({ registrationId: unit.registrationId }).update({ state: 'expired' });
    const { status, body } = await upload(await sheet([person(++next)]));
    assert.deepEqual([status, body.code, body.state], [409, 'not_editable', 'expired']);
  });
});
