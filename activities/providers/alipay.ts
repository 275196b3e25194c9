import { randomBytes } from 'node:crypto';
import { AlipayRequestError, AlipaySdk } from 'alipay-sdk';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { fenOfYuan, yuanOfFen } from '../../domain/money.ts';
import type { NoticeReading, PaymentGateway, RawNotice, RefundAnswer } from '../../domain/payment.ts';
import { say } from '../../domain/message.ts';
import { readAlipayBill } from './alipay-bill.ts';
import { checkAlipay } from './alipay-check.ts';
import { requestIdHeaders, type RequestIdSource } from '../request-id.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';
import type { Checked } from './standing.ts';

/** Settings of an Alipay app; keys as PEM or as the bare base64 of PKCS8 and SPKI. */
export interface AlipaySettings {
  endpoint: string;
  appId: string;
  sellerId: string;
  privateKey: string;
  alipayPublicKey: string;
  /** Where Alipay tells of payments and refunds. */
  notifyUrl: string;
  timeoutMs?: number;
  requestId?: RequestIdSource | undefined;
}

const fen = z
  .string()
  .refine((yuan) => fenOfYuan(yuan) !== undefined)
  .transform((yuan) => fenOfYuan(yuan) as number);

/** Alipay writes its times as `yyyy-MM-dd HH:mm:ss` in GMT+8, without saying so. */
const chinaTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .transform((text) => new Date(`${text.replace(' ', 'T')}+08:00`))
  .refine((time) => !Number.isNaN(time.getTime()));

function chinaTimeOf(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

const text = z.string().min(1);
const ours = z.object({ out_trade_no: text });
const captured = { ...ours.shape, total_amount: fen, trade_no: text };

const openAnswer = ours.extend({ qr_code: z.url() });
const queryAnswer = z.discriminatedUnion('trade_status', [
  ours.extend({ trade_status: z.literal('WAIT_BUYER_PAY') }),
  z.object({ trade_status: z.enum(['TRADE_SUCCESS', 'TRADE_FINISHED']), send_pay_date: chinaTime, ...captured }),
  z.object({ trade_status: z.literal('TRADE_CLOSED'), send_pay_date: chinaTime.optional(), ...captured }),
]);
const refundAnswer = ours.extend({ fund_change: z.enum(['Y', 'N']), refund_fee: fen });
const refundQueryAnswer = z.union([
  ours.extend({ refund_status: z.literal('REFUND_SUCCESS'), out_request_no: text, refund_amount: fen }),
  ours.extend({ refund_status: z.literal('REFUND_PROCESSING'), out_request_no: text }),
  // A success without data: Alipay knows of no such refund.
  z.object({ refund_status: z.undefined().optional() }),
]);

const noticeFields = z.object({
  app_id: text,
  seller_id: text,
  notify_id: text,
  out_trade_no: text,
  out_biz_no: z.string().optional(),
});

/** A refusal of the business; `ACQ.SYSTEM_ERROR` is none: what was asked may have been done. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof AlipayRequestError) || error.responseHttpStatus !== 400) return undefined;
  return /^ACQ\.(?!SYSTEM_ERROR$)[A-Z_]+$/.test(error.code ?? '') ? error.code : undefined;
}

/** The fields of a form; undefined when one stands twice, as then it is not clear which one was signed. */
function fieldsOf(body: string): Record<string, string> | undefined {
  const pairs = [...new URLSearchParams(body)];
  const fields = Object.fromEntries(pairs);
  return Object.keys(fields).length === pairs.length ? fields : undefined;
}

/** Alipay's face-to-face payment (a code on the page, scanned by the payer) over OpenAPI v3, whose answers are signed. */
export function createAlipayGateway(settings: AlipaySettings): PaymentGateway & Checked {
  const { endpoint, appId, sellerId, privateKey, alipayPublicKey, notifyUrl, timeoutMs = 5000, requestId } = settings;
  const sdk = new AlipaySdk({
    endpoint,
    appId,
    privateKey,
    alipayPublicKey,
    keyType: privateKey.includes('RSA PRIVATE KEY') ? 'PKCS1' : 'PKCS8',
    timeout: timeoutMs,
  });

  /** The client sets one header alone, `alipay-request-id`, as long as a UUID and another on each call: three quarters of ours, the rest the call's own. */
  function traced(): { requestId?: string } {
    const id = requestId?.();
    return id === undefined ? {} : { requestId: id.replaceAll('-', '').slice(0, 24) + randomBytes(4).toString('hex') };
  }

  /** The client sends again by itself after a socket reset: every call here must be safe to repeat. */
  async function call<T extends object>(
    path: string,
    body: Record<string, string>,
    schema: z.ZodType<T>,
  ): Promise<{ answer: T } | { refusal: string }> {
    try {
      const { data } = await sdk.curl<unknown>('POST', `/v3/alipay/trade/${path}`, { body, ...traced() });
      const answer: T & { out_trade_no?: string; out_request_no?: string } = schema.parse(data);
      for (const id of ['out_trade_no', 'out_request_no'] as const) {
        if (id in answer && answer[id] !== body[id]) throw new AnswerFault(`other_${id}`);
      }
      return { answer };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) return { refusal };
      throw outcomeUnknown(`alipay ${path}`, error);
    }
  }

  async function queryRefund(refund: {
    outTradeNo: string;
    refundNo: string;
  }): Promise<RefundAnswer | { status: 'not_exist' }> {
    const body = { out_trade_no: refund.outTradeNo, out_request_no: refund.refundNo };
    const result = await call('fastpay/refund/query', body, refundQueryAnswer);
    if ('refusal' in result) {
      return result.refusal === 'ACQ.TRADE_NOT_EXIST'
        ? { status: 'not_exist' }
        : { status: 'refused', reason: result.refusal };
    }
    const { answer } = result;
    if (answer.refund_status === 'REFUND_SUCCESS') return { status: 'refunded', amountFen: answer.refund_amount };
    return { status: answer.refund_status ? 'pending' : 'not_exist' };
  }

  function verified(fields: Record<string, string>): boolean {
    // The client believes the message's own sign_type, so that a SHA-1 signature would pass and nonsense would throw.
    if (fields.sign_type !== 'RSA2') return false;
    try {
      return sdk.checkNotifySignV2(fields);
    } catch {
      return false;
    }
  }

  function read({ body }: RawNotice): NoticeReading {
    const fields = fieldsOf(body);
    if (!fields) return { kind: 'refused', reason: 'malformed' };
    if (!verified(fields)) return { kind: 'refused', reason: 'signature' };
    const parsed = noticeFields.safeParse(fields);
    if (!parsed.success) return { kind: 'refused', reason: 'malformed' };
    const { app_id, seller_id, notify_id, out_trade_no, out_biz_no } = parsed.data;
    if (app_id !== appId || seller_id !== sellerId) return { kind: 'refused', reason: 'foreign_account' };
    // Refund news comes to the payment's address and differs only by the refund's number.
    return out_biz_no
      ? { kind: 'refund', noticeId: notify_id, outTradeNo: out_trade_no, refundNo: out_biz_no }
      : { kind: 'payment', noticeId: notify_id, outTradeNo: out_trade_no };
  }

  return {
    /** Throws `DomainError` `provider_refused` when Alipay will not open the trade (paid or closed before, other amount). */
    async open({ outTradeNo, amountFen, subject, expiresAt }) {
      const body = {
        out_trade_no: outTradeNo,
        total_amount: yuanOfFen(amountFen),
        subject,
        time_expire: chinaTimeOf(expiresAt),
        notify_url: notifyUrl,
      };
      const result = await call('precreate', body, openAnswer);
      if ('refusal' in result)
        throw new DomainError('provider_refused', {
          detail: say('provider_said', { provider: 'alipay', answer: result.refusal }),
        });
      return { codeUrl: result.answer.qr_code };
    },

    async query({ outTradeNo }) {
      const result = await call('query', { out_trade_no: outTradeNo }, queryAnswer);
      if ('refusal' in result) {
        if (result.refusal === 'ACQ.TRADE_NOT_EXIST') return { status: 'not_exist' };
        throw outcomeUnknown('alipay query', new AnswerFault(result.refusal));
      }
      const { answer } = result;
      if (answer.trade_status === 'WAIT_BUYER_PAY') return { status: 'waiting' };
      // TRADE_CLOSED is also what a wholly refunded trade is called; only a captured one has a time of payment.
      if (!answer.send_pay_date) return { status: 'closed' };
      return {
        status: 'paid',
        amountFen: answer.total_amount,
        paidAt: answer.send_pay_date,
        providerTradeNo: answer.trade_no,
      };
    },

    async close({ outTradeNo }) {
      const result = await call('close', { out_trade_no: outTradeNo }, ours);
      if (!('refusal' in result)) return { status: 'closed' };
      return result.refusal === 'ACQ.TRADE_NOT_EXIST'
        ? { status: 'not_exist' }
        : { status: 'refused', reason: result.refusal };
    },

    async refund({ outTradeNo, refundNo, amountFen, reason }) {
      const body = {
        out_trade_no: outTradeNo,
        out_request_no: refundNo,
        refund_amount: yuanOfFen(amountFen),
        refund_reason: reason,
      };
      const result = await call('refund', body, refundAnswer);
      if ('refusal' in result) return { status: 'refused', reason: result.refusal };
      // `refund_fee` is the sum of all refunds of the trade.
      if (result.answer.refund_fee < amountFen) throw outcomeUnknown('alipay refund', new AnswerFault('refund_fee'));
      if (result.answer.fund_change === 'Y') return { status: 'refunded', amountFen };
      // No money moved now: it may have moved before, or not yet.
      const found = await queryRefund({ outTradeNo, refundNo });
      return found.status === 'not_exist' ? { status: 'pending' } : found;
    },

    queryRefund,
    noticePaths: ['/alipay'],
    readNotice: (raw) => Promise.resolve(read(raw)),
    noticeWords: { accepted: 'success' },
    check: () => checkAlipay(sdk.config),

    /** The answer names where the bill is; the file itself is not signed. */
    async bill(day) {
      try {
        const path = '/v3/alipay/data/dataservice/bill/downloadurl/query';
        const { data } = await sdk.curl<unknown>('GET', path, {
          query: { bill_type: 'trade', bill_date: day },
          ...traced(),
        });
        const { bill_download_url: url } = z.object({ bill_download_url: z.url() }).parse(data);
        const file = await fetch(url, { headers: requestIdHeaders(requestId), signal: AbortSignal.timeout(timeoutMs) });
        if (!file.ok) throw new AnswerFault(`download_${file.status}`);
        return readAlipayBill(Buffer.from(await file.arrayBuffer()));
      } catch (error) {
        if (error instanceof AlipayRequestError && error.code === 'isp.bill_not_exist') return undefined;
        throw outcomeUnknown('alipay bill', error);
      }
    },
  };
}
