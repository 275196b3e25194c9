import { randomBytes, randomUUID } from 'node:crypto';
import { newOrderNo, type Buyer } from '../support/order-fixture.ts';

interface Owner {
  buyer: Buyer;
  /** The buyer's order, which a line, a payment or an invoice is of. */
  orderNo: string;
}

/** Rows that keep every rule, each with what the test changes of it; whose they are is looked up at each call. */
export function createRows(of: () => Owner) {
  const order = (more: object = {}) => ({
    orderNo: newOrderNo(),
    edition: '2',
    registrationId: of().buyer.registrationId,
    state: 'awaiting_payment',
    people: 1,
    totalFen: 20_000,
    payableFen: 20_000,
    pickup: 'delegation',
    expiresAt: new Date(),
    refundPolicy: 'failed_only',
    autoRefundDays: 30,
    ...more,
  });
  const line = (more: object = {}) => ({
    orderNo: of().orderNo,
    attendeeId: of().buyer.attendeeIds[0],
    lineNo: 1,
    badgeType: 'professional',
    pickup: 'delegation',
    feeFen: 20_000,
    payableFen: 20_000,
    state: 'under_review',
    ...more,
  });
  let trades = 0;
  const payment = (more: object = {}) => ({
    outTradeNo: `T${of().orderNo}${++trades}`,
    orderNo: of().orderNo,
    attempt: trades,
    channel: 'alipay',
    amountFen: 20_000,
    state: 'open',
    expiresAt: new Date(),
    ...more,
  });
  const captured = (more: object = {}) =>
    payment({ state: 'paid', paidAt: new Date(), providerTradeNo: `a${trades}`, capturedFen: 20_000, ...more });
  const invoice = (n: number, more: { orderNo?: string } & Record<string, unknown> = {}) => ({
    invoiceNo: `${more.orderNo ?? of().orderNo}F${n}`,
    rowId: randomUUID(),
    orderNo: of().orderNo,
    applyId: `${of().orderNo}F${n}`,
    state: 'issuing',
    titleKind: 'personal',
    title: randomBytes(40),
    people: 1,
    grossFen: 20_000,
    netFen: 18_868,
    taxFen: 1_132,
    taxRateBp: 600,
    taxCode: '3070401000000000000',
    ...more,
  });
  return { order, line, payment, captured, invoice };
}
