import type { Alipay } from './alipay.ts';
import type { Books, TradeRow } from './books.ts';
import type { Clock } from './clock.ts';
import { paymentProviders } from './knobs.ts';
import type { WechatPay } from './wechat-pay.ts';

export type Payer = ReturnType<typeof createPayer>;

interface Deps {
  books: Books;
  clock: Clock;
  payments: { alipay: Alipay; wechat: WechatPay };
}

/** Whoever holds the telephone: finds a trade, scans its code, pays it. */
export function createPayer({ books, clock, payments }: Deps) {
  const providerOf = ({ provider }: TradeRow) => payments[provider];
  const settled = (trade: TradeRow) => providerOf(trade).settled(trade);
  const scan = (trade: TradeRow) => providerOf(trade).scan(trade);
  return {
    /** The trade as its provider's clock has it. */
    settled,
    tradeOf: (outTradeNo: string): TradeRow | undefined =>
      paymentProviders.map((provider) => books.trade(provider, outTradeNo)).find((trade) => trade !== undefined),
    /** Those that can be paid, the newest first. */
    waiting: (): TradeRow[] =>
      [...books.trades.values()]
        .filter(({ state, expiresAt }) => state === 'waiting' && !clock.isOver(expiresAt))
        .toReversed(),
    /** Undefined when the trade is over. */
    scan,
    /** Scans and pays; undefined when the trade is over. */
    pay(trade: TradeRow): TradeRow | undefined {
      const scanned = scan(trade);
      return scanned && providerOf(scanned).pay(scanned);
    },
  };
}
