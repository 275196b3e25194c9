import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import sharp from 'sharp';
import { parse } from 'csv-parse/sync';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { createBadges } from '../../db/order/badge.ts';
import { createInvoices } from '../../db/order/invoice.ts';
import { inTransaction } from '../../db/knex.ts';
import { createReviews } from '../../db/registration/review.ts';
import { sha256 } from '../../db/personal-data.ts';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import {
  address,
  createUnit,
  idCard,
  lockAttendee,
  mainlander,
  procurementIntent,
  staffToken,
  unitInfo,
  unitPassword,
  type TestUnit,
} from '../support/fixtures.ts';
import { createIssued } from '../support/order-fixture.ts';

const reason = '第二行地址请核对';
const pdf = Buffer.from('%PDF-1.7 the legal file');

describe('the copy of the own data', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ settings: { rateLimits: true } });
  });
  after(() => api.close());

  const call = async ({ token }: TestUnit, method: string, path: string, body?: unknown, type?: string) => {
    const reply = await api.call(method, path, { token, body, headers: type ? { 'Content-Type': type } : {} });
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body as Json;
  };
  const take = (token: string) => api.call('GET', '/account/export', { token });
  const filesOf = ({ body }: Reply) => unzipSync(new Uint8Array(body as Buffer));
  const photoOf = (background: string) =>
    sharp({ create: { width: 400, height: 560, channels: 3, background } })
      .jpeg()
      .toBuffer();

  /** One of each thing that is stored of a unit, as its pages and its runs leave them. */
  async function live(n: number, colour: string) {
    const { store } = api;
    const unit = await createUnit(store);
    const { registrationId, unitId, token, account } = unit;
    await api.call('POST', '/sessions', { body: { account, password: unitPassword } });
    await api.call('POST', '/sessions', { body: { account, password: 'Not-The-Password-1' } });
    await call(unit, 'PUT', '/registration/unit-info', {
      ...unitInfo,
      contact: { ...unitInfo.contact, mobile: `1382776${n}` },
    });
    await call(unit, 'PUT', '/registration/procurement-intent', procurementIntent);
    const kept = await call(unit, 'POST', '/addresses', { ...address, street: `季华五路${n}号` });
    const removed = await call(unit, 'POST', '/addresses', { ...address, street: `旧街${n}号` });
    await call(unit, 'DELETE', `/addresses/${removed.addressId}`);
    const { titleId } = await call(unit, 'POST', '/invoice-titles', { kind: 'personal', title: `抬头${n}` });
    const ids: string[] = [];
    for (const each of [n, n + 1]) ids.push((await call(unit, 'POST', '/attendees', mainlander(each))).attendeeId);
    const [badged, plain] = ids as [string, string];
    await call(unit, 'PUT', `/attendees/${badged}/photo`, await photoOf(colour), 'image/jpeg');
    await call(unit, 'POST', '/account/consents', { kind: 'photos' });
    const { staffId } = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const review = { decision: 'return', reason, staffId, requestId: randomUUID(), version: undefined } as const;
    const reviewId = (await createReviews(store).record([registrationId], review)).get(registrationId)!;
    await store.knex('reviews').where({ reviewId }).update({ appliedAt: new Date(), round: 1, level: 1 });
    await store.knex('registrations').where({ registrationId }).update({ state: 'approved', submittedAt: new Date() });
    await lockAttendee(store, badged);
    const orderNo = String(20_190_000_000_000 + n);
    await inTransaction(store, async (trx) => {
      const order = { registrationId, orderNo, attendeeIds: [badged], pickup: 'delegation' } as const;
      assert.ok('done' in (await createBadgeOrderPlacement(trx).place({ ...order, paymentWindowSeconds: 900 })));
    });
    await store.knex('payments').insert({
      outTradeNo: `${orderNo}P1`,
      orderNo,
      attempt: 1,
      channel: 'alipay',
      amountFen: 20_000,
      state: 'paid',
      expiresAt: new Date(),
      paidAt: new Date(),
      providerTradeNo: `a${orderNo}`,
      capturedFen: 20_000,
    });
    await store.knex('badge_orders').where({ orderNo }).update({ state: 'paid', paidAt: new Date() });
    await store.knex('order_lines').where({ orderNo }).update({ state: 'approved' });
    const batchId = randomUUID();
    await store.knex('production_batches').insert({ batchId, edition: '2', staffId });
    const made = { orderNo, batchId, attendeeIds: [badged] };
    await inTransaction(store, (trx) => createBadges(trx).make(made, () => Promise.resolve('token')));
    const invoiceNo = await createIssued(store, orderNo);
    await createInvoices(store).keepFile(invoiceNo, Buffer.concat([pdf, Buffer.from(String(n))]));
    const { badgeNo } = (await store.knex('badges').where({ attendeeId: badged }).first('badgeNo'))!;
    const photo = (await api.call('GET', `/attendees/${badged}/photo`, { token })).body as Buffer;
    return {
      ...unit,
      n,
      badged,
      plain,
      orderNo,
      invoiceNo,
      badgeNo,
      photo,
      unitId,
      titleId,
      addressId: kept.addressId,
    };
  }

  it('given two units with one of each thing, when one takes its copy, then it is all that was put in, in plain, and nothing of the other or of staff', async () => {
    const [one, other] = [await live(1001, '#c08060'), await live(2001, '#6080c0')];
    const reply = await take(one.token);
    assert.equal(reply.status, 200);
    assert.deepEqual(
      ['content-type', 'cache-control'].map((name) => reply.headers.get(name)),
      ['application/zip', 'no-store'],
    );
    assert.match(
      reply.headers.get('content-disposition')!,
      new RegExp(`filename="expo-2-${one.account}-[-0-9]+\\.zip"`),
    );
    const files = filesOf(reply);
    const text = (name: string) => strFromU8(files[name]!);
    const json = (name: string): Json => JSON.parse(text(name));
    assert.deepEqual(Object.keys(files).toSorted(), [
      'README.txt',
      'addresses.json',
      'attendees.csv',
      'attendees.xlsx',
      `badges/${one.badgeNo}.pdf`,
      'consents.json',
      'events.json',
      'invoice-titles.json',
      'invoices.json',
      `invoices/${one.invoiceNo}.pdf`,
      'logins.json',
      'notifications.json',
      'orders.json',
      'payments.json',
      `photos/${one.badged}.jpg`,
      'refunds.json',
      'registration.json',
      'sessions.json',
      'supporting-events.json',
      'survey.json',
    ]);
    // Every file is named in the README, in both languages.
    for (const name of Object.keys(files).filter((each) => each !== 'README.txt'))
      assert.ok(text('README.txt').split(name.includes('/') ? `${name.split('/')[0]}/` : name).length >= 3, name);

    const { account, registration, reviews } = json('registration.json');
    assert.deepEqual([account.account, account.mobile], [one.account, '13800000000']);
    assert.deepEqual(
      [registration.unitInfo.contact, registration.unitInfo.address, registration.procurementIntent],
      [{ ...unitInfo.contact, mobile: `1382776${one.n}` }, unitInfo.address, procurementIntent],
    );
    assert.deepEqual([reviews.length, reviews[0].reason, reviews[0].decision], [1, reason, 'return']);
    const people = parse(text('attendees.csv'), { bom: true, columns: true }) as Json[];
    assert.deepEqual(
      people.map(({ attendeeId, name, documentNumber, photo }) => [attendeeId, name, documentNumber.trim(), photo]),
      [
        [one.badged, '诸葛明月', idCard(1001), `photos/${one.badged}.jpg`],
        [one.plain, '诸葛明月', idCard(1002), ''],
      ],
    );
    assert.ok(strFromU8(unzipSync(files['attendees.xlsx']!)['xl/sharedStrings.xml']!).includes(idCard(1002)));
    assert.ok(Buffer.from(files[`photos/${one.badged}.jpg`]!).equals(one.photo));
    assert.ok(text(`badges/${one.badgeNo}.pdf`).startsWith('%PDF-'));
    assert.equal(text(`invoices/${one.invoiceNo}.pdf`), `${pdf.toString()}${one.n}`);
    const [order] = json('orders.json');
    assert.deepEqual([order.orderNo, order.lines[0].attendeeId, order.payableFen], [one.orderNo, one.badged, 20_000]);
    assert.deepEqual(json('payments.json')[0].providerTradeNo, `a${one.orderNo}`);
    assert.deepEqual([json('invoices.json')[0].invoiceNo, json('refunds.json')], [one.invoiceNo, []]);
    assert.deepEqual(
      json('addresses.json').map(({ street, deletedAt }: Json) => [street, deletedAt !== null]),
      [
        ['季华五路1001号', false],
        ['旧街1001号', true],
      ],
    );
    assert.deepEqual(json('invoice-titles.json')[0].title, '抬头1001');
    assert.deepEqual(
      json('consents.json').map(({ kind }: Json) => kind),
      ['privacy_terms', 'photos'],
    );
    const logins = json('logins.json');
    assert.deepEqual(
      logins.map(({ action, address: from }: Json) => [action, from]),
      [
        ['logged_in', '127.0.0.1'],
        ['login_failed', null],
      ],
    );
    assert.equal(json('sessions.json').length, 2);
    assert.equal(json('events.json').at(-1).kind, 'account_exported');

    const everything = Buffer.concat(Object.values(files));
    const ids = [other.account, other.unitId, other.registrationId, other.orderNo, other.badged, other.plain];
    const typed = ['抬头2001', '季华五路2001号', idCard(2001), '13827762001'];
    const { staffId } = (await api.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    for (const foreign of [...ids, ...typed, staffId, 'passwordHash', 'tokenHash'])
      assert.ok(!everything.includes(foreign), foreign);
    assert.ok(everything.includes('抬头1001') && !('by' in reviews[0]));
    assert.ok(!Buffer.from(files[`photos/${one.badged}.jpg`]!).equals(other.photo));
  });

  it('given a photo its store has lost, when the copy is taken, then it is named as missing and all the rest is there', async () => {
    const unit = await live(3001, '#80c060');
    await api.store.knex('attendee_photos').where({ attendeeId: unit.badged }).update({ photoKey: randomUUID() });
    const files = filesOf(await take(unit.token));
    assert.equal(strFromU8(files['missing.txt']!), `photos/${unit.badged}.jpg`);
    assert.ok(files[`badges/${unit.badgeNo}.pdf`] && files['logins.json']);
  });

  it('given a session of an hour ago, when it asks for the copy, then the password is wanted first; staff get none', async () => {
    const { token, account, registrationId } = await createUnit(api.store);
    const age = (minutes: number) =>
      api.store
        .knex('sessions')
        .where({ tokenHash: sha256(token) })
        .update({ createdAt: api.store.knex.raw("now() - ? * interval '1 minute'", [minutes]) });
    await age(31);
    const { status, body } = await take(token);
    assert.deepEqual([status, body.code], [401, 'login_too_old']);
    const events = () => api.store.knex('events').where({ registrationId, kind: 'account_exported' });
    assert.deepEqual(await events(), []);
    await age(29);
    assert.equal((await take(token)).status, 200);
    const again = await api.call('POST', '/sessions', { body: { account, password: unitPassword } });
    assert.equal((await take(again.body.token)).status, 200);
    assert.equal((await events()).length, 2);
    for (const login of ['delegation-3', 'bureau', 'operator'])
      assert.equal((await take(await staffToken(api.store, login))).status, 403);
    assert.equal((await api.call('GET', '/account/export')).status, 401);
  });

  it('given five copies in a day, when a unit asks for one more, then it is told when to come again, and another unit gets its own', async () => {
    const { token } = await createUnit(api.store);
    const hashes = new Set<string>();
    for (let n = 0; n < 5; n++) {
      const reply = await take(token);
      assert.equal(reply.status, 200);
      hashes.add(
        createHash('sha256')
          .update(reply.body as Buffer)
          .digest('hex'),
      );
    }
    assert.equal(hashes.size, 5, 'each tells of the ones before');
    const sixth = await take(token);
    assert.deepEqual([sixth.status, sixth.body.code], [429, 'too_many_requests']);
    assert.ok(Number(sixth.headers.get('retry-after')) > 80_000);
    assert.equal((await take((await createUnit(api.store)).token)).status, 200);
  });
});
