import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { assertNobodyInHistories, historyText } from '../support/canary.ts';
import { createBuyer, lineStates, newOrderNo, openPayment, paymentStates, placeOrder } from '../support/order-fixture.ts';
import { orderStanding, startStage, type Stage } from '../support/stage.ts';

describe('badge order: placing', () => {
  let stage: Stage;
  before(async function () {
    this.timeout(60_000);
    stage = await startStage();
  });
  after(() => stage.close());

  const outcome = async (orderNo: string) => (await stage.handle(orderWorkflowId(orderNo)).result()) as { outcome: string };

  it('given locked people, when an order is placed, then it awaits payment, its fees are frozen and a repeat answers alike (G6.1)', async () => {
    const buyer = await createBuyer(stage.store, [{}, { badgeType: 'vip' }]);
    const { orderNo } = await placeOrder(stage, { buyer });
    assert.deepEqual(await lineStates(stage, { orderNo } as never), ['awaiting_payment', 'awaiting_payment']);
    await stage.store.knex('editions').update({ professional_fee_fen: 99_900 });
    await placeOrder(stage, { buyer, orderNo });
    await stage.store.knex('editions').update({ professional_fee_fen: 20_000 });
    const rows = (await stage.store.knex('badge_orders').where({ registration_id: buyer.registrationId }).select('state', 'people', 'payable_fen')) as object[]; // prettier-ignore
    assert.deepEqual(rows, [{ state: 'awaiting_payment', people: 2, payable_fen: 20_000 }]);
  });
});
