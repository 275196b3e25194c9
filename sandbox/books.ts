import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { PaymentProvider, Provider } from './knobs.ts';

/** A trade; all times here are milliseconds of the provider's clock. */
export interface TradeRow {
  provider: PaymentProvider;
  outTradeNo: string;
  amountFen: number;
  subject: string;
  codeUrl: string;
  notifyUrl: string;
  expiresAt: number;
  /** Where closing a young trade is refused (WeChat). */
  openedAt?: number;
  state: 'waiting' | 'paid' | 'closed' | 'refunded';
  /** Given when the payer scans: at Alipay the trade does not exist before. */
  tradeNo?: string;
  paidAt?: number;
  refundedFen: number;
}

/** Money given back. */
export interface RefundRow {
  provider: PaymentProvider;
  outTradeNo: string;
  outRefundNo: string;
  amountFen: number;
  at: number;
  notifyUrl?: string;
  /** The provider took it and has not made it yet. */
  pending?: true;
  /** It cannot be made to the account it came from (WeChat). */
  abnormal?: true;
}

/** An invoice (blue) or its reversal (red). */
export interface InvoiceRow {
  id: string;
  kind: 'blue' | 'red';
  /** Negative when red. */
  amountFen: number;
  state: 'pending' | 'done' | 'refused' | 'void';
  /** The blue one. */
  reverses?: string;
  at: number;
  applyId: string;
  /** The request it came with: a repeat must be the same. */
  content: string;
  number?: string;
}

/** A text that went out. */
export interface SmsRow {
  bizId: string;
  mobile: string;
  template: string;
  params: unknown;
  at: number;
  outId: string | null;
}

/** A parcel; the courier's books keep no address. */
export interface ShipmentRow {
  orderId: string;
  waybill: string;
  state: string;
}

/** News for the merchant, to be told until it is accepted or its provider gives up. */
export interface NoticeRow {
  id: string;
  provider: Provider;
  kind: 'payment' | 'refund' | 'invoice' | 'courier';
  url: string;
  fields: Readonly<Record<string, string>>;
  at: number;
  attempts: number;
  triedAt: number;
  delivered: boolean;
}

interface Rows {
  trades: TradeRow;
  refunds: RefundRow;
  invoices: InvoiceRow;
  sms: SmsRow;
  shipments: ShipmentRow;
  notices: NoticeRow;
}

const keyOf: { [B in keyof Rows]: (row: Rows[B]) => string } = {
  trades: (row) => `${row.provider}:${row.outTradeNo}`,
  refunds: (row) => `${row.provider}:${row.outTradeNo}:${row.outRefundNo}`,
  invoices: (row) => row.id,
  sms: (row) => row.bizId,
  shipments: (row) => row.orderId,
  notices: (row) => row.id,
};

type Changes = { [B in keyof Rows]?: Rows[B] };

export type Books = ReturnType<typeof createBooks>;

/**
 * The providers' books. What one call changes is one line of an append-only journal, written before the call is answered,
 * so that a killed sandbox knows after its restart whatever anybody was told; a line torn by the kill was told to nobody.
 */
export function createBooks(dir: string) {
  const maps = {
    trades: new Map<string, TradeRow>(),
    refunds: new Map<string, RefundRow>(),
    invoices: new Map<string, InvoiceRow>(),
    sms: new Map<string, SmsRow>(),
    shipments: new Map<string, ShipmentRow>(),
    notices: new Map<string, NoticeRow>(),
  };
  const byCode = new Map<string, string>();

  function apply(changes: Changes): void {
    for (const book of Object.keys(changes) as (keyof Rows)[]) {
      const key = (keyOf[book] as (row: unknown) => string)(changes[book]);
      (maps[book] as Map<string, unknown>).set(key, changes[book]);
    }
    if (changes.trades) byCode.set(changes.trades.codeUrl, keyOf.trades(changes.trades));
  }

  mkdirSync(dir, { recursive: true });
  const journal = openSync(join(dir, 'journal.jsonl'), 'a+');
  const bytes = readFileSync(journal);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  ftruncateSync(journal, whole);
  for (const line of bytes.toString('utf8', 0, whole).split('\n')) if (line) apply(JSON.parse(line) as Changes);

  return {
    ...maps,
    trade: (provider: Provider, outTradeNo: string) => maps.trades.get(`${provider}:${outTradeNo}`),
    tradeOfCode: (codeUrl: string) => maps.trades.get(byCode.get(codeUrl) ?? ''),
    refund: (provider: Provider, outTradeNo: string, outRefundNo: string) =>
      maps.refunds.get(`${provider}:${outTradeNo}:${outRefundNo}`),
    /** At most one row a book, all or nothing. */
    write(changes: Changes): void {
      writeSync(journal, `${JSON.stringify(changes)}\n`);
      apply(changes);
    },
    close: () => closeSync(journal),
  };
}
