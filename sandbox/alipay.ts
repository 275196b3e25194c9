import { randomBytes, randomInt } from 'node:crypto';
import type { Request } from 'express';
import { Router } from 'express';
import type { AlipaySignature } from './alipay-signature.ts';
import { billOf } from './bill.ts';
import type { Books, TradeRow } from './books.ts';
import type { Clock } from './clock.ts';
import { gmt8, msOfGmt8 } from './clock.ts';
import { doorOf } from './faults.ts';
import type { Knobs, Route } from './knobs.ts';
import type { Notifier } from './notifier.ts';
import { fen, yuan } from './yuan.ts';

interface Reply {
  status: number;
  content: object;
}
type Content = Readonly<Record<string, unknown>>;

const ok = (content: object): Reply => ({ status: 200, content });
const refuse = (code: string, message: string): Reply => ({
  status: 400,
  content: { code, message, links: [] },
});
const notExist = () => refuse('ACQ.TRADE_NOT_EXIST', '交易不存在');
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** A code without its own expiry lives two hours. */
const codeLifeMs = 2 * 3_600_000;

const statusOf = {
  waiting: 'WAIT_BUYER_PAY',
  paid: 'TRADE_SUCCESS',
  closed: 'TRADE_CLOSED',
  refunded: 'TRADE_CLOSED',
} as const;

export type Alipay = ReturnType<typeof createAlipay>;

/** Alipay's OpenAPI v3 for trades paid by a scanned code, with the rules that bite: no trade before the scan, expiry by Alipay's clock. */
export function createAlipay(deps: {
  books: Books;
  clock: Clock;
  knobs: Knobs;
  signature: AlipaySignature;
  notifier: Notifier;
}) {
  const { books, clock, knobs, signature, notifier } = deps;

  function update(trade: TradeRow, change: Partial<TradeRow>): TradeRow {
    const changed = { ...trade, ...change };
    books.write({ trades: changed });
    return changed;
  }

  /** The trade as Alipay's clock has it. */
  function settled(trade: TradeRow): TradeRow {
    return trade.state === 'waiting' && clock.isOver(trade.expiresAt) ? update(trade, { state: 'closed' }) : trade;
  }

  function find(outTradeNo: unknown): TradeRow | undefined {
    const trade = books.trade('alipay', text(outTradeNo));
    return trade && settled(trade);
  }

  function tell(kind: 'payment' | 'refund', trade: TradeRow, more: Record<string, string> = {}) {
    return notifier.draft({
      provider: 'alipay',
      kind,
      url: trade.notifyUrl,
      fields: {
        out_trade_no: trade.outTradeNo,
        trade_no: trade.tradeNo ?? '',
        trade_status: statusOf[trade.state],
        total_amount: yuan(trade.amountFen),
        subject: trade.subject,
        gmt_payment: gmt8(trade.paidAt ?? clock.now()),
        ...more,
      },
    });
  }

  function precreate(body: Content): Reply {
    const [outTradeNo, amountFen] = [text(body.out_trade_no), fen(body.total_amount)];
    const expiresAt = body.time_expire === undefined ? clock.now() + codeLifeMs : msOfGmt8(text(body.time_expire));
    if (
      !/^\w{1,64}$/.test(outTradeNo) ||
      !amountFen ||
      !text(body.subject) ||
      expiresAt === undefined ||
      clock.isOver(expiresAt)
    ) {
      return refuse('ACQ.INVALID_PARAMETER', '参数无效');
    }
    const trade = find(outTradeNo);
    if (trade?.paidAt) return refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
    if (trade?.state === 'closed') return refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭');
    if (trade && trade.amountFen !== amountFen) return refuse('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改');
    if (trade) return ok({ out_trade_no: outTradeNo, qr_code: trade.codeUrl });
    const codeUrl = `https://qr.alipay.com/bax${randomBytes(12).toString('hex')}`;
    const opened = {
      provider: 'alipay',
      outTradeNo,
      amountFen,
      subject: text(body.subject),
      codeUrl,
      expiresAt,
      state: 'waiting',
      refundedFen: 0,
    } as const;
    books.write({ trades: { ...opened, notifyUrl: text(body.notify_url) } });
    return ok({ out_trade_no: outTradeNo, qr_code: codeUrl });
  }

  function query(body: Content): Reply {
    const trade = find(body.out_trade_no);
    if (!trade?.tradeNo) return notExist();
    return ok({
      trade_no: trade.tradeNo,
      out_trade_no: trade.outTradeNo,
      buyer_logon_id: '159****5620',
      trade_status: statusOf[trade.state],
      total_amount: yuan(trade.amountFen),
      ...(trade.paidAt && { send_pay_date: gmt8(trade.paidAt) }),
    });
  }

  function close(body: Content): Reply {
    const trade = find(body.out_trade_no);
    if (!trade?.tradeNo) return notExist();
    if (trade.paidAt) return refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付');
    if (trade.state !== 'waiting') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
    update(trade, { state: 'closed' });
    return ok({ trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo });
  }

  /** The money goes back now: refund, trade and the notice to the payment's address, which has three fields more. */
  function makeRefund(
    trade: TradeRow,
    { outRefundNo, amountFen }: { outRefundNo: string; amountFen: number },
  ): TradeRow {
    const at = clock.now();
    const refundedFen = trade.refundedFen + amountFen;
    const refunded: TradeRow = { ...trade, refundedFen, state: refundedFen === trade.amountFen ? 'refunded' : 'paid' };
    const notice = tell('refund', refunded, {
      out_biz_no: outRefundNo,
      refund_fee: yuan(refundedFen),
      gmt_refund: gmt8(at),
    });
    const row = { provider: 'alipay', outTradeNo: trade.outTradeNo, outRefundNo, amountFen, at } as const;
    books.write({ trades: refunded, refunds: row, notices: notice });
    notifier.schedule(notice);
    return refunded;
  }

  const refusals = {
    not_enough: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    window_over: 'ACQ.TRADE_HAS_FINISHED',
    abnormal: 'ACQ.BUYER_ENABLE_STATUS_FORBID',
  } as const;

  function refund(body: Content): Reply {
    const trade = find(body.out_trade_no);
    const [outRefundNo, amountFen] = [text(body.out_request_no), fen(body.refund_amount)];
    if (!trade?.tradeNo) return notExist();
    if (!outRefundNo || !amountFen) return refuse('ACQ.INVALID_PARAMETER', '参数无效');
    const answer = (fundChange: 'Y' | 'N', refundedFen: number) =>
      ok({
        trade_no: trade.tradeNo,
        out_trade_no: trade.outTradeNo,
        fund_change: fundChange,
        refund_fee: yuan(refundedFen),
      });
    const before = books.refund('alipay', trade.outTradeNo, outRefundNo);
    if (before && before.amountFen !== amountFen) return refuse('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致');
    if (before) return answer('N', trade.refundedFen);
    if (!trade.paidAt) return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法');
    const refundedFen = trade.refundedFen + amountFen;
    if (refundedFen > trade.amountFen) return refuse('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限');
    const { outcome } = knobs.refunds;
    if (outcome === 'processing' || outcome === 'forgotten') {
      const row = {
        provider: 'alipay',
        outTradeNo: trade.outTradeNo,
        outRefundNo,
        amountFen,
        at: clock.now(),
        pending: true,
      } as const;
      if (outcome === 'processing') books.write({ refunds: row });
      return answer('N', refundedFen);
    }
    if (outcome !== 'success') return refuse(refusals[outcome], '退款被拒绝');
    makeRefund(trade, { outRefundNo, amountFen });
    return answer('Y', refundedFen);
  }

  function queryRefund(body: Content): Reply {
    const trade = find(body.out_trade_no);
    if (!trade?.tradeNo) return notExist();
    const found = books.refund('alipay', trade.outTradeNo, text(body.out_request_no));
    // A refund that does not exist is a success without data.
    if (!found) return ok({});
    if (found.pending && knobs.refunds.outcome !== 'success')
      return ok({
        trade_no: trade.tradeNo,
        out_trade_no: trade.outTradeNo,
        out_request_no: found.outRefundNo,
        refund_status: 'REFUND_PROCESSING',
      });
    if (found.pending) makeRefund(trade, found);
    return ok({
      trade_no: trade.tradeNo,
      out_trade_no: trade.outTradeNo,
      out_request_no: found.outRefundNo,
      total_amount: yuan(trade.amountFen),
      refund_amount: yuan(found.amountFen),
      refund_status: 'REFUND_SUCCESS',
      gmt_refund_pay: gmt8(found.at),
    });
  }

  function answer(req: Request, handle: (body: Content) => Reply) {
    const body = text(req.body);
    const refusal = signature.refusalOf(req, body);
    if (refusal) return refusal;
    let content: unknown;
    try {
      content = JSON.parse(body);
    } catch {
      content = undefined;
    }
    const reply =
      typeof content === 'object' && content ? handle(content as Content) : refuse('ACQ.INVALID_PARAMETER', '参数无效');
    return signature.signed(reply.status, reply.content);
  }

  const handlers: [path: string, route: Route, handle: (body: Content) => Reply][] = [
    ['/precreate', 'precreate', precreate],
    ['/query', 'query', query],
    ['/close', 'close', close],
    ['/refund', 'refund', refund],
    ['/fastpay/refund/query', 'refund_query', queryRefund],
  ];
  const router = Router();
  for (const [path, route, handle] of handlers) {
    const rateLimited = () =>
      signature.signed(429, { code: 'app-call-limited', message: '应用调用次数超限', links: [] });
    router.post(path, doorOf(knobs, { provider: 'alipay', route, rateLimited, answer: (req) => answer(req, handle) }));
  }

  const rateLimitedBill = () =>
    signature.signed(429, { code: 'app-call-limited', message: '应用调用次数超限', links: [] });
  const billDoor = doorOf(knobs, {
    provider: 'alipay',
    route: 'bill',
    rateLimited: rateLimitedBill,
    answer(req) {
      const refusal = signature.refusalOf(req, '');
      if (refusal) return refusal;
      const day = text(req.query.bill_date);
      if (req.query.bill_type !== 'trade' || !billOf({ books, clock }, 'alipay', day)) {
        return signature.signed(400, { code: 'isp.bill_not_exist', message: '账单不存在', links: [] });
      }
      return signature.signed(200, { bill_download_url: `${req.protocol}://${req.get('host')}/alipay-bill/${day}` });
    },
  });

  return {
    router,
    billDoor,
    settled,
    /** The payer scans: from now on the trade exists. Undefined when it is over. */
    scan(trade: TradeRow): TradeRow | undefined {
      const now = settled(trade);
      if (now.state !== 'waiting') return undefined;
      return now.tradeNo
        ? now
        : update(now, {
            tradeNo: `${gmt8(clock.now()).slice(0, 10).replaceAll('-', '')}22001${randomInt(1e13, 1e14)}`,
          });
    },
    /** The payer pays the scanned trade. */
    pay(trade: TradeRow): TradeRow {
      const paid: TradeRow = { ...trade, state: 'paid', paidAt: clock.now() };
      const notice = tell('payment', paid);
      books.write({ trades: paid, notices: notice });
      notifier.schedule(notice);
      return paid;
    },
  };
}
