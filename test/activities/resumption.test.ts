import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { RegistrationState } from '../../domain/registration.ts';
import { knowsNothing, type RunKnowledge } from '../../domain/resumption.ts';
import { createResumptions } from '../../db/resumption.ts';
import { orderWorkflowId, registrationWorkflowId } from '../../workflows/messages.ts';
import { createUnit } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/* What a run writes first that goes on in place of another; `expo resync` as a whole is in test/e2e/resync.test.ts. */

describe('a run that goes on in place of another', () => {
  let bench: Workbench;
  before(async () => (bench = await startWorkbench()));
  after(() => bench.close());

  const expiresAt = '2026-11-05T08:00:00.000Z';
  const attempt = (n: number) => ({ attempt: n, channel: 'alipay', amountFen: 20_000, expiresAt }) as const;

  describe('of a registration', () => {
    async function resume(state: RegistrationState, knew: string, { forged = false } = {}): Promise<RegistrationState> {
      const { registrationId, account } = await createUnit(bench.store, { state });
      const workflowId = registrationWorkflowId({ edition: '2', account });
      const made = await createResumptions(bench.store).make(workflowId, { ...knowsNothing, state: knew });
      const resumptionId = forged ? randomUUID() : made;
      const asked = { registrationId, edition: '2', account, resumptionId };
      const stands = await bench.activities.localActivities.resumeRegistration(asked);
      assert.equal(await bench.activities.localActivities.resumeRegistration(asked), stands);
      const row = await bench.store.knex('registrations').where({ registrationId }).first('state');
      assert.equal(row!.state, stands);
      assert.deepEqual(await createResumptions(bench.store).unfinished([made]), forged ? [workflowId] : []);
      return stands;
    }

    const cases: [row: RegistrationState, run: string, stands: RegistrationState, why: string][] = [
      ['under_review', 'approved', 'approved', 'the verdict is on what the rows have'],
      ['under_second_review', 'rejected', 'rejected', 'likewise'],
      ['under_review', 'returned', 'under_review', 'the reasons at its fields are lost'],
      ['draft', 'approved', 'draft', 'what was submitted is lost'],
      ['approved', 'withdrawn', 'withdrawn', 'its data must go'],
      ['approved', 'under_review', 'approved', 'the row is ahead'],
    ];
    for (const [row, knew, stands, why] of cases)
      it(`given ${row} in the rows and ${knew} in the run, when it is resumed, twice, then it is ${stands}: ${why}`, async () =>
        assert.equal(await resume(row, knew), stands));

    it('given a run started with a resumption that nobody made, when it says approved, then nothing moves', async () =>
      assert.equal(await resume('under_review', 'approved', { forged: true }), 'under_review'));
  });

  describe('of an order', () => {
    async function order(knew: Partial<RunKnowledge>, { isPlaced = true, isThere = true } = {}) {
      const { registrationId, attendeeIds } = await createBuyer(bench.store);
      const orderNo = newOrderNo();
      const placing = {
        orderNo,
        registrationId,
        attendeeIds,
        pickup: 'delegation',
        paymentWindowSeconds: 900,
      } as const;
      if (isPlaced) await bench.activities.localActivities.placeOrder(placing);
      const resumptionId = await createResumptions(bench.store).make(orderWorkflowId(orderNo), {
        ...knowsNothing,
        ...knew,
      });
      if (!isThere) await bench.store.knex('attendees').where({ registrationId }).update({ state: 'withdrawn' });
      return { ...placing, resumptionId };
    }
    const resume = (input: Awaited<ReturnType<typeof order>>) => bench.activities.localActivities.resumeOrder(input);
    const payments = (orderNo: string) =>
      bench.store.knex('payments').where({ orderNo }).orderBy('attempt').select('outTradeNo', 'state', 'capturedFen');

    for (const isPlaced of [true, false])
      it(`given an order whose rows ${isPlaced ? 'lack its payments' : 'are lost'}, when it is resumed, twice, then it awaits payment and both attempts are there, open, and nothing is captured`, async () => {
        const input = await order({ attempts: [attempt(1), attempt(2)] }, { isPlaced });
        const { placed, order: resumed } = await resume(input);
        assert.ok('done' in placed && placed.done.state === 'awaiting_payment' && placed.done.payableFen === 20_000);
        assert.deepEqual(
          resumed.attempts,
          [1, 2].map((n) => ({ outTradeNo: `${input.orderNo}P${n}`, channel: 'alipay', expiresAt, state: 'open' })),
        );
        assert.deepEqual((await resume(input)).order, resumed);
        assert.deepEqual(
          await payments(input.orderNo),
          [1, 2].map((n) => ({ outTradeNo: `${input.orderNo}P${n}`, state: 'superseded', capturedFen: null })),
        );
      });

    it('given a lost order whose people are gone, when it is resumed, then it is refused, writes no order, and still tells which attempts are to be ended', async () => {
      const input = await order({ attempts: [attempt(1)] }, { isPlaced: false, isThere: false });
      const { placed, order: resumed } = await resume(input);
      assert.ok('refused' in placed && placed.refused.code === 'attendee_not_locked');
      assert.deepEqual(
        resumed.attempts.map(({ outTradeNo, state }) => [outTradeNo, state]),
        [[`${input.orderNo}P1`, 'open']],
      );
      assert.equal(await bench.store.knex('badge_orders').where({ orderNo: input.orderNo }).first('state'), undefined);
    });

    it('given a refund and a parcel that no row knows, when the order is resumed, then a human is called for the refund, its number is not used again, and the parcel is asked for again', async () => {
      const input = await order({ parcels: 1, refunds: [{ refundNo: 'R', amountFen: 20_000 }] });
      const { order: resumed } = await resume(input);
      assert.deepEqual([resumed.refunds, resumed.parcels, resumed.parcelsLost, resumed.openRefunds], [1, 1, [1], []]);
      const { attention } = (await bench.store
        .knex('badge_orders')
        .where({ orderNo: input.orderNo })
        .first('attention'))!;
      assert.equal(attention, 'no row says for whom it was refunded: R of 20000 fen');
    });

    it('given a run started with a resumption that nobody made for it, when it begins, then it is refused and on record, and nothing is placed', async () => {
      const other = await order({});
      const input = {
        ...(await order({ attempts: [attempt(1)] }, { isPlaced: false })),
        resumptionId: other.resumptionId,
      };
      const { placed, order: resumed } = await resume(input);
      assert.ok('refused' in placed && placed.refused.code === 'not_found');
      assert.deepEqual(resumed.attempts, []);
      const noted = await bench.store
        .knex('refused_messages')
        .where({ subject: input.orderNo })
        .select('kind', 'fault');
      assert.deepEqual(noted, [{ kind: 'start_order', fault: 'no_row' }]);
    });
  });
});
