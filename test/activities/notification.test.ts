import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { Sealed } from '../../db/table.ts';
import { createBuyer, newOrderNo, type Buyer } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

describe('activities: notification', () => {
  let bench: Workbench;
  let buyer: Buyer;
  let notificationId: string;
  before(async () => {
    bench = await startWorkbench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    await bench.sandbox.faults();
    buyer = await createBuyer(bench.store);
    notificationId = randomUUID();
    const { registrationId } = buyer;
    await bench.store.knex('notifications').insert({
      notificationId,
      registrationId,
      kind: 'payment_due',
      subject: registrationId,
      round: 1,
      params: { people: 1, amountFen: 20_000 },
    });
  });

  const send = () => bench.activities.sms.sendNotification({ notificationId });
  const state = async () => (await bench.store.knex('notifications').where({ notificationId }).first('state'))!.state;
  const sent = async () => (await bench.sandbox.journal()).sms.filter((text) => text.outId === notificationId).length;

  it('given a text that is due, when it is sent five times at once, then one goes out', async () => {
    await Promise.all(Array.from({ length: 5 }, send));
    await send();
    assert.deepEqual([await state(), await sent()], ['sent', 1]);
  });

  it('given an edition whose text was approved under another code, when it is sent, then under that one; in another language, and of other kinds, under the usual', async () => {
    const edition = bench.store.knex('editions').where({ edition: '2' });
    await edition.clone().update({ smsTemplates: { payment_due: { zh: 'SMS_154950909' }, refunded: { en: 'SMS_7' } } });
    try {
      await send();
      const sentAs = async () =>
        (await bench.sandbox.journal()).sms
          .filter((text) => text.outId === notificationId)
          .map(({ template }) => template);
      assert.deepEqual(await sentAs(), ['SMS_154950909']);
      await edition.clone().update({ smsTemplates: { payment_due: { en: 'SMS_154950910' } } });
      await bench.store.knex('notifications').where({ notificationId }).update({ state: 'pending', endedAt: null });
      await send();
      assert.deepEqual(await sentAs(), ['SMS_154950909', 'SMS_PAYMENT_DUE']);
    } finally {
      await edition.clone().update({ smsTemplates: {} });
    }
  });

  it('given a mobile that cannot be opened, when its text is to be sent, then none goes out and the run is not held up', async () => {
    await bench.store
      .knex('units')
      .where({ unitId: buyer.unitId })
      .update({ mobile: Buffer.from('damaged') as Sealed });
    await send();
    assert.deepEqual([await state(), await sent()], ['refused', 0]);
  });

  it('given a fee that is paid meanwhile, when its text is to be sent, then it is not needed any more (R9)', async () => {
    const orderNo = newOrderNo();
    const { registrationId, attendeeIds } = buyer;
    await bench.activities.localActivities.placeOrder({
      orderNo,
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
    });
    await bench.activities.localActivities.moveOrder({
      orderNo,
      from: 'awaiting_payment',
      event: 'payment_confirmed',
      closedReason: 'expired',
    });
    await send();
    assert.deepEqual([await state(), await sent()], ['not_needed', 0]);
  });

  it('given an order that waits for its payment, when the text is to be sent, then it is still needed', async () => {
    const { registrationId, attendeeIds } = buyer;
    const order = {
      orderNo: newOrderNo(),
      registrationId,
      attendeeIds,
      pickup: 'delegation',
      paymentWindowSeconds: 900,
    } as const;
    await bench.activities.localActivities.placeOrder(order);
    await send();
    assert.deepEqual([await state(), await sent()], ['sent', 1]);
  });

  it('given a provider that refuses, when a text is sent, then the row says so and it is not tried again', async () => {
    const { personalData, knex } = bench.store;
    const mobile = personalData.seal({ table: 'units', column: 'mobile', row: buyer.unitId }, '12345', buyer.unitId);
    await knex('units').where({ unitId: buyer.unitId }).update({ mobile });
    await send();
    await send();
    assert.deepEqual([await state(), await sent()], ['refused', 0]);
  });

  it('given an answer that is lost, when the activity is tried again, then the text that went out is not sent twice', async () => {
    await bench.sandbox.faults({ provider: 'sms', route: 'send', kind: 'commit_then_reset', probability: 1 });
    await assert.rejects(
      send(),
      (error) => error instanceof ApplicationFailure && !error.message.includes('13800000000'),
    );
    await bench.sandbox.faults();
    await send();
    assert.deepEqual([await state(), await sent()], ['unknown', 1]);
  });
});
