import assert from 'node:assert/strict';
import type { RegistrationState } from '../../domain/registration.ts';
import { untyped } from '../../db/knex.ts';
import { createRows } from '../db/schema-row.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';

/** What is not nothing of a count by name. */
const some = (counts: Record<string, number>) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

describe('statistics', () => {
  let api: TestApi;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
    await createYear();
  });
  after(() => api.close());

  const get = (query: string, token = bureau) => api.call('GET', `/bureau/statistics?${query}`, { token });
  const read = async (query: string): Promise<Json> => {
    const { status, body } = await get(query);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };

  /** Three days around 1 May 2019, in China from 16:00 UTC of the day before; what is open there waits since this morning or long. */
  async function createYear(): Promise<void> {
    const { store } = api;
    const knex = untyped(store.knex);
    const registered = async (
      createdAt: string,
      state: RegistrationState,
      { delegationNo = 3 as number | null, submittedAt = createdAt as string | Date } = {},
    ) => {
      const { registrationId } = await createUnit(store, { state, delegationNo });
      await knex('registrations')
        .where({ registrationId })
        .update({ createdAt, ...(state === 'draft' ? {} : { submittedAt }) });
    };
    await registered('2019-04-30T15:59:59.999Z', 'draft');
    await registered('2019-04-30T16:00:00Z', 'draft');
    await registered('2019-05-01T15:59:59.999Z', 'approved');
    await registered('2019-05-01T10:00:00Z', 'under_review', { submittedAt: hoursAgo(25) });
    await registered('2019-05-01T10:00:00Z', 'under_second_review', { submittedAt: hoursAgo(73), delegationNo: 5 });
    await registered('2019-05-01T16:00:00Z', 'returned', { delegationNo: null });
    await registered('2019-05-02T16:00:00Z', 'rejected');

    const buyer = await createBuyer(store, [{}, {}, {}], { withAddress: false });
    await knex('registrations').where({ registrationId: buyer.registrationId }).update({ createdAt: '2019-01-01' });
    const [orderNo, late, unpaid] = [newOrderNo(), newOrderNo(), newOrderNo()];
    const rows = createRows(() => ({ buyer, orderNo }));
    const paidAt = '2019-05-01T15:59:59.999Z';
    await knex('badge_orders').insert([
      rows.order({ orderNo, createdAt: '2019-05-01T15:00:00Z', state: 'paid', paidAt }),
      rows.order({ orderNo: unpaid, createdAt: '2019-05-01T16:00:00Z' }),
      rows.order({
        orderNo: late,
        createdAt: '2019-04-30T16:00:00Z',
        state: 'closed',
        closedReason: 'expired',
        endedAt: paidAt,
      }),
    ]);
    const ages = [1, 23.9, 24 * 14 + 1];
    await knex('order_lines').insert(
      buyer.attendeeIds.map((attendeeId, n) =>
        rows.line({ attendeeId, lineNo: n + 1, stateAt: hoursAgo(ages[n]!), state: 'under_review' }),
      ),
    );
    const [trade, lateTrade] = [`${orderNo}P1`, `${late}P1`];
    await knex('payments').insert([
      rows.captured({ outTradeNo: trade, paidAt, reservedFen: 12_000, refundedFen: 5_000 }),
      rows.captured({
        outTradeNo: lateTrade,
        orderNo: late,
        state: 'suspense',
        paidAt: '2019-05-01T16:00:00Z',
        capturedFen: 700,
        amountFen: 700,
      }),
    ]);
    const refund = { outTradeNo: trade, orderNo, kind: 'lines', requestedBy: 'unit' };
    await knex('refunds').insert([
      { ...refund, refundNo: `${orderNo}R1`, amountFen: 5_000, state: 'refunded', stateAt: '2019-05-02T15:59:59.999Z' },
      { ...refund, refundNo: `${orderNo}R2`, amountFen: 7_000, state: 'refunding', stateAt: '2019-05-02T10:00:00Z' },
    ]);
  }

  it('given rows on both sides of midnight in China, when three days are counted, then each row is on its day, and the days around are not there', async () => {
    const { days, from, until } = await read('from=2019-04-30&until=2019-05-02');
    assert.deepEqual([from, until], ['2019-04-30', '2019-05-02']);
    assert.deepEqual(
      days.map(({ registrations, ...day }: Json) => ({ ...day, registrations: some(registrations) })),
      [
        { day: '2019-04-30', registrations: { draft: 1 }, orders: 0, paidOrders: 0, capturedFen: 0, refundedFen: 0 },
        {
          day: '2019-05-01',
          registrations: { draft: 1, under_review: 2, approved: 1 },
          orders: 2,
          paidOrders: 1,
          capturedFen: 20_000,
          refundedFen: 0,
        },
        {
          day: '2019-05-02',
          registrations: { returned: 1 },
          orders: 1,
          paidOrders: 0,
          capturedFen: 700,
          refundedFen: 5_000,
        },
      ],
    );
  });

  it('given registrations of two delegations and of none, when a day is counted, then each delegation has its own, in its order', async () => {
    const { delegations } = await read('from=2019-05-01&until=2019-05-02');
    assert.deepEqual(
      delegations.map(({ no, registrations }: Json) => [no, some(registrations)]),
      [
        [3, { draft: 1, under_review: 1, approved: 1 }],
        [5, { under_review: 1 }],
        [null, { returned: 1 }],
      ],
    );
  });

  it('given registrations and people that wait for review, when they are counted, then each is in the group of its age', async () => {
    const { reviewAges } = await read('from=2019-01-01&until=2019-01-01');
    assert.deepEqual(
      reviewAges.map(({ fromDays, untilDays, registrations, people }: Json) => [
        fromDays,
        untilDays,
        registrations,
        people,
      ]),
      [
        [0, 1, 0, 2],
        [1, 3, 1, 0],
        [3, 7, 1, 0],
        [7, 14, 0, 0],
        [14, null, 0, 1],
      ],
    );
  });

  it('given no days, a year, too many or a wrong order, when statistics are asked for, then it is the last thirty, all of the year, or a refusal', async () => {
    const usual = await read('');
    assert.equal(usual.days.length, 30);
    assert.equal(usual.days.at(-1).day, usual.until);
    assert.equal((await read('from=2020-01-01&until=2020-12-31')).days.length, 366);
    assert.equal((await read('from=2019-01-01')).days.length, 366);
    assert.deepEqual(
      await read('edition=1&from=2019-05-01&until=2019-05-01').then(({ delegations }) => delegations),
      [],
    );
    for (const query of [
      'from=2020-01-01&until=2021-01-01',
      'from=2020-01-02&until=2020-01-01',
      'until=2020-02-30',
      'until=0000-01-01',
    ]) {
      const { status, body } = await get(query);
      assert.deepEqual([status, body.code, body.errors[0].path], [400, 'validation_failed', 'until'], query);
    }
  });

  it('given staff of every role, when they ask, then bureau, operators and auditors are told, delegations and units are not', async () => {
    for (const login of ['operator', 'auditor'])
      assert.equal((await get('', await staffToken(api.store, login))).status, 200, login);
    assert.equal((await get('', await staffToken(api.store, 'delegation-3'))).status, 403);
    assert.equal((await get('', (await createUnit(api.store)).token)).status, 403);
  });
});
