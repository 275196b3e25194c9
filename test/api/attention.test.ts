import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { attentionKinds } from '../../domain/attention.ts';
import { eventKinds } from '../../domain/event.ts';
import { untyped } from '../../db/knex.ts';
import { createRows } from '../db/schema-row.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);

describe('what needs a human', () => {
  let api: TestApi;
  let operator: string;
  /** What each kind's item is about. */
  const subjects: Record<string, object> = {};
  before(async () => {
    api = await startApi();
    operator = await staffToken(api.store, 'operator');
    await createOneOfEach();
  });
  after(() => api.close());

  const get = async (path: string): Promise<Json> => {
    const { status, body } = await api.call('GET', path, { token: operator });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  /** A thing of each kind, the first of them the longest ago. */
  async function createOneOfEach(): Promise<void> {
    const { store } = api;
    const knex = untyped(store.knex);
    const buyer = await createBuyer(store, [{}], { withAddress: false });
    const { registrationId, account } = buyer;
    const { staffId } = await knex('staff').where({ login: 'bureau' }).first('staffId');
    const orderNo = newOrderNo();
    const rows = createRows(() => ({ buyer, orderNo }));
    const [stuck, overdue, failed] = [newOrderNo(), newOrderNo(), newOrderNo()];
    const reason = randomBytes(40);
    await knex('badge_orders').insert([
      rows.order({ orderNo }),
      rows.order({ orderNo: stuck, attention: 'the courier refused the parcel: sf 8114', attentionAt: ago(20) }),
      rows.order({ orderNo: overdue, expiresAt: ago(19) }),
      rows.order({ orderNo: failed }),
    ]);
    subjects['order_stuck'] = { orderNo: stuck };
    subjects['order_overdue'] = { orderNo: overdue };

    const outTradeNo = `${orderNo}P1`;
    await knex('payments').insert(rows.captured({ outTradeNo }));
    const refund = { outTradeNo, kind: 'suspense', amountFen: 100, requestedBy: 'system' };
    await knex('refunds').insert([
      {
        ...refund,
        refundNo: `${orderNo}R1`,
        state: 'needs_attention',
        refusal: 'SELLER_BALANCE_NOT_ENOUGH',
        stateAt: ago(18),
      },
      { ...refund, refundNo: `${orderNo}R2`, state: 'refunding', refusal: null, stateAt: ago(16.5) },
    ]);
    subjects['refund_refused'] = { refundId: `${orderNo}R1` };
    subjects['refund_overdue'] = { refundId: `${orderNo}R1` };
    subjects['refund_delayed'] = { refundId: `${orderNo}R2` };
    const issued = { state: 'issued', fapiaoNumber: '2'.repeat(20), issuedAt: new Date() };
    await knex('invoices').insert(rows.invoice(1, { ...issued, redDue: true, stateAt: ago(16) }));
    const again = { invoiceNo: `${failed}F1R`, orderNo: failed, applyId: 'again' };
    await knex('invoices').insert(rows.invoice(1, { ...again, state: 'failed', failure: 'NO', stateAt: ago(15) }));
    subjects['red_invoice_due'] = { invoiceId: `${orderNo}F1` };
    subjects['invoice_refused'] = { invoiceId: `${failed}F1R` };
    await knex('differences').insert({ kind: 'foreign_trade', subject: 'SHOP-1', state: 'waiting', foundAt: ago(14) });
    subjects['bill_difference'] = { difference: 'SHOP-1' };

    const [notificationId, disputeId, mobileChangeId] = [randomUUID(), randomUUID(), randomUUID()];
    const text = { kind: 'registration_closing', subject: 'a', round: 1, params: {}, state: 'unknown' };
    await knex('notifications').insert({ notificationId, registrationId, ...text, endedAt: ago(13) });
    const claimant = randomBytes(40);
    await knex('disputes').insert({ disputeId, edition: '2', account, registrationId, claimant, createdAt: ago(12) });
    await knex('mobile_changes').insert({
      mobileChangeId,
      registrationId,
      mobile: randomBytes(40),
      reason,
      proposedBy: staffId,
      proposedAt: ago(11),
      lapsesAt: '2100-01-01',
    });
    await knex('unreadable_fields').insert({ table: 'attendees', column: 'name', row: 'x', foundAt: ago(10) });
    Object.assign(subjects, {
      text_unknown: { notificationId },
      account_disputed: { disputeId },
      mobile_change: { mobileChangeId },
      fields_unreadable: { table: 'attendees' },
    });

    await knex('editions').insert({
      ...(await knex('editions').where({ edition: '2' }).first()),
      edition: '1',
      isCurrent: false,
      previousEdition: null,
      expoClosesAt: ago(9 + 30),
      registrationOpensAt: ago(90),
      registrationClosesAt: ago(60),
      retentionDays: 30,
    });
    const [kept, withdrawn] = [await createUnit(store), await createUnit(store)];
    await knex('registrations')
      .where({ registrationId: kept.registrationId })
      .update({ edition: '1', state: 'approved', submittedAt: ago(60) });
    await knex('withdrawals').insert({
      withdrawalId: randomUUID(),
      registrationId: withdrawn.registrationId,
      endedAt: ago(8),
    });
    await knex('breakers').insert({ name: 'texts', since: ago(7) });
    const sent = { about: 'refund', subject: `${orderNo}R1`, kind: 'retry_refund', fault: 'no_request', times: 3 };
    await knex('refused_messages').insert({ ...sent, firstAt: ago(6) });
    Object.assign(subjects, {
      erasure_overdue: { registrationId: kept.registrationId },
      withdrawal_unfinished: { registrationId: withdrawn.registrationId },
      limit_met: { limit: 'texts' },
      message_refused: { refundId: `${orderNo}R1` },
    });
    await createOneOfEachThatWaits({ stuck, failed, registrationId });
  }

  /** What waits on somebody else, or should have gone on by itself. */
  async function createOneOfEachThatWaits(of: { stuck: string; failed: string; registrationId: string }) {
    const { store } = api;
    const knex = untyped(store.knex);
    const { stuck, failed, registrationId } = of;
    const rows = createRows(() => ({ buyer: { registrationId } as never, orderNo: stuck }));
    await knex('invoices').insert(rows.invoice(1, { stateAt: ago(5.9) }));
    const parcel = { shipmentNo: `${failed}S1`, orderNo: failed, attempt: 1, pieces: 1, state: 'creating' };
    await knex('shipments').insert({ ...parcel, createdAt: ago(5.8) });
    const text = { kind: 'registration_closing', subject: 'b', round: 1, params: {} };
    const notificationId = randomUUID();
    await knex('notifications').insert({ notificationId, registrationId, ...text, createdAt: ago(5.7) });
    await knex('editions').insert({
      ...(await knex('editions').where({ edition: '2' }).first()),
      edition: '0',
      isCurrent: false,
      previousEdition: null,
      registrationOpensAt: ago(60),
      registrationClosesAt: ago(5.6),
    });
    const unit = async (fields: object) => {
      const made = await createUnit(store);
      await knex('registrations').where({ registrationId: made.registrationId }).update(fields);
      return { registrationId: made.registrationId };
    };
    const late = await unit({ state: 'draft', edition: '0' });
    const submitted = { state: 'under_review', submittedAt: ago(5.5) };
    const unallocated = await unit({ ...submitted, delegationId: null });
    const reminded = await unit(submitted);
    const happened = { ...reminded, actor: 'system', kind: 'reviewers_reminded' };
    await knex('events').insert([
      { ...happened, at: ago(9) },
      { ...happened, kind: 'submitted', at: ago(8) },
      { ...happened, at: ago(5.4) },
      { ...happened, at: ago(3) },
    ]);
    const trouble = { about: 'orderNo', subject: failed, attempts: 12, waitsFor: 'alipay' };
    await knex('run_troubles').insert([
      {
        ...trouble,
        workflowId: `order:${failed}`,
        step: 'queryTrade#1',
        since: ago(5.3),
        lastError: 'alipay query: outcome unknown (HTTP_502)',
      },
      { ...trouble, workflowId: `order:${stuck}`, subject: stuck, step: '', since: ago(5.2), lastError: 'a bug' },
      // Not for long, and not often.
      { ...trouble, workflowId: 'order:1', step: 'endTrade#1', since: ago(0), attempts: 9, lastError: 'HTTP_502' },
    ]);
    Object.assign(subjects, {
      invoice_delayed: { invoiceId: `${stuck}F1` },
      parcel_delayed: { orderNo: failed },
      text_delayed: { notificationId },
      registration_overdue: late,
      unit_unallocated: unallocated,
      review_overdue: reminded,
      activity_failing: { orderNo: failed },
      task_failing: { orderNo: stuck },
    });
  }

  it('given one thing of every kind, when an operator looks, then each is there, the longest waiting first, with what it is about, whom it waits for and its run', async () => {
    const { items } = await get('/ops/attention');
    assert.deepEqual(
      items.map(({ kind, subject }: Json) => [kind, subject]),
      Object.entries(subjects),
    );
    assert.deepEqual(Object.keys(subjects).toSorted(), Object.keys(attentionKinds).toSorted());
    const of = (kind: string): Json => items.find((item: Json) => item.kind === kind);
    const refused = of('refund_refused');
    assert.match(refused.workflowUrl, /refund%3A\d{14}R1$/);
    assert.deepEqual(
      [refused.lastError, refused.waitsFor, Math.floor(refused.ageSeconds / 86_400), refused.reason],
      ['SELLER_BALANCE_NOT_ENOUGH', 'operator', 18, 'The provider refuses the refund: SELLER_BALANCE_NOT_ENOUGH.'],
    );
    assert.deepEqual([of('message_refused').attempts, of('message_refused').lastError], [3, 'no_request']);
    assert.deepEqual(
      ['refund_delayed', 'invoice_delayed', 'parcel_delayed', 'review_overdue', 'activity_failing'].map(
        (kind) => of(kind).waitsFor,
      ),
      ['alipay', 'fapiao', 'sf', 'delegation', 'alipay'],
    );
    assert.deepEqual(
      [of('activity_failing').attempts, of('activity_failing').lastError, of('review_overdue').reason],
      [
        12,
        'alipay query: outcome unknown (HTTP_502)',
        'Its reviewers were reminded 2 times, and it still waits for its review.',
      ],
    );
    assert.deepEqual([of('account_disputed').waitsFor, of('limit_met').workflowUrl], ['bureau', undefined]);
  });

  it('given something of every kind, when it is asked for in Chinese, then each says why in Chinese, with nothing left to fill in', async () => {
    const asked = { token: operator, headers: { 'accept-language': 'zh' } };
    for (const { kind, reason } of (await api.call('GET', '/ops/attention', asked)).body.items) {
      assert.match(reason, /\p{Script=Han}/u, kind);
      assert.doesNotMatch(reason, /[{}]|undefined/, kind);
    }
  });

  it('given a kind, when it alone is asked for, then nothing else comes; one that is none is refused', async () => {
    for (const [kind, subject] of Object.entries(subjects)) {
      const { items } = await get(`/ops/attention?kind=${kind}`);
      assert.deepEqual(
        items.map((item: Json) => item.subject),
        [subject],
        kind,
      );
    }
    const { status, body } = await api.call('GET', '/ops/attention?kind=anything', { token: operator });
    assert.deepEqual([status, body.errors[0].path], [400, 'kind']);
  });

  it('given two of a kind, when the kinds are counted, then each has its number and the age of its first', async () => {
    await untyped(api.store.knex)('breakers').insert({ name: 'logins', since: ago(30) });
    const { items } = await get('/ops/attention/counts');
    assert.equal(items.length, Object.keys(attentionKinds).length);
    assert.deepEqual(
      [items[0].kind, items[0].count, items[1].kind, items[1].count],
      ['limit_met', 2, 'order_stuck', 1],
    );
    assert.ok(Math.abs(Date.parse(items[0].oldestSince) - ago(30).getTime()) < 600_000);
  });

  it('given the kinds of attention and of events, when their words are looked up, then each has its own in both languages', async () => {
    const { items } = await get('/reference/attention-kinds');
    const shown = Object.entries(attentionKinds).map(([code, { zh, en }]) => ({ code, zh, en }));
    assert.deepEqual(items, shown);
    const events = (await get('/reference/event-kinds')).items as { code: string; zh: string }[];
    assert.equal(events.find(({ code }) => code === 'attention_raised')?.zh, '转人工处理');
    const codes = events.map(({ code }) => code);
    assert.deepEqual(codes, Object.keys(eventKinds));
    assert.equal(new Set(events.map(({ zh }) => zh)).size, codes.length);
  });
});
