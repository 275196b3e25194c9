import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import type { NoticeReading, PaymentGateway, RawNotice, RefundAnswer } from '../../domain/payment.ts';
import { say } from '../../domain/message.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';
import { fetchWechatBill } from './wechat-bill.ts';
import type { Checked } from './standing.ts';
import { checkWechat, nobodysNumber } from './wechat-check.ts';
import { wechatNoticeWords, type WechatClient } from './wechat-client.ts';

const text = z.string().min(1);
const time = z.iso.datetime({ offset: true }).transform((at) => new Date(at));
const fen = z.int().positive();

const trade = z.object({ mchid: text, appid: text, out_trade_no: text });
const captured = {
  ...trade.shape,
  transaction_id: text,
  success_time: time,
  amount: z.object({ total: fen, currency: z.literal('CNY') }),
};
const queryAnswer = z.discriminatedUnion('trade_state', [
  trade.extend({ trade_state: z.enum(['NOTPAY', 'USERPAYING', 'PAYERROR']) }),
  trade.extend({ trade_state: z.enum(['CLOSED', 'REVOKED']) }),
  // REFUND: some or all of it went back; it had been paid.
  z.object({ trade_state: z.enum(['SUCCESS', 'REFUND']), ...captured }),
]);
const refundAnswer = z.object({
  out_trade_no: text,
  out_refund_no: text,
  status: z.enum(['SUCCESS', 'PROCESSING', 'ABNORMAL', 'CLOSED']),
  amount: z.object({ refund: fen, currency: z.literal('CNY') }),
});
const notice = z.object({ mchid: text, appid: text.optional(), out_trade_no: text, out_refund_no: text.optional() });

/** RFC 3339 in GMT+8, whole seconds. */
const chinaTime = (at: Date) => `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

/** WeChat Pay's native payment (a code on the page, scanned by the payer). */
export function createWechatPayGateway(
  client: WechatClient,
  { notifyBase }: { notifyBase: string },
): PaymentGateway & Checked {
  const { mchId: mchid, appId: appid } = client.settings;

  function mustBeOurs(
    what: string,
    answer: { mchid: string; appid: string; out_trade_no: string },
    outTradeNo: string,
  ): void {
    const fault =
      answer.mchid !== mchid
        ? 'other_mchid'
        : answer.appid !== appid
          ? 'other_appid'
          : answer.out_trade_no !== outTradeNo
            ? 'other_trade'
            : undefined;
    if (fault) throw outcomeUnknown(`wechat ${what}`, new AnswerFault(fault));
  }

  async function query({ outTradeNo }: { outTradeNo: string }): ReturnType<PaymentGateway['query']> {
    const result = await client.call(
      'query',
      { method: 'GET', path: `/v3/pay/transactions/out-trade-no/${outTradeNo}`, query: { mchid } },
      queryAnswer,
    );
    if ('refusal' in result) {
      if (result.refusal.code === 'ORDER_NOT_EXIST') return { status: 'not_exist' };
      throw outcomeUnknown('wechat query', new AnswerFault(result.refusal.code));
    }
    const { answer } = result;
    mustBeOurs('query', answer, outTradeNo);
    if (answer.trade_state === 'SUCCESS' || answer.trade_state === 'REFUND')
      return {
        status: 'paid',
        amountFen: answer.amount.total,
        paidAt: answer.success_time,
        providerTradeNo: answer.transaction_id,
      };
    return { status: answer.trade_state === 'CLOSED' || answer.trade_state === 'REVOKED' ? 'closed' : 'waiting' };
  }

  function read(
    what: string,
    answer: z.infer<typeof refundAnswer>,
    refund: { outTradeNo: string; refundNo: string; amountFen?: number },
  ): RefundAnswer {
    const isOther = answer.out_trade_no !== refund.outTradeNo || answer.out_refund_no !== refund.refundNo;
    if (isOther || (refund.amountFen !== undefined && answer.amount.refund !== refund.amountFen))
      throw outcomeUnknown(`wechat ${what}`, new AnswerFault(isOther ? 'other_refund' : 'other_amount'));
    if (answer.status === 'SUCCESS') return { status: 'refunded', amountFen: answer.amount.refund };
    return answer.status === 'PROCESSING' ? { status: 'pending' } : { status: 'refused', reason: answer.status };
  }

  async function readNotice(raw: RawNotice): Promise<NoticeReading> {
    const opened = await client.readCallback(raw);
    if ('refused' in opened) return { kind: 'refused', reason: opened.refused };
    const parsed = notice.safeParse(opened.resource);
    if (!parsed.success) return { kind: 'refused', reason: 'malformed' };
    const { data } = parsed;
    if (data.mchid !== mchid || (data.appid !== undefined && data.appid !== appid))
      return { kind: 'refused', reason: 'foreign_account' };
    const of = { noticeId: opened.id, outTradeNo: data.out_trade_no };
    if (opened.eventType.startsWith('TRANSACTION.')) return { kind: 'payment', ...of };
    if (opened.eventType.startsWith('REFUND.') && data.out_refund_no)
      return { kind: 'refund', ...of, refundNo: data.out_refund_no };
    return { kind: 'refused', reason: 'malformed' };
  }

  return {
    /** Throws `DomainError` `provider_refused` when WeChat will not open the trade (paid or closed before, other amount). */
    async open({ outTradeNo, amountFen, subject, expiresAt }) {
      const body = {
        mchid,
        appid,
        description: subject,
        out_trade_no: outTradeNo,
        time_expire: chinaTime(expiresAt),
        notify_url: `${notifyBase}/payment`,
        amount: { total: amountFen, currency: 'CNY' },
      };
      const result = await client.call(
        'native',
        { method: 'POST', path: '/v3/pay/transactions/native', body },
        z.object({ code_url: z.url() }),
      );
      if ('refusal' in result)
        throw new DomainError('provider_refused', {
          detail: say('provider_said', { provider: 'wechat', answer: result.refusal.code }),
        });
      return { codeUrl: result.answer.code_url };
    },

    query,

    async close({ outTradeNo }) {
      const path = `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`;
      const result = await client.call('close', { method: 'POST', path, body: { mchid } }, z.literal(''));
      if (!('refusal' in result)) return { status: 'closed' };
      return result.refusal.code === 'ORDER_NOT_EXIST'
        ? { status: 'not_exist' }
        : { status: 'refused', reason: result.refusal.code };
    },

    /** WeChat wants the trade's whole amount beside the refund's, so it is asked first; 200 means accepted, not made. */
    async refund({ outTradeNo, refundNo, amountFen, reason }) {
      const paid = await query({ outTradeNo });
      if (paid.status !== 'paid') return { status: 'refused', reason: `TRADE_${paid.status.toUpperCase()}` };
      const body = {
        out_trade_no: outTradeNo,
        out_refund_no: refundNo,
        reason,
        notify_url: `${notifyBase}/refund`,
        amount: { refund: amountFen, total: paid.amountFen, currency: 'CNY' },
      };
      const result = await client.call(
        'refund',
        { method: 'POST', path: '/v3/refund/domestic/refunds', body },
        refundAnswer,
      );
      if ('refusal' in result) return { status: 'refused', reason: result.refusal.code };
      return read('refund', result.answer, { outTradeNo, refundNo, amountFen });
    },

    async queryRefund({ outTradeNo, refundNo }) {
      const result = await client.call(
        'refund query',
        { method: 'GET', path: `/v3/refund/domestic/refunds/${refundNo}` },
        refundAnswer,
      );
      if (!('refusal' in result)) return read('refund query', result.answer, { outTradeNo, refundNo });
      return result.refusal.status === 404
        ? { status: 'not_exist' }
        : { status: 'refused', reason: result.refusal.code };
    },

    noticePaths: ['/wechat/payment', '/wechat/refund'],
    readNotice,
    noticeWords: wechatNoticeWords,
    bill: (day) => fetchWechatBill(client, day),
    check: () =>
      checkWechat(client, { path: `/v3/pay/transactions/out-trade-no/${nobodysNumber()}`, query: { mchid } }),
  };
}
