import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { LineState } from '../../domain/badge.ts';
import { createUnit } from '../support/fixtures.ts';
import { createBuyer, createIssued, createPeople, newOrderNo } from '../support/order-fixture.ts';
import type { Workbench } from '../support/workbench.ts';

/** Something a message may be about. */
export interface Subject {
  subject: string;
  registrationId: string;
  attendeeIds: string[];
}

/** Each is made for the one message that it is about; the bench is looked up at each call. */
export function createSubjects(bench: () => Workbench) {
  const ofUnit =
    (of: Parameters<typeof createUnit>[1], isLocked = false) =>
    async (): Promise<Subject> => {
      const { registrationId } = await createUnit(bench().store, of);
      const attendeeIds = await createPeople(bench().store, registrationId, [{ unlocked: !isLocked }]);
      return { subject: registrationId, registrationId, attendeeIds };
    };
  const order =
    (pickup: 'courier' | 'delegation' = 'delegation', badgeType: 'vip' | 'professional' = 'professional') =>
    async (): Promise<Subject> => {
      const { registrationId, attendeeIds } = await createBuyer(bench().store, [{ badgeType }]);
      const subject = newOrderNo();
      assert.ok(
        'done' in
          (await bench().activities.localActivities.placeOrder({
            orderNo: subject,
            registrationId,
            attendeeIds,
            pickup,
            paymentWindowSeconds: 900,
          })),
      );
      return { subject, registrationId, attendeeIds };
    };
  const lines = ({ subject }: Subject, state: LineState) =>
    bench().store.knex('order_lines').where({ orderNo: subject }).update({ state });
  const orderAt = (state: LineState, pickup?: 'courier' | 'delegation') => async () => {
    const made = await order(pickup, 'vip')();
    await lines(made, state);
    return made;
  };
  async function parcel(): Promise<Subject> {
    const made = await orderAt('badge_made', 'courier')();
    await bench().activities.courier.createShipment({ orderNo: made.subject, attempt: 1 });
    return made;
  }
  async function paid(): Promise<Subject> {
    const made = await order()();
    const trade = {
      outTradeNo: `${made.subject}P1`,
      orderNo: made.subject,
      attempt: 1,
      channel: 'alipay',
      amountFen: 20_000,
      capturedFen: 20_000,
    } as const;
    await bench()
      .store.knex('payments')
      .insert({ ...trade, state: 'paid', providerTradeNo: randomUUID(), paidAt: new Date(), expiresAt: new Date() });
    await bench()
      .store.knex('badge_orders')
      .where({ orderNo: made.subject })
      .update({ state: 'paid', paidAt: new Date() });
    await lines(made, 'review_failed');
    return made;
  }
  /** Of so much that two people settle it. */
  async function refused(): Promise<Subject> {
    const made = await paid();
    const subject = `${made.subject}R1`;
    const trade = {
      outTradeNo: `${made.subject}P1`,
      orderNo: made.subject,
      kind: 'lines',
      requestedBy: 'system',
    } as const;
    await bench()
      .store.knex('refunds')
      .insert({ ...trade, refundNo: subject, amountFen: 100_000, state: 'needs_attention', refusal: 'NO' });
    return { ...made, subject };
  }
  /** An invoice of more than the order keeps, whose buyer would not have it reversed. */
  async function redDue(): Promise<Subject> {
    const made = await paid();
    return { ...made, subject: await createIssued(bench().store, made.subject, { redDue: true }) };
  }
  return { ofUnit, order, orderAt, parcel, paid, refused, redDue };
}
