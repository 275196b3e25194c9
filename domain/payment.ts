import type { EventOf, StateOf } from './state-machine.ts';

/** The life of one payment attempt. A captured trade never ends without an outcome: kept, or booked as suspense and refunded. */
export const paymentTransitions = {
  opening: {
    opened: 'open',
    superseded: 'superseded',
    captured: 'paid',
    trade_closed: 'closed',
    captured_late: 'suspense',
  },
  open: { superseded: 'superseded', captured: 'paid', trade_closed: 'closed', captured_late: 'suspense' },
  // Another attempt took its place while its code could still be scanned: whoever pays it first pays the order.
  superseded: { captured: 'paid', trade_closed: 'closed', captured_late: 'suspense' },
  closed: { captured_late: 'suspense' },
  suspense: { suspense_refunded: 'refunded' },
  paid: {},
  refunded: {},
} as const;

export type PaymentState = StateOf<typeof paymentTransitions>;
export type PaymentEvent = EventOf<typeof paymentTransitions>;

/** The ways to pay. Whatever hangs on a channel (queue, gateway, notices, ledger account, checks) maps over this list. */
export const channels = ['alipay', 'wechat'] as const;
export type Channel = (typeof channels)[number];

/** Something for each channel. */
export function byChannel<T>(of: (channel: Channel) => T): Record<Channel, T> {
  return Object.fromEntries(channels.map((channel) => [channel, of(channel)])) as Record<Channel, T>;
}

/** Business numbers, distinct for each attempt and each undo; `[0-9A-Za-z_]{6,32}` fits every provider. */
export function outTradeNo(orderNo: string, attempt: number): string {
  return `${orderNo}P${attempt}`;
}
export function orderNoOfTrade(tradeNo: string): string | undefined {
  return /^([0-9]{14})P[0-9]+$/.exec(tradeNo)?.[1];
}
/** The one refund of a trade captured after its order closed, or beside another capture. */
export function lateRefundNo(tradeNo: string): string {
  return `${tradeNo}L`;
}

interface TradeOpening {
  outTradeNo: string;
  amountFen: number;
  /** What the payer reads. No personal data. */
  subject: string;
  /** Absolute: a relative expiry starts counting only when the payer scans. */
  expiresAt: Date;
}

/** What a provider says of a trade. `not_exist` is not `closed`: at Alipay the code may still be scanned until it expires. */
export type Trade =
  | { status: 'not_exist' }
  | { status: 'waiting' }
  | { status: 'closed' }
  | { status: 'paid'; amountFen: number; paidAt: Date; providerTradeNo: string };

/** A trade as it travels through Temporal, where a date is text (ISO 8601, by the provider's clock). */
export type TradeReport =
  | Exclude<Trade, { status: 'paid' }>
  | { status: 'paid'; amountFen: number; paidAt: string; providerTradeNo: string };

/** A capture as the provider tells it: of which trade, how much (fen), and when by its clock (ISO 8601). */
export interface Capture {
  outTradeNo: string;
  providerTradeNo: string;
  amountFen: number;
  paidAt: string;
}

/** A trade whose capture no order may want. */
export interface LatePayment {
  outTradeNo: string;
  channel: Channel;
  /** Null: no order knows the trade. */
  orderNo: string | null;
}

/** What close answered. Only `closed` means something by itself; after the others the query decides. */
type CloseAnswer = { status: 'closed' } | { status: 'not_exist' } | { status: 'refused'; reason: string };

export type RefundAnswer =
  | { status: 'refunded'; amountFen: number }
  | { status: 'pending' }
  | { status: 'refused'; reason: string };

/** What became of a refund; `not_exist`: the provider has not heard of it. */
export type RefundReport = RefundAnswer | { status: 'not_exist' };

/** One line of a provider's bill of a day: money that came in or went back; fen, `feeFen` is what the provider keeps for itself. */
export interface BillLine {
  kind: 'payment' | 'refund';
  outTradeNo: string;
  /** Of a refund. */
  refundNo?: string;
  providerTradeNo: string;
  /** Never negative. */
  amountFen: number;
  /** Negative where the provider gives its fee back with a refund. */
  feeFen: number;
  at: Date;
}

/** A provider's notice, read and verified: a hint of what to ask about, never a fact by itself. */
export type NoticeReading =
  | { kind: 'payment' | 'refund'; noticeId: string; outTradeNo: string; refundNo?: string }
  | { kind: 'refused'; reason: NoticeRefusal };
/** `sign_test`: WeChat sends wrong signatures on purpose; they must be refused and alarm nobody. */
export type NoticeRefusal = 'signature' | 'malformed' | 'foreign_account' | 'stale' | 'sign_test';

/** What a provider must read to know that its notice arrived. */
export interface NoticeWords {
  accepted: string | object;
  /** Where it reads words of its own only; any other is told what everybody is told. */
  refused?: (reason: string) => object;
}

export interface RawNotice {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/**
 * A payment provider. Every method but those of notices throws `OutcomeUnknown` when the answer did not come or was not
 * understood: unknown is never success and never failure. All are safe to repeat with the same numbers.
 */
export interface PaymentGateway {
  /** Where its notices arrive, below `/notices`. */
  noticePaths: readonly string[];
  open(trade: TradeOpening): Promise<{ codeUrl: string }>;
  query(trade: { outTradeNo: string }): Promise<Trade>;
  close(trade: { outTradeNo: string }): Promise<CloseAnswer>;
  /** Fen; the same `refundNo` refunds once however often it is asked. */
  refund(refund: { outTradeNo: string; refundNo: string; amountFen: number; reason: string }): Promise<RefundAnswer>;
  queryRefund(refund: { outTradeNo: string; refundNo: string }): Promise<RefundReport>;
  readNotice(raw: RawNotice): Promise<NoticeReading>;
  noticeWords: NoticeWords;
  /** The bill of a day (`yyyy-MM-dd`, Asia/Shanghai); undefined while there is none: it is made in the next morning. */
  bill(day: string): Promise<BillLine[] | undefined>;
}
