import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { BadgeType, PickupWay } from '../../domain/attendee.ts';
import type { LineState } from '../../domain/badge.ts';
import type { PersonReviewResult } from '../../domain/person-review.ts';
import { outTradeNo, type Channel } from '../../domain/payment.ts';
import { shipmentOrderId } from '../../domain/shipment.ts';
import { createAddresses } from '../../db/registration/address.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import type { Store } from '../../db/knex.ts';
import { createProviderNotices } from '../../db/provider-notice.ts';
import type { Insert } from '../../db/query.ts';
import type { Sealed } from '../../db/table.ts';
import { dataOf } from '../../domain/attendee-field.ts';
import type { BadgeOrderInput } from '../../domain/badge-order.ts';
import { orderWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { address, createUnit, idCard, mainlander, unitInfo, type TestUnit } from './fixtures.ts';
import { batchBadges, judgePeople } from './staff-request.ts';
import { orderStatus, type Stage } from './stage.ts';

export interface Buyer extends TestUnit {
  attendeeIds: string[];
}

export interface Person {
  badgeType?: BadgeType;
  pickup?: PickupWay;
  /** Not given to the delegation yet. */
  unlocked?: boolean;
}

let people = 0;

/** Fits where the tests of one run share a server: an order's number names its run. */
export const newOrderNo = () => String(randomInt(1e13, 1e14));

/** People of a registration, with photos, locked as the delegation leaves them. */
export async function createPeople(
  store: Store,
  registrationId: string,
  persons: readonly Person[],
): Promise<string[]> {
  const { knex } = store;
  const ids: string[] = [];
  for (const { badgeType = 'professional', pickup = null, unlocked = false } of persons) {
    const attendeeId = randomUUID();
    const n = ++people;
    const data = { ...dataOf(mainlander(n)), pickup };
    await createAttendees(store).insert({ attendeeId, edition: '2', registrationId, data, personKey: idCard(n) });
    if (!unlocked)
      await createPersonKeys(store).takeAll({ at: 'lock', edition: '2', registrationId, attendeeIds: [attendeeId] });
    const locked = unlocked ? {} : ({ state: 'locked', badgeType, lockedAt: knex.fn.now() } as const);
    await knex('attendees')
      .where({ attendeeId })
      .update({ ...locked, hasPhoto: true });
    ids.push(attendeeId);
  }
  return ids;
}

/** An issued invoice of a paid order, without the tax platform. */
export async function createIssued(
  { knex }: Store,
  orderNo: string,
  more: Partial<Insert<'invoices'>> = {},
): Promise<string> {
  const invoiceNo = `${orderNo}F1`;
  const { capturedFen } = (await knex('payments').where({ orderNo, state: 'paid' }).first('capturedFen'))!;
  const grossFen = capturedFen!;
  const sums = { people: 1, grossFen, netFen: grossFen, taxFen: 0, taxRateBp: 600, taxCode: '3070401000000000000' };
  const issued = {
    state: 'issued',
    fapiaoNumber: String(randomInt(1e13, 1e14)).padStart(20, '2'),
    issuedAt: new Date(),
  } as const;
  const title = { titleKind: 'personal', title: Buffer.from('sealed') as Sealed, taxNo: null } as const;
  await knex('invoices').insert({
    invoiceNo,
    rowId: randomUUID(),
    orderNo,
    applyId: invoiceNo,
    ...sums,
    ...issued,
    ...title,
    ...more,
  });
  await knex('badge_orders').where({ orderNo }).update({ invoiced: true });
  return invoiceNo;
}

/** A unit whose registration is approved and whose people the delegation has locked. */
export async function createBuyer(
  store: Store,
  persons: readonly Person[] = [{}],
  { withAddress = true } = {},
): Promise<Buyer> {
  const unit = await createUnit(store, { state: 'approved' });
  await store.knex('registrations').where({ registrationId: unit.registrationId }).update({ unitName: unitInfo.name });
  if (withAddress)
    await createAddresses(store).insert(unit.unitId, {
      ...address,
      county: '',
      addressId: randomUUID(),
      isDefault: true,
    });
  return { ...unit, attendeeIds: await createPeople(store, unit.registrationId, persons) };
}

export interface TestOrder {
  orderNo: string;
  buyer: Buyer;
  handle: WorkflowHandle;
  /** The number of its n-th attempt to pay. */
  trade: (attempt?: number) => string;
}

type Numbered = Pick<TestOrder, 'orderNo'>;
type Placing = Partial<BadgeOrderInput> & { buyer: Buyer };

/** Asks for an order as the API does; rejects with the refusal. */
export async function placeOrder(stage: Stage, { buyer, ...input }: Placing): Promise<TestOrder> {
  const orderNo = input.orderNo ?? newOrderNo();
  const { registrationId, attendeeIds, account } = buyer;
  stage.started.add(orderWorkflowId(orderNo));
  await stage.engine.placeOrder(
    { registrationId, attendeeIds, pickup: 'delegation', paymentWindowSeconds: 900, ...input, orderNo },
    { edition: '2', account, delegationNo: 3 },
    `place:${orderNo}`,
  );
  return {
    orderNo,
    buyer,
    handle: stage.handle(orderWorkflowId(orderNo)),
    trade: (attempt = 1) => outTradeNo(orderNo, attempt),
  };
}

/** Opens the order's next attempt; its code is unscanned. */
export async function openPayment(stage: Stage, { orderNo }: Numbered, channel: Channel = 'alipay'): Promise<string> {
  const told = await stage.engine.openPayment(orderNo, { channel }, randomUUID());
  assert.ok('done' in told, 'the order answered too late');
  return told.done.outTradeNo;
}

export const notice = (stage: Stage, { orderNo }: Numbered, trade: string, channel: Channel = 'alipay') =>
  stage.engine.paymentNoticed({ orderNo, outTradeNo: trade, channel });

/** The payer scans and pays, at the provider; nobody tells the order. */
export async function pay({ sandbox }: Stage, trade: string): Promise<void> {
  assert.equal((await sandbox.pay(trade)).status, 200);
}

export const untilOrder = (stage: Stage, { orderNo }: Numbered, state: string) =>
  until(async () => ((await orderStatus(stage, orderNo))?.state === state ? true : undefined));

/** An order that its notice has paid. */
export async function placePaid(
  stage: Stage,
  { channel = 'alipay', ...placing }: Placing & { channel?: Channel },
): Promise<TestOrder> {
  const order = await placeOrder(stage, placing);
  const trade = await openPayment(stage, order, channel);
  await pay(stage, trade);
  await notice(stage, order, trade, channel);
  await untilOrder(stage, order, 'paid');
  return order;
}

/** The states of the order's lines, in its own order of people. */
export async function lineStates({ store }: Stage, { orderNo }: Numbered): Promise<LineState[]> {
  return store.knex('order_lines').where({ orderNo }).orderBy('lineNo').pluck('state');
}

export const untilLines = (stage: Stage, order: Numbered, ...states: LineState[]) =>
  until(async () => ((await lineStates(stage, order)).join() === states.join() ? true : undefined));

/** The states of the order's payments, by attempt. */
export async function paymentStates({ store }: Stage, { orderNo }: Numbered): Promise<string[]> {
  return store.knex('payments').where({ orderNo }).orderBy('attempt').pluck('state');
}

/** What the provider gave back of the order's trades. */
export async function refunds(
  { sandbox }: Stage,
  { orderNo }: Numbered,
): Promise<[refundNo: string, amountFen: number][]> {
  const { refunds: booked } = await sandbox.journal();
  return booked.filter((row) => row.outTradeNo.startsWith(orderNo)).map((row) => [row.outRefundNo, row.amountFen]);
}

/** The bureau's verdicts, recorded and told to the order, by index of its people. */
export async function review(
  stage: Stage,
  { orderNo, buyer }: TestOrder,
  verdicts: Record<number, PersonReviewResult>,
): Promise<void> {
  const items = Object.entries(verdicts).map(([index, result]) => ({
    attendeeId: buyer.attendeeIds[Number(index)]!,
    result,
    reason: '核验',
  }));
  assert.ok(await judgePeople(stage, orderNo, items));
}

/** A batch with everyone of the order. */
export const makeBadges = (stage: Stage, { orderNo, buyer }: TestOrder): Promise<string> =>
  batchBadges(stage, orderNo, buyer.attendeeIds);

/** The courier's news of the order's n-th parcel: its notice, kept and told of. */
export async function courierReports(
  stage: Stage,
  { orderNo }: Numbered,
  news: 'collected' | 'delivered' | 'returned',
  attempt = 1,
): Promise<void> {
  const noticeId = randomUUID();
  const subject = shipmentOrderId(orderNo, attempt);
  await createProviderNotices(stage.store).store({ provider: 'sf', noticeId, kind: news, subject, raw: '{}' });
  assert.ok(await stage.engine.courierReported(orderNo, { noticeId }));
}
