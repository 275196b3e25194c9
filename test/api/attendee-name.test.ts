import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createBadges } from '../../db/order/badge.ts';
import { createProductionBatches } from '../../db/order/production-batch.ts';
import { templateRows } from '../../api/routes/registration/attendee-sheet.ts';
import { writeSheet, xlsx } from '../../api/spreadsheet.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, lockAttendee, mainlander, staffToken, type TestUnit } from '../support/fixtures.ts';

const rare = '\u{20BB7}田晓岚';

const passport = (surname: string, givenName: string, country: string, documentNumber: string) => ({
  list: 'overseas',
  surname,
  givenName,
  sex: 'male',
  country,
  documentNumber,
  position: 'other',
});

describe('names of people', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  let next = 500;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown) => api.call(method, path, { token: unit.token, body });
  const refusal = ({ status, body }: { status: number; body: Json }) => [status, body.code];
  const add = async (body: object = mainlander(next++)) => (await call('POST', '/attendees', body)).body as Json;
  const record = ({ attendeeId }: Json, body: object) =>
    api.call('POST', `/bureau/attendees/${attendeeId}/name`, { token: bureau, body });
  const shown = async ({ attendeeId }: Json) => (await call('GET', `/attendees/${attendeeId}`)).body as Json;
  const likeness = async ({ attendeeId }: Json) =>
    (await api.store.knex('attendees').where({ attendeeId }).first('likenessIndex'))!.likenessIndex;

  /** The order of one person whose badge can be made, and its badge. */
  async function makeBadge({ attendeeId }: Json): Promise<string | undefined> {
    const { knex } = api.store;
    const { registrationId } = unit;
    const orderNo = `20190520000${++next}`;
    await knex('registrations').where({ registrationId }).update({ unitName: '佛山晴岚' });
    await knex('badge_orders').insert({
      orderNo,
      edition: '2',
      registrationId,
      state: 'awaiting_payment',
      people: 1,
      totalFen: 1,
      payableFen: 1,
      pickup: 'courier',
      expiresAt: new Date(),
      refundPolicy: 'failed_only',
      autoRefundDays: 30,
    });
    await knex('order_lines').insert({
      orderNo,
      attendeeId,
      lineNo: 1,
      badgeType: 'professional',
      pickup: 'courier',
      feeFen: 1,
      payableFen: 1,
      state: 'approved',
    });
    const { staffId } = (await knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const { batchId } = await createProductionBatches(api.store).insert({
      edition: '2',
      batchId: randomUUID(),
      staffId,
    });
    const badges = createBadges(api.store);
    await badges.make({ orderNo, batchId, attendeeIds: [attendeeId] }, async () => 'token');
    return (await badges.list({ attendeeId }))[0]?.name;
  }

  it('given people whose alphabets are Latin, Greek or Cyrillic, when added, then each is kept letter by letter and shown as the badge says it (G3.3, G5.5)', async () => {
    const people: [surname: string, givenName: string, country: string, name: string][] = [
      ['Gołąb', 'Łukasz', 'PL', 'GOŁĄB Łukasz'],
      ['Kļaviņš', 'Jānis', 'LV', 'KĻAVIŅŠ Jānis'],
      ['Țurcanu', 'Ștefania', 'RO', 'ȚURCANU Ștefania'],
      ['Çiğdem', 'İsmail', 'TR', 'ÇİĞDEM İsmail'],
      ['Nguyễn', 'Thị Ẩn', 'VN', 'NGUYỄN Thị Ẩn'],
      ['Παπάς', 'Γιώργος', 'GR', 'ΠΑΠΑΣ Γιώργος'],
      ['Ђорђевић', 'Његош', 'RS', 'ЂОРЂЕВИЋ Његош'],
    ];
    for (const [index, [surname, givenName, country, name]] of people.entries()) {
      const { status, body } = await call(
        'POST',
        '/attendees',
        passport(surname, givenName, country, `E7700000${index}`),
      );
      assert.deepEqual(
        [status, body.surname, body.givenName, body.name, body.printedName],
        [201, surname, givenName, name, null],
      );
    }
  });

  it('given English names in Chinese, kana or Hangul, when sent as a form or a sheet, then both refuse each by one code; what the bureau recorded stays while others change (G3.3)', async () => {
    const wrong: [surname: string, givenName: string, fields: string[]][] = [
      ['山田', 'たろう', ['surname', 'givenName']],
      ['Yamada', 'タロウ', ['givenName']],
      ['김', 'Minjun', ['surname']],
      ['王da', 'Wei', ['surname']],
    ];
    for (const [surname, givenName, fields] of wrong) {
      const person = passport(surname, givenName, 'JP', 'TK7700002');
      const form = await call('POST', '/attendees', person);
      assert.deepEqual(
        [form.status, form.body.code, form.body.errors.map(({ path, code }: Json) => `${path} ${code}`)],
        [400, 'validation_failed', fields.map((field) => `${field} not_latin`)],
      );
      assert.match(form.body.errors[0].message, /is not in Latin letters: write the name as in the passport\.$/);
      const row = [surname, givenName, 'M', 'JP', 'TK7700002', 'General manager', ''];
      const { body } = await api.call('POST', '/attendees/import?list=overseas&dryRun=true', {
        token: unit.token,
        body: await writeSheet('xlsx', 'x', [templateRows('overseas', 'en')[0]!, row]),
        headers: { 'Content-Type': xlsx },
      });
      assert.deepEqual(
        body.errors.map(({ path, code }: Json) => `${path} ${code}`),
        fields.map((field) => `rows[0].${field} not_latin`),
      );
    }
    const person = await add(passport('Yamada', 'Taro', 'JP', 'TK7700002'));
    const path = `/attendees/${person.attendeeId}`;
    assert.deepEqual(refusal(await call('PATCH', path, { givenName: '太郎' })), [400, 'validation_failed']);
    await record(person, { surname: '山田', givenName: '太郎', printedName: 'YAMADA Taro', reason: '护照' });
    const moved = await call('PATCH', path, { position: 'sales.other' });
    assert.deepEqual([moved.status, moved.body.surname, moved.body.printedName], [200, '山田', 'YAMADA Taro']);
  });

  it('given a locked person entered in another spelling, when the bureau records name and substitute, then both are shown, likeness goes by the name, the badge prints the substitute, and it is on record', async () => {
    const person = await add({ ...mainlander(next++), name: '吉田晓岚' });
    const before = await likeness(person);
    await lockAttendee(api.store, person.attendeeId);
    const recorded = await record(person, { name: rare, printedName: '吉田晓岚', reason: '身份证上是𠮷' });
    assert.deepEqual(
      [recorded.status, recorded.body.name, recorded.body.printedName, recorded.body.state, recorded.body.version],
      [200, rare, '吉田晓岚', 'locked', person.version + 1],
    );
    const seen = await shown(person);
    assert.deepEqual([seen.name, seen.printedName, seen.documentMasked], [rare, '吉田晓岚', person.documentMasked]);
    assert.notDeepEqual(await likeness(person), before);
    const { printedName } = (await api.store
      .knex('attendees')
      .where({ attendeeId: person.attendeeId })
      .first('printedName'))!;
    assert.ok(printedName && !printedName.includes('吉田'), 'sealed');
    const { items } = (
      await api.call('GET', `/ops/audit?action=name_recorded&subject=${person.attendeeId}`, { token: bureau })
    ).body;
    assert.deepEqual(
      items.map((entry: Json) => [entry.action, entry.reason]),
      [['name_recorded', '身份证上是𠮷']],
    );
    assert.equal(await makeBadge(person), '吉田晓岚');
    assert.deepEqual(refusal(await record(person, { name: rare, printedName: null, reason: 'x' })), [
      422,
      'name_not_printable',
    ]);
    assert.deepEqual(refusal(await record(person, { printedName: '吉田', reason: 'x' })), [409, 'badge_made']);
    assert.equal((await shown(person)).printedName, '吉田晓岚');
  });

  it('given a substitute on record, when the unit changes something else, then it stays; with another name it goes, and that name must print', async () => {
    const person = await add();
    await record(person, { name: rare, printedName: '吉田晓岚', reason: '生僻字' });
    const path = `/attendees/${person.attendeeId}`;
    const moved = await call('PATCH', path, { position: 'sales.other' });
    assert.deepEqual([moved.status, moved.body.name, moved.body.printedName], [200, rare, '吉田晓岚']);
    assert.deepEqual(refusal(await call('PATCH', path, { name: '\u{20BB7}田' })), [422, 'name_not_printable']);
    const renamed = await call('PATCH', path, { name: '吉田' });
    assert.deepEqual([renamed.status, renamed.body.name, renamed.body.printedName], [200, '吉田', null]);
  });

  it('given a substitute for a name of two parts, when a change of the unit makes the badge say another one, then that must print, or 422 and the substitute stays (G5.5)', async () => {
    const person = await add(passport('Kim', 'A', 'KR', 'M70000001'));
    const path = `/attendees/${person.attendeeId}`;
    const kept = await record(person, { surname: '김', printedName: 'KIM A', reason: '护照' });
    assert.equal(kept.status, 200);
    for (const givenName of [null, '', 'B']) {
      const reply = await call('PATCH', path, { givenName });
      assert.deepEqual(refusal(reply), [422, 'name_not_printable']);
      assert.deepEqual(
        reply.body.errors.map((fault: Json) => fault.path),
        ['surname'],
      );
    }
    assert.deepEqual(await shown(person), kept.body);
    for (const same of [{ givenName: 'A' }, { country: 'KP' }, { surname: '김', position: 'sales.other' }]) {
      const { status, body } = await call('PATCH', path, same);
      assert.deepEqual([status, body.name, body.printedName], [200, '김 A', 'KIM A']);
    }
    const left = await call('PATCH', path, { surname: 'Kim', givenName: null });
    assert.deepEqual([left.status, left.body.name, left.body.printedName], [200, 'KIM', null]);
  });

  it('given a substitute, when another country alone gives the surname other capitals, then that name must print (G5.5)', async () => {
    const person = await add(passport('Inci', 'Ali', 'DE', 'C70000001'));
    await record(person, { givenName: '\u{20BB7}', printedName: 'INCI Ali', reason: '护照' });
    const path = `/attendees/${person.attendeeId}`;
    assert.deepEqual(refusal(await call('PATCH', path, { country: 'TR' })), [422, 'name_not_printable']);
    const moved = await call('PATCH', path, { country: 'TR', givenName: 'Ali' });
    assert.deepEqual([moved.status, moved.body.name, moved.body.printedName], [200, 'INCİ Ali', null]);
  });

  it('given a person from overseas, when the bureau records a part of the name, then the rest stays and the badge’s name is made of both', async () => {
    const person = await add(passport('Yoshida', 'Ken', 'JP', 'TK7700001'));
    const { status, body } = await record(person, {
      surname: '\u{20BB7}da',
      printedName: 'YOSHIDA Ken',
      reason: '护照',
    });
    assert.deepEqual(
      [status, body.surname, body.givenName, body.name, body.printedName],
      [200, '\u{20BB7}da', 'Ken', '\u{20BB7}DA Ken', 'YOSHIDA Ken'],
    );
    assert.equal(await makeBadge(person), 'YOSHIDA Ken');
  });

  it('given a surname that no font has, when added, then the refusal names its letters as they were typed', async () => {
    for (const [surname, letter, country] of [
      ['ბერიძე', 'ბ', 'GE'],
      ['Սարգսյան', 'ա', 'AM'],
    ] as const) {
      const reply = await call('POST', '/attendees', passport(surname, 'Ada', country, 'C70000002'));
      assert.deepEqual(refusal(reply), [422, 'name_not_printable']);
      assert.ok(reply.body.errors[0].message.includes(`"${letter}"`), reply.body.errors[0].message);
      assert.ok(!reply.body.errors[0].message.includes(letter.toUpperCase()));
    }
  });

  it('given what is no name, when sent as a substitute, then 400 in the words of names, and nothing moved; what a name ends with is cut', async () => {
    const person = await add();
    for (const printedName of ['110105194912310021', '.', '🅰1', 'A©', 'KIM 2']) {
      const reply = await record(person, { name: rare, printedName, reason: 'x' });
      assert.equal(reply.status, 400, printedName);
      assert.deepEqual(
        reply.body.errors.map((fault: Json) => fault.path),
        ['printedName'],
      );
    }
    assert.deepEqual(await shown(person), person);
    const { body } = await record(person, { name: rare, printedName: ' 吉田’晓岚， ', reason: 'x' });
    assert.equal(body.printedName, "吉田'晓岚");
  });

  it('given a substitute that does not print, a part of another list or a person withdrawn, when recorded, then it is refused and nothing moved', async () => {
    const person = await add();
    const wrong = await record(person, { name: rare, printedName: rare, reason: 'x' });
    assert.deepEqual(refusal(wrong), [422, 'name_not_printable']);
    assert.match(wrong.body.detail, /U\+20BB7/);
    assert.deepEqual(
      wrong.body.errors.map(({ path }: Json) => path),
      ['printedName'],
    );
    assert.deepEqual(refusal(await record(person, { surname: 'X', printedName: null, reason: 'x' })), [
      400,
      'validation_failed',
    ]);
    assert.deepEqual(refusal(await record(person, { name: '王', reason: 'x' })), [400, 'validation_failed']);
    assert.deepEqual(await shown(person), person);
    await api.store.knex('attendees').where({ attendeeId: person.attendeeId }).update({ state: 'withdrawn' });
    assert.deepEqual(refusal(await record(person, { name: '王', printedName: null, reason: 'x' })), [
      409,
      'attendee_withdrawn',
    ]);
    const { items } = (
      await api.call('GET', `/ops/audit?action=name_recorded&subject=${person.attendeeId}`, { token: bureau })
    ).body;
    assert.deepEqual(items, []);
  });
});
