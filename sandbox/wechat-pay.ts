import { createHash, randomBytes, randomInt } from 'node:crypto';
import { Router, type Request } from 'express';
import type { Books, RefundRow, TradeRow } from './books.ts';
import type { Clock } from './clock.ts';
import { doorOf, type Answer } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Knobs, Route } from './knobs.ts';
import type { Notifier } from './notifier.ts';
import { billOf } from './bill.ts';
import { china } from './clock.ts';
import { wechatBill } from './wechat-bill.ts';
import type { WechatSignature } from './wechat-signature.ts';
import { viewOfRefund, viewOfTrade } from './wechat-view.ts';

interface Reply {
  status: number;
  content?: object;
}
type Content = Readonly<Record<string, unknown>>;

const ok = (content: object): Reply => ({ status: 200, content });
const refuse = (status: number, code: string, message: string): Reply => ({ status, content: { code, message } });
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const object = (value: unknown): Content => (typeof value === 'object' && value ? (value as Content) : {});
const fenOf = (value: unknown) => (Number.isInteger(value) && (value as number) > 0 ? (value as number) : 0);
const dayMs = 86_400_000;

export type WechatPay = ReturnType<typeof createWechatPay>;

/** WeChat Pay's APIv3 for native payment, with the rules that bite: a trade is there at once, and never closes by itself. */
export function createWechatPay(deps: {
  books: Books;
  clock: Clock;
  knobs: Knobs;
  keys: Keys['wechat'];
  signature: WechatSignature;
  notifier: Notifier;
}) {
  const { books, clock, knobs, keys, signature, notifier } = deps;

  function update(trade: TradeRow, change: Partial<TradeRow>): TradeRow {
    const changed = { ...trade, ...change };
    books.write({ trades: changed });
    return changed;
  }
  const find = (outTradeNo: unknown) => books.trade('wechat', text(outTradeNo));
  const isOurs = (content: Content) => content.mchid === keys.mchId;

  const view = (trade: TradeRow) => viewOfTrade(trade, keys);
  const refundView = (refund: RefundRow) => viewOfRefund(refund, find(refund.outTradeNo)!);

  function tell(kind: 'payment' | 'refund', url: string, eventType: string, originalType: string, resource: object) {
    return notifier.draft({
      provider: 'wechat',
      kind,
      url,
      fields: { eventType, originalType, resource: JSON.stringify(resource) },
    });
  }

  function open(body: Content): Reply {
    const [outTradeNo, amountFen] = [text(body.out_trade_no), fenOf(object(body.amount).total)];
    const expiresAt = body.time_expire === undefined ? clock.now() + 7 * dayMs : Date.parse(text(body.time_expire));
    if (!isOurs(body) || body.appid !== keys.appId) return refuse(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配');
    if (
      !/^[0-9A-Za-z_\-|*]{6,32}$/.test(outTradeNo) ||
      !amountFen ||
      !text(body.description) ||
      !(expiresAt > clock.now())
    )
      return refuse(400, 'PARAM_ERROR', '参数错误');
    const trade = find(outTradeNo);
    if (trade?.paidAt) return refuse(400, 'ORDERPAID', '该订单已支付');
    if (trade?.state === 'closed') return refuse(400, 'ORDER_CLOSED', '订单已关闭');
    if (trade && trade.amountFen !== amountFen)
      return refuse(400, 'INVALID_REQUEST', '商户订单号重复，参数与原订单不一致');
    if (trade) return ok({ code_url: trade.codeUrl });
    const codeUrl = `weixin://wxpay/bizpayurl?pr=${randomBytes(6).toString('hex')}`;
    const opened = {
      provider: 'wechat',
      outTradeNo,
      amountFen,
      subject: text(body.description),
      codeUrl,
      expiresAt,
      state: 'waiting',
      refundedFen: 0,
    } as const;
    books.write({ trades: { ...opened, openedAt: clock.now(), notifyUrl: text(body.notify_url) } });
    return ok({ code_url: codeUrl });
  }

  function query(outTradeNo: string, mchid: unknown): Reply {
    const trade = mchid === keys.mchId ? find(outTradeNo) : undefined;
    return trade ? ok(view(trade)) : refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
  }

  function close(outTradeNo: string, body: Content): Reply {
    const trade = isOurs(body) ? find(outTradeNo) : undefined;
    if (!trade) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在');
    if (trade.paidAt) return refuse(400, 'ORDERPAID', '该订单已支付');
    if (trade.state === 'closed') return { status: 204 };
    if (clock.now() - (trade.openedAt ?? 0) < knobs.rules.wechatMinCloseAgeSeconds * 1000)
      return refuse(400, 'INVALID_REQUEST', '订单生成后不能马上调用关单接口');
    update(trade, { state: 'closed' });
    return { status: 204 };
  }

  /** The money goes back now. */
  function makeRefund(
    trade: TradeRow,
    { outRefundNo, amountFen, notifyUrl }: { outRefundNo: string; amountFen: number; notifyUrl?: string },
  ): RefundRow {
    const refundedFen = trade.refundedFen + amountFen;
    const refunded: TradeRow = { ...trade, refundedFen, state: refundedFen === trade.amountFen ? 'refunded' : 'paid' };
    const row = { provider: 'wechat', outTradeNo: trade.outTradeNo, outRefundNo, amountFen, at: clock.now() } as const;
    const { amount, ...news } = refundView(row);
    const notice = notifyUrl
      ? tell('refund', notifyUrl, 'REFUND.SUCCESS', 'refund', {
          mchid: keys.mchId,
          ...news,
          refund_status: 'SUCCESS',
          amount,
        })
      : undefined;
    books.write({ trades: refunded, refunds: row, ...(notice && { notices: notice }) });
    if (notice) notifier.schedule(notice);
    return row;
  }

  const refundNamed = (outRefundNo: string) =>
    [...books.refunds.values()].find((row) => row.provider === 'wechat' && row.outRefundNo === outRefundNo);

  function refund(body: Content): Reply {
    const [trade, outRefundNo, amount] = [find(body.out_trade_no), text(body.out_refund_no), object(body.amount)];
    const [amountFen, notifyUrl] = [fenOf(amount.refund), text(body.notify_url)];
    if (!trade) return refuse(404, 'RESOURCE_NOT_EXISTS', '订单号不存在');
    if (!outRefundNo || !amountFen || amount.total !== trade.amountFen || amount.currency !== 'CNY')
      return refuse(400, 'PARAM_ERROR', '参数错误');
    const before = refundNamed(outRefundNo);
    if (before && (before.outTradeNo !== trade.outTradeNo || before.amountFen !== amountFen))
      return refuse(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致');
    const { outcome } = knobs.refunds;
    if (before && !before.pending && !before.abnormal) return ok(refundView(before));
    if (before?.pending && outcome !== 'success') return ok(refundView(before));
    if (!trade.paidAt) return refuse(400, 'INVALID_REQUEST', '订单未支付');
    if (trade.refundedFen + amountFen > trade.amountFen)
      return refuse(400, 'INVALID_REQUEST', '累计退款金额大于支付金额');
    if (outcome === 'not_enough') return refuse(403, 'NOT_ENOUGH', '余额不足');
    if (outcome === 'window_over') return refuse(400, 'INVALID_REQUEST', '订单已经超过可退款的最大期限');
    if (outcome === 'success') return ok(refundView(makeRefund(trade, { outRefundNo, amountFen, notifyUrl })));
    const state = outcome === 'processing' ? ({ pending: true } as const) : ({ abnormal: true } as const);
    const row = {
      provider: 'wechat',
      outTradeNo: trade.outTradeNo,
      outRefundNo,
      amountFen,
      at: clock.now(),
      notifyUrl,
      ...state,
    } as const;
    if (outcome !== 'forgotten') books.write({ refunds: row });
    return ok({ ...refundView(row), status: 'PROCESSING' });
  }

  function queryRefund(outRefundNo: string): Reply {
    const found = refundNamed(outRefundNo);
    if (!found) return refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
    const isDue = found.pending && knobs.refunds.outcome === 'success';
    return ok(refundView(isDue ? makeRefund(find(found.outTradeNo)!, found) : found));
  }

  function certificates(): Reply {
    return ok({
      data: keys.platform.map(({ serial, certificate }) => ({
        serial_no: serial,
        effective_time: china(clock.now() - dayMs),
        expire_time: china(clock.now() + 1_000 * dayMs),
        encrypt_certificate: signature.seal(certificate, 'certificate'),
      })),
    });
  }

  function billFile(day: string): string | undefined {
    const lines = billOf({ books, clock }, 'wechat', day);
    return lines && wechatBill(lines, keys);
  }

  function bill(req: Request): Reply {
    const day = text(req.query.bill_date);
    const file = billFile(day);
    if (file === undefined) return refuse(400, 'NO_STATEMENT_EXIST', '账单文件不存在');
    const url = `${req.protocol}://${req.get('host')}/v3/billdownload/file?token=${day}`;
    return ok({ hash_type: 'SHA1', hash_value: createHash('sha1').update(file).digest('hex'), download_url: url });
  }

  function download(req: Request): Answer {
    const refusal = signature.refusalOf(req, '');
    if (refusal) return refusal;
    const file = billFile(text(req.query.token));
    if (file === undefined) return signature.signed(404, { code: 'RESOURCE_NOT_EXISTS', message: '文件不存在' });
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: file };
  }

  const router = Router();
  const rateLimited = () => signature.signed(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' });
  const door = (route: Route, handle: (req: Request, body: Content) => Reply) =>
    doorOf(knobs, {
      provider: 'wechat',
      route,
      rateLimited,
      answer(req) {
        const body = text(req.body);
        const refusal = signature.refusalOf(req, body);
        if (refusal) return refusal;
        let content: unknown = {};
        try {
          if (body) content = JSON.parse(body);
        } catch {
          return signature.signed(400, { code: 'PARAM_ERROR', message: '参数错误' });
        }
        const { status, content: answer } = handle(req, object(content));
        return signature.signed(status, answer);
      },
    });
  router.post(
    '/pay/transactions/native',
    door('precreate', (_req, body) => open(body)),
  );
  router.get(
    '/pay/transactions/out-trade-no/:no',
    door('query', ({ params, query: { mchid } }) => query(text(params.no), mchid)),
  );
  router.post(
    '/pay/transactions/out-trade-no/:no/close',
    door('close', ({ params }, body) => close(text(params.no), body)),
  );
  router.post(
    '/refund/domestic/refunds',
    door('refund', (_req, body) => refund(body)),
  );
  router.get(
    '/refund/domestic/refunds/:no',
    door('refund_query', ({ params }) => queryRefund(text(params.no))),
  );
  router.get('/bill/tradebill', door('bill', bill));
  router.get('/billdownload/file', doorOf(knobs, { provider: 'wechat', route: 'bill', rateLimited, answer: download }));
  router.get('/certificates', door('certificates', certificates));

  return {
    router,
    settled: (trade: TradeRow) => trade,
    /** The payer scans; undefined when the trade cannot be paid any more. */
    scan: (trade: TradeRow): TradeRow | undefined =>
      trade.state === 'waiting' && !clock.isOver(trade.expiresAt) ? trade : undefined,
    pay(trade: TradeRow): TradeRow {
      const paid: TradeRow = {
        ...trade,
        state: 'paid',
        paidAt: clock.now(),
        tradeNo: `42000${randomInt(1e14, 2e14)}${randomInt(1e7, 1e8)}`,
      };
      const notice = tell('payment', trade.notifyUrl, 'TRANSACTION.SUCCESS', 'transaction', view(paid));
      books.write({ trades: paid, notices: notice });
      notifier.schedule(notice);
      return paid;
    },
  };
}
