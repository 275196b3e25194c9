import assert from 'node:assert/strict';
import fc from 'fast-check';
import { writeEditionFile } from '../../api/edition-export.ts';
import { diffEditions, inOrder, type EditionPlan } from '../../domain/edition.ts';
import { exampleSource, examplePlan, planOf, readSource } from '../support/edition.ts';

const plan = examplePlan();
const told = (source: string, beside: Record<string, string> = {}) => {
  const read = readSource(source, beside);
  return 'plan' in read ? [] : read.faults.map(({ file, line, path, text }) => `${file}:${line} ${path}: ${text}`);
};
/** The example with one text for another. */
const edited = (from: string, to: string) => {
  assert.ok(exampleSource.includes(from), from);
  return exampleSource.replace(from, to);
};
const lineOf = (text: string) => exampleSource.slice(0, exampleSource.indexOf(text)).split('\n').length;

describe('the file of an edition', () => {
  it('given the example, when it is read, then it is the second expo of the guide: 27 delegations, dates of China, terms in both languages', () => {
    assert.deepEqual(
      [plan.edition, plan.registrationOpensAt, plan.delegations.length, plan.delegations[2]!.places],
      ['2', '2019-05-20T01:00:00.000Z', 27, ['广东省/佛山市']],
    );
    assert.ok(plan.terms.zh.length > 300 && plan.terms.en.length > 1_000);
    assert.deepEqual([plan.events.length, plan.survey.length, plan.feesFen.professional], [3, 6, 20_000]);
  });

  it('given the least a file may say, when it is read, then the rest is as the database has it', () => {
    const least = planOf(`
edition: 3
nameZh: 第三届
nameEn: The third
registrationOpensAt: 2020-05-20T09:00:00Z
registrationClosesAt: 2020-10-10 18:00:30 +08:00
expoClosesAt: '2020-11-10 18:00'
feesFen: { professional: 1, vip: 2 }
terms: { version: a, zh: 条款, en: Terms }
delegations:
  - { no: 7, nameZh: 团, organisationZh: 局, contactsZh: 人, phones: 1-2 }
`);
    assert.deepEqual(
      [least.registrationOpensAt, least.registrationClosesAt, least.reviewLevels, least.taxRateBp, least.retentionDays],
      ['2020-05-20T09:00:00.000Z', '2020-10-10T10:00:30.000Z', 1, 600, 90],
    );
    assert.deepEqual(
      [least.delegations[0]!.nameEn, least.previousEdition, least.closingReminderDays],
      ['团', null, [7, 1]],
    );
  });

  it('given the annex as a table, when the file names it, then its rows are the delegations, with what else it says', () => {
    const [head] = exampleSource.split('\ndelegations:\n');
    const source = `${head!}\ndelegationsFile: d.csv\n`;
    const table = 'no,name_zh,organisation_zh,contacts_zh,phones';
    const bare = planOf(source, {
      'd.csv': `\ufeff${table}\r\n1,广东交易团,省厅,"彭,张",020-1\r\n2,广州分团,市局,陈,020-2\r\n`,
    });
    assert.deepEqual(
      bare.delegations.map(({ no, parentNo, contactsZh, kind }) => [no, parentNo, contactsZh, kind]),
      [
        [1, null, '彭,张', 'region'],
        [2, null, '陈', 'region'],
      ],
    );
    const whole = planOf(source, {
      'd.csv': `${table},name_en,parent_no,kind,city\n1,团,厅,甲,1,,,,\n2,分团,局,乙,2,Sub,1,,佛山市\n3,会,会,丙,3,Trade,1,industry,\n`,
    });
    assert.deepEqual(
      whole.delegations.map(({ no, parentNo, nameEn, kind, places }) => [no, parentNo, nameEn, kind, places.join()]),
      [
        [1, null, '团', 'region', ''],
        [2, 1, 'Sub', 'region', '广东省/佛山市'],
        [3, 1, 'Trade', 'industry', ''],
      ],
    );
    assert.deepEqual(told(source, { 'd.csv': `${table},colour\nx,团,厅,甲,1,red\n2,,局,乙,2,\n` }), [
      'd.csv:1 colour: Colour is no column of this file.',
      'd.csv:2 no: Number is a number.',
      'd.csv:3 nameZh: Name (Chinese) is missing.',
    ]);
    assert.match(told(source).join(), /d\.csv:1 : The table cannot be read/);
  });

  it('given many faults, when it is read, then each is told with its line and path, all at once', () => {
    const source = edited('vip: 0', 'vip: -1\n  press: 5')
      .replace('nameEn: The 2nd China International Import Expo\n', '')
      .replace('registrationOpensAt: 2019-05-20 09:00', 'registrationOpensAt: 2019-02-30 09:00')
      .replace('- 广东省/佛山市', '- 广东省/弗山市')
      .replace('capacity: 120', 'capacity: many')
      .replace('retentionDays: 90', 'retentionDays: 90\ncolour: red');
    const faults = told(source);
    const spots = faults.map((fault) => fault.replace(/:\s[^:]*$/, '').replace(/^edition\.yaml:\d+ /, ''));
    assert.deepEqual(
      new Set(spots.map((spot) => spot.split(': ')[0])),
      new Set([
        'nameEn',
        'registrationOpensAt',
        'feesFen.vip',
        'feesFen.press',
        'colour',
        'delegations[0].children[1].places[0]',
        'events[1].capacity',
      ]),
    );
    const at = (path: string) =>
      Number(
        faults
          .find((fault) => fault.includes(` ${path}: `))!
          .split(':')[1]!
          .split(' ')[0],
      );
    const lines = source.split('\n');
    assert.match(lines[at('feesFen.vip') - 1]!, /vip: -1/);
    assert.match(lines[at('feesFen.press') - 1]!, /press: 5/);
    assert.match(lines[at('delegations[0].children[1].places[0]') - 1]!, /弗山市/);
    assert.match(lines[at('events[1].capacity') - 1]!, /many/);
    assert.ok(faults.some((fault) => fault.includes('"广东省/弗山市" is no province and no city')));
    assert.ok(faults.some((fault) => fault.includes('feesFen.press: Unknown field; leave it out.')));
  });

  it('given what contradicts itself, when it is read, then that is told at its line', () => {
    const source = edited('registrationClosesAt: 2019-10-10 18:00', 'registrationClosesAt: 2019-05-10 18:00').replace(
      'no: 27',
      'no: 26',
    );
    const wrong = source.split('\n').findIndex((line, index) => /no: 26/.test(line) && index > lineOf('no: 26')) + 1;
    assert.deepEqual(told(source), [
      `edition.yaml:${lineOf('registrationClosesAt:')} registrationClosesAt: Registration closes after it opens.`,
      `edition.yaml:${wrong} delegations[0].children[25].no: There is a delegation no. 26 already.`,
    ]);
  });

  it('given what is no YAML, a key twice, nothing, or delegations twice, when it is read, then that is told', () => {
    assert.match(told('edition: [')[0]!, /^edition\.yaml:1 : /);
    assert.match(
      told(edited('edition: 2', 'edition: 2\nedition: 3'))[0]!,
      /^edition\.yaml:\d+ : Map keys must be unique/,
    );
    assert.ok(told('').some((fault) => fault.includes('nameZh: Name (Chinese) is missing.')));
    assert.ok(told('- 1').length > 0);
    assert.match(told(edited('delegations:\n', 'delegationsFile: d.csv\ndelegations:\n')).join(), /one of the two/);
  });

  it('given the example, or any that was changed, when it is written down and read again, then nothing differs', () => {
    const same = (written: EditionPlan) =>
      assert.deepEqual(diffEditions(written, planOf(writeEditionFile(written))), [], writeEditionFile(written));
    same(plan);
    const text = fc.constantFrom(
      'a',
      '条款\n\n  第二段: "x" # y',
      '- 1',
      '07',
      'null',
      "it's: {a}",
      '2019-01-01',
      '& * !',
    );
    const times = fc
      .integer({ min: 1, max: 1_000_000_000 })
      .map((ms) => new Date(Date.UTC(2019, 0, 1) + ms).toISOString());
    fc.assert(
      fc.property(text, text, times, fc.boolean(), fc.subarray([2, 3, 22, 27]), (zh, en, opens, isOff, gone) =>
        same(
          inOrder({
            ...plan,
            edition: isOff ? '07' : '12',
            previousEdition: isOff ? null : '007',
            registrationOpensAt: opens,
            terms: { version: '1.0', zh, en },
            notices: { document: { zh, en }, photo: { zh: '', en: '' } },
            smsTemplates: isOff ? {} : { refunded: { en: 'SMS_1' } },
            delegations: plan.delegations
              .filter(({ no }) => !gone.includes(no))
              .map((row) =>
                row.no === 5 ? { ...row, parentNo: 4, phones: '020', places: ['湖南省', '广东省/东莞市'] } : row,
              ),
            events: plan.events.map((event, index) => ({ ...event, titleZh: '同名', cancelled: isOff && index === 1 })),
            survey: isOff ? [] : plan.survey.toReversed(),
          }),
        ),
      ),
      { numRuns: 20 },
    );
  });
});
