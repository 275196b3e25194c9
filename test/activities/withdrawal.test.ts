import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../db/knex.ts';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { createConsents } from '../../db/registration/consent.ts';
import { createWithdrawals } from '../../db/registration/withdrawal.ts';
import { statesAccepting } from '../../domain/state-machine.ts';
import { registrationTransitions } from '../../domain/registration.ts';
import { createUnit } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';
import { createIssued, createPeople, type Buyer } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { createOrderSteps } from './badge-order-step.ts';

describe('activities: withdrawal', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());
  const { place, placing } = createOrderSteps(() => bench);

  async function ask(registrationId: string): Promise<string> {
    const withdrawalId = randomUUID();
    await createWithdrawals(bench.store).ask({ withdrawalId, registrationId });
    return withdrawalId;
  }
  const follow = (registrationId: string, requestId: unknown) =>
    localActivities.withdrawRegistration({ registrationId, requestId });
  const withdraw = async (registrationId: string) => follow(registrationId, await ask(registrationId));
  const stateOf = async (registrationId: string) =>
    (await bench.store.knex('registrations').where({ registrationId }).first('state'))!.state;
  const rowOf = (withdrawalId: string) =>
    bench.store.knex('withdrawals').where({ withdrawalId }).first('endedAt', 'refusal');

  for (const state of statesAccepting(registrationTransitions, 'withdrawn'))
    it(`given a registration that is ${state}, when its unit ends it, then its people, its account and all it agreed to are free, and a repeat finds it done`, async () => {
      const { knex } = bench.store;
      const unit = await createUnit(bench.store, { state });
      const { registrationId, unitId } = unit;
      const [saved, locked] = (await createPeople(bench.store, registrationId, [
        { unlocked: true },
        ...(state === 'approved' ? [{}] : []),
      ])) as [string, string?];
      const withdrawalId = await ask(registrationId);
      assert.deepEqual(await follow(registrationId, withdrawalId), { done: { state: 'withdrawn' } });
      assert.deepEqual(await follow(registrationId, withdrawalId), { done: { state: 'withdrawn' } });
      assert.ok((await rowOf(withdrawalId))!.endedAt);
      const people = await knex('attendees').where({ registrationId }).pluck('state');
      assert.deepEqual(
        people,
        [saved, locked].filter(Boolean).map(() => 'withdrawn'),
      );
      assert.deepEqual(await knex('list_keys').where({ registrationId }), []);
      assert.deepEqual(await knex('sessions').where({ unitId }), []);
      assert.ok((await knex('units').where({ unitId }).first('releasedAt'))!.releasedAt);
      const consents = await createConsents(bench.store).ofUnit(unitId);
      assert.ok(consents.length > 0 && consents.every(({ withdrawnAt }) => withdrawnAt !== null));
      const events = await knex('events').where({ registrationId, kind: 'withdrawn' }).select('actor', 'fromState');
      assert.deepEqual(events, [{ actor: 'unit', fromState: state }]);
    });

  it('given an account that was released, when its unit would end it, then it is refused', async () => {
    const { registrationId } = await createUnit(bench.store, { state: 'released' });
    const outcome = await withdraw(registrationId);
    assert.ok('refused' in outcome);
    assert.equal(await stateOf(registrationId), 'released');
  });

  const settled = { state: 'settled', paidAt: new Date(), endedAt: new Date() } as const;
  const pay = async (orderNo: string, state: 'paid' | 'suspense') => {
    const outTradeNo = `${orderNo}P1`;
    await bench.store.knex('payments').insert({
      outTradeNo,
      orderNo,
      attempt: 1,
      channel: 'alipay',
      amountFen: 20_000,
      state,
      expiresAt: new Date(),
      paidAt: new Date(),
      providerTradeNo: `a${orderNo}`,
      capturedFen: 20_000,
    });
    return outTradeNo;
  };
  const settle = (orderNo: string) => bench.store.knex('badge_orders').where({ orderNo }).update(settled);
  const underWay: [what: string, make: (orderNo: string) => Promise<unknown>, named: string, state: string][] = [
    ['an order that awaits payment', () => Promise.resolve(), 'orders', 'awaiting_payment'],
    [
      'a paid order',
      (orderNo) => bench.store.knex('badge_orders').where({ orderNo }).update({ state: 'paid', paidAt: new Date() }),
      'orders',
      'paid',
    ],
    [
      'a refund that waits for a human',
      async (orderNo) => {
        await settle(orderNo);
        await bench.store.knex('refunds').insert({
          refundNo: `${orderNo}R1`,
          outTradeNo: await pay(orderNo, 'paid'),
          orderNo,
          kind: 'lines',
          amountFen: 1,
          state: 'needs_attention',
          refusal: 'x',
          requestedBy: 'unit',
        });
      },
      'refunds',
      'needs_attention',
    ],
    [
      'money that nobody wanted',
      async (orderNo) => {
        await settle(orderNo);
        await pay(orderNo, 'suspense');
      },
      'refunds',
      'suspense',
    ],
    [
      'an invoice that its buyer has to give back',
      async (orderNo) => {
        await settle(orderNo);
        await pay(orderNo, 'paid');
        await createIssued(bench.store, orderNo, { state: 'awaiting_buyer' });
      },
      'invoices',
      'awaiting_buyer',
    ],
    [
      'a red invoice that is due',
      async (orderNo) => {
        await settle(orderNo);
        await pay(orderNo, 'paid');
        await createIssued(bench.store, orderNo, { redDue: true });
      },
      'invoices',
      'issued',
    ],
  ];
  for (const [what, make, path, state] of underWay)
    it(`given ${what}, when the unit would end its registration, then it is told which holds it up and nothing moved, and that request never counts later`, async () => {
      const { orderNo, registrationId } = await place();
      await make(orderNo);
      const withdrawalId = await ask(registrationId);
      const outcome = await follow(registrationId, withdrawalId);
      assert.ok('refused' in outcome);
      const { code, errors = [] } = outcome.refused;
      assert.deepEqual([code, outcome.refused.state], ['orders_unfinished', 'approved']);
      assert.deepEqual(
        errors.map((error) => [error.path, error.code]),
        [[path, state]],
      );
      assert.ok(JSON.stringify(errors).includes(orderNo));
      assert.deepEqual(await bench.store.knex('attendees').where({ registrationId }).pluck('state'), ['locked']);
      assert.equal(await stateOf(registrationId), 'approved');

      await bench.store.knex('refunds').where({ orderNo }).update({ state: 'refunded', refusal: null });
      await bench.store.knex('payments').where({ orderNo, state: 'suspense' }).update({ state: 'refunded' });
      await bench.store.knex('invoices').where({ orderNo }).update({ state: 'issued', redDue: false });
      await settle(orderNo);
      const again = await follow(registrationId, withdrawalId);
      assert.ok('refused' in again && again.refused.code === 'orders_unfinished');
      assert.deepEqual(await rowOf(withdrawalId), { endedAt: null, refusal: 'orders_unfinished' });
      assert.deepEqual(await withdraw(registrationId), { done: { state: 'withdrawn' } });
      // Who was ordered for stays on record with the order's line.
      assert.deepEqual(await bench.store.knex('attendees').where({ registrationId }).pluck('state'), ['locked']);
    });

  it('given a message whose request is of another registration, or nobody’s, when it is followed, then nothing ends and it calls a human', async () => {
    const [one, other] = [await createUnit(bench.store), await createUnit(bench.store)];
    const foreign = await ask(other.registrationId);
    for (const requestId of [foreign, randomUUID(), 'nothing', undefined]) {
      const outcome = await follow(one.registrationId, requestId);
      assert.ok('refused' in outcome && outcome.refused.code === 'not_found');
    }
    assert.deepEqual([await stateOf(one.registrationId), await stateOf(other.registrationId)], ['draft', 'draft']);
    assert.deepEqual(await rowOf(foreign), { endedAt: null, refusal: null });
    const noted = await bench.store
      .knex('refused_messages')
      .where({ subject: one.registrationId })
      .first('about', 'kind', 'times');
    assert.deepEqual(noted, { about: 'registration', kind: 'request_withdrawal', times: 4 });
  });

  it('given an order that is being placed, when the unit ends its registration meanwhile, then it waits and is refused; the other way round nobody can be ordered for', async () => {
    const first = await createPlacing();
    const ending = withdraw(first.registrationId);
    await untilOneWaits(bench.store);
    await first.commit();
    const outcome = await ending;
    assert.ok('refused' in outcome && outcome.refused.code === 'orders_unfinished');

    const unit = await createUnit(bench.store, { state: 'approved' });
    const attendeeIds = await createPeople(bench.store, unit.registrationId, [{}]);
    await withdraw(unit.registrationId);
    const placed = await placeFor({ ...unit, attendeeIds });
    assert.ok('refused' in placed && placed.refused.code === 'attendee_not_locked');
  });

  const placeFor = (buyer: Buyer) => localActivities.placeOrder(placing(buyer));
  /** Holds its people, as the placing of an order does, until it is told to go on. */
  async function createPlacing() {
    const { registrationId, attendeeIds, ...unit } = await buyerOf();
    let goOn: () => void = () => undefined;
    const may = new Promise<void>((resolve) => (goOn = resolve));
    let isHeld: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    const done = inTransaction(bench.store, async (trx) => {
      const outcome = await createBadgeOrderPlacement(trx).place(placing({ ...unit, registrationId, attendeeIds }));
      assert.ok('done' in outcome);
      isHeld();
      await may;
    });
    await held;
    return {
      registrationId,
      commit: async () => {
        goOn();
        await done;
      },
    };
  }
  async function buyerOf(): Promise<Buyer> {
    const unit = await createUnit(bench.store, { state: 'approved' });
    return { ...unit, attendeeIds: await createPeople(bench.store, unit.registrationId, [{}]) };
  }
});
