import assert from 'node:assert/strict';
import { templateRows } from '../../api/routes/registration/attendee-sheet.ts';
import { csv, writeSheet, xlsx } from '../../api/spreadsheet.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, idCard, mainlander, unitInfo, type TestUnit } from '../support/fixtures.ts';
import { createImporter, person, sheet, text } from '../support/importer.ts';

describe('what a sheet of attendees looks like', () => {
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

  it('given a table under any of the names browsers give it, when imported, then what is in it decides', async () => {
    const dry = 'list=mainland&dryRun=true';
    for (const type of ['application/vnd.ms-excel', 'text/plain', 'text/tab-separated-values', csv]) {
      assert.equal((await upload(text([person(++next)], '', '\t'), type, dry)).body.importable, 1, type);
      assert.equal((await upload(await sheet([person(++next)]), type, dry)).body.importable, 1, type);
    }
    const renamed = await upload(text([person(++next)]), xlsx, dry, { 'Accept-Language': 'zh' });
    assert.deepEqual([renamed.status, renamed.body.errors[0].code], [422, 'file_unreadable']);
    assert.match(renamed.body.detail, /内容与文件类型不符.*另存为XLSX/);
  });

  it('given titles and empty rows above, blanks that cannot be seen and other spellings of the names, when imported, then the header is found and rows count as the file’s do', async () => {
    const names = ['\u200b姓名', 'SEX', '居住省份 ', 'Ｃｉｔｙ of residence', '身份證號碼', 'position', '取证方式'];
    const rows = [['参观人员名单'], [], ['', '填表日期', '2019-09-01'], names, person(++next), person(0, { sex: '?' })];
    for (const [file, type] of [
      [await writeSheet('xlsx', 'x', rows), xlsx],
      [Buffer.from(rows.map((row) => row.join(';')).join('\n')), csv],
    ] as const) {
      const { body } = await upload(file, type, 'list=mainland&dryRun=true');
      assert.deepEqual(
        [body.rows, body.errors.map((error: Json) => `${error.path} ${error.message}`)],
        [2, ['rows[1].sex row 6, Sex: "?" is not known here; write for example male or female.']],
      );
    }
  });

  it('given a column twice, by one name or by both, when imported, dry or not, then it is named with where it stands', async () => {
    for (const list of ['mainland', 'hk_macao_taiwan', 'overseas'] as const) {
      const [zh, en] = [templateRows(list, 'zh')[0]!, templateRows(list, 'en')[0]!];
      for (const [index, name] of zh.entries()) {
        for (const again of [name, en[index]!]) {
          const file = await writeSheet(index % 2 ? 'xlsx' : 'csv', 'x', [[...zh, again], zh]);
          const { status, body } = await upload(file, csv, `list=${list}&dryRun=${index % 2 === 0}`);
          const cells = `${String.fromCharCode(65 + index)}1, ${String.fromCharCode(65 + zh.length)}1`;
          assert.deepEqual(
            [status, body.code, body.errors.map(({ code, message }: Json) => [code, message])],
            [
              422,
              'import_rejected',
              [['column_twice', `The column "${name} / ${en[index]}" is there twice (${cells}). Remove all but one.`]],
            ],
          );
        }
      }
    }
  });

  it('given a file whose encoding cannot be told, when imported, then it is refused for that, in a dry run too, and nobody is added', async () => {
    const rows = [templateRows('overseas', 'en')[0]!, ['MÜLLER', 'Jürgen', 'M', 'DE', 'C01X00T47', '总经理', '']];
    const latin1 = Buffer.from(
      rows.map((row) => row.join(',').replace('总经理', 'General manager')).join('\n'),
      'latin1',
    );
    const dry = await upload(latin1, csv, 'list=overseas&dryRun=true', { 'Accept-Language': 'zh' });
    assert.deepEqual([dry.status, dry.body.importable, dry.body.errors[0].code], [200, 0, 'encoding_unknown']);
    assert.match(dry.body.errors[0].message, /第2行.*CSV UTF-8/);
    const { status, body } = await upload(latin1, csv, 'list=overseas');
    assert.deepEqual([status, body.code, body.errors[0].code], [422, 'import_rejected', 'encoding_unknown']);
    const han = [rows[0]!, ['王', 'Will', 'M', 'DE', 'C01X00T47', '总经理', '']];
    const mistaken = await upload(await writeSheet('csv', 'x', han), csv, 'list=overseas');
    assert.deepEqual(
      mistaken.body.errors.map(({ code }: Json) => code),
      ['not_latin'],
    );
    assert.deepEqual(await people(), []);
  });

  it('given words as people write them, when imported, then they are stored as the form has them; what is unknown or fits two is quoted (G3.3)', async () => {
    const places = [
      ['广东', '佛山', '广东省', '佛山市'],
      ['廣東省', '佛山市', '广东省', '佛山市'],
      ['北京', '北京', '北京市', '北京市'],
      ['北京市', '市辖区', '北京市', '北京市'],
      ['广西', '南宁', '广西壮族自治区', '南宁市'],
      ['吉林', '吉林', '吉林省', '吉林市'],
      ['内蒙', '锡林郭勒', '内蒙古自治区', '锡林郭勒盟'],
      ['湖北', '恩施州', '湖北省', '恩施土家族苗族自治州'],
      ['Guangdong Province', 'FOSHAN', '广东省', '佛山市'],
    ];
    const sexes = ['男', 'M', 'Male', '男性', 'F', '女性', 'ｆ', 'Ms.', '先生'];
    const row = ([province, city]: string[], index: number) => [
      '诸葛明月',
      sexes[index]!,
      province!,
      city!,
      idCard(++next),
      ['总经理', '總經理', 'general manager', '销售人员/经理'][index % 4]!,
      ['快递', '', 'COURIER', '交易团代领'][index % 4]!,
    ];
    assert.equal((await upload(await sheet(places.map(row)))).status, 201);
    const stored = await people();
    assert.deepEqual(
      stored.map(({ residence, sex }) => [residence.province, residence.city, sex]),
      places.map(([, , province, city], index) => [province, city, 'MMMMFFFFM'[index] === 'M' ? 'male' : 'female']),
    );
    assert.deepEqual(
      stored.slice(0, 4).map(({ position, pickup }) => [position, pickup]),
      [
        ['management.general_manager', 'courier'],
        ['management.general_manager', null],
        ['management.general_manager', 'courier'],
        ['sales.manager', 'delegation'],
      ],
    );
    const wrong = [
      ['诸葛明月', '女', '湖南', '佛山', idCard(++next), '经理', ''],
      ['诸葛明月', '女', '江', '佛山', idCard(++next), '皇帝', '?'],
    ];
    const { body } = await upload(await sheet(wrong), xlsx, 'list=mainland&dryRun=true', { 'Accept-Language': 'zh' });
    assert.deepEqual(
      body.errors.map(({ path, code, message }: Json) => `${path} ${code} ${message}`),
      [
        'rows[0].position ambiguous_value 第2行，职务：“经理”有多种可能：销售人员/经理 · 采购人员/经理。请写明是哪一个。',
        'rows[0].city unknown_reference 第2行，居住城市：湖南省没有“佛山”这个城市，请填写该省的地级市。',
        'rows[1].position unknown_reference 第3行，职务：“皇帝”无法识别，请填写如：总经理。',
        'rows[1].pickup invalid_value 第3行，取证方式（可不填）：“?”无法识别，请填写如：快递或交易团代领。',
        'rows[1].province unknown_reference 第3行，居住省份：“江”无法识别，请填写如：广东省。',
      ],
    );
  });

  it('given regions and countries in any usual word, when imported, then they are understood; an unknown one is quoted, never a pattern', async () => {
    const regions = [
      '香港',
      'hk',
      '中国香港',
      '香港特别行政区',
      'Hong Kong SAR',
      '澳門',
      'Macau',
      'Taiwan, China',
      '臺灣',
    ];
    const fromRegions = regions.map((region) => [
      '陈大文',
      'CHAN TAI MAN',
      'M',
      region,
      `H${String(++next).padStart(8, '0')}`,
      '总经理',
      '',
    ]);
    const regional = await writeSheet('csv', 'x', [templateRows('hk_macao_taiwan', 'zh')[0]!, ...fromRegions]);
    const dry = await upload(regional, csv, 'list=hk_macao_taiwan&dryRun=true');
    // Whether a number is one of the region's is another rule.
    assert.deepEqual(
      dry.body.errors.filter(({ path }: Json) => path.endsWith('.region')),
      [],
    );
    const countries = [
      '英国',
      'UK',
      'gbr',
      'U.S.A.',
      'Holland',
      '荷蘭',
      'Korea',
      'Viet Nam',
      'Côte d’Ivoire',
      'de',
      'Atlantis',
      'Congo',
    ];
    const abroad = countries.map((country) => [
      'Smith',
      'Will',
      'M',
      country,
      `C${String(++next).padStart(7, '0')}X`,
      '总经理',
      '',
    ]);
    const { body } = await upload(
      await writeSheet('xlsx', 'x', [templateRows('overseas', 'en')[0]!, ...abroad]),
      xlsx,
      'list=overseas&dryRun=true',
    );
    assert.deepEqual(
      body.errors.map(({ path, code, message }: Json) => `${path} ${code} ${message}`),
      [
        'rows[10].country unknown_reference row 12, Country: "Atlantis" is not known here; write for example Germany, DE or DEU.',
        'rows[11].country ambiguous_value row 13, Country: "Congo" may mean several: Democratic Republic of the Congo (CD) · Republic of the Congo (CG). Write which.',
      ],
    );
  });

  it('given the same words by the API, in whatever takes a place, then the full names are stored; a city of elsewhere is refused', async () => {
    const { token } = unit;
    const place = { province: '广东', city: '佛山' };
    const full = { province: '广东省', city: '佛山市' };
    const person = await api.call('POST', '/attendees', { token, body: { ...mainlander(++next), residence: place } });
    assert.deepEqual([person.status, person.body.residence], [201, full]);
    const street = { recipient: '陈禾青', mobile: '13800138000', street: '海五路1号' };
    const address = await api.call('POST', '/addresses', { token, body: { ...street, ...place } });
    const { province, city } = address.body;
    assert.deepEqual([address.status, province, city], [201, '广东省', '佛山市']);
    const info = { ...unitInfo, address: { ...unitInfo.address, ...place } };
    assert.equal((await api.call('PUT', '/registration/unit-info', { token, body: info })).status, 200);
    const shown = (await api.call('GET', '/registration', { token })).body.unitInfo.address;
    assert.deepEqual([shown.province, shown.city], ['广东省', '佛山市']);
    const elsewhere = await api.call('POST', '/addresses', { token, body: { ...street, ...place, province: '湖南' } });
    assert.deepEqual(
      [elsewhere.status, elsewhere.body.errors.map(({ path, code }: Json) => [path, code])],
      [422, [['city', 'unknown_reference']]],
    );
    const zh = { 'Accept-Language': 'zh' };
    const wordsAbout = async (residence: { province: string; city: string }) =>
      (await api.call('POST', '/attendees', { token, headers: zh, body: { ...mainlander(++next), residence } })).body
        .errors[0].message;
    assert.equal(
      await wordsAbout({ province: '河北', city: '佛山市' }),
      '河北省没有“佛山市”这个城市，请填写该省的地级市。',
    );
    assert.equal(
      await wordsAbout({ province: '上海', city: '浦东新区' }),
      '上海市没有“浦东新区”这个城市，请填写“上海市”。',
    );
  });
});
