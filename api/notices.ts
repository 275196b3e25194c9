import express, { Router, type Request, type Response } from 'express';
import { orderNoOfTrade, type Channel, type RawNotice } from '../domain/payment.ts';
import { orderNoOfShipment } from '../domain/shipment.ts';
import { DomainError } from '../domain/errors.ts';
import { createProviderNotices } from '../db/provider-notice.ts';
import type { Deps } from './deps.ts';
import { assertNoticesWelcome } from './limit.ts';
import { noticesRefused } from './metrics.ts';

const raw = express.text({ type: () => true, limit: '64kb' });
const noticeOf = (req: Request): RawNotice => ({ headers: req.headers, body: typeof req.body === 'string' ? req.body : '' });

function refuse(provider: string, reason: string): never {
  noticesRefused.inc({ provider, reason });
  throw new DomainError('notice_signature_invalid', { detail: `The notice was refused: ${reason}.` });
}

/**
 * What providers tell us. A notice is a hint: verified, stored raw, told to the workflow, and only then acknowledged with the
 * words its provider expects; the workflow asks the provider itself, so copies and disorder do not matter.
 */
export function noticeRoutes(deps: Deps): Router {
  const { store, engine, gateways, invoices, courier } = deps;

  /** Why it was refused; undefined once the run has it. */
  async function take(channel: Channel, req: Request): Promise<string | undefined> {
    const notice = noticeOf(req);
    const gateway = gateways[channel];
    if (!gateway) throw new DomainError('not_found');
    const reading = await gateway.readNotice(notice);
    if (reading.kind === 'refused') return reading.reason;
    const { kind, noticeId, outTradeNo, refundNo } = reading;
    const orderNo = orderNoOfTrade(outTradeNo);
    await createProviderNotices(store).store({ provider: channel, noticeId, kind, subject: outTradeNo, raw: notice.body });
    if (orderNo && kind === 'payment') await engine.paymentNoticed({ orderNo, outTradeNo, channel });
    if (refundNo && kind === 'refund') await engine.refundNoticed(refundNo);
    return undefined;
  }

  /** WeChat reads its own words only. */
  function answerWechat(res: Response, provider: string, refused?: string): void {
    if (!refused) return void res.json({ code: 'SUCCESS', message: '成功' });
    noticesRefused.inc({ provider, reason: refused });
    res.status(401).json({ code: 'FAIL', message: refused });
  }
  const wechat = async (req: Request, res: Response) => answerWechat(res, 'wechat', await take('wechat', req));

  return Router()
    .use('/notices', async (req, res, next) => {
      const { forged } = await assertNoticesWelcome(deps, req);
      res.on('finish', () => {
        if (res.statusCode === 401) forged().catch((error: Error) => req.log.warn({ err: error }, 'a forged notice was not counted'));
      });
      next();
    })
    .post('/notices/alipay', raw, async (req, res) => {
      const refused = await take('alipay', req);
      if (refused) refuse('alipay', refused);
      res.type('text/plain').send('success');
    })
    .post('/notices/wechat/payment', raw, wechat)
    .post('/notices/wechat/refund', raw, wechat)
    .post('/notices/wechat/fapiao', raw, async (req, res) => {
      const notice = noticeOf(req);
      if (!invoices) throw new DomainError('not_found');
      const reading = await invoices.readNotice(notice);
      if (reading.kind === 'refused') return answerWechat(res, 'fapiao', reading.reason);
      const { noticeId, invoiceNo } = reading;
      await createProviderNotices(store).store({ provider: 'fapiao', noticeId, kind: 'invoice', subject: invoiceNo, raw: notice.body });
      await engine.invoiceNoticed(invoiceNo);
      answerWechat(res, 'fapiao');
    })
    .post('/notices/sf', raw, async (req, res) => {
      const notice = noticeOf(req);
      const reading = courier.readNotice(notice);
      if (reading.kind === 'refused') refuse('sf', reading.reason);
      const { noticeId, orderId, news } = reading;
      const orderNo = orderNoOfShipment(orderId);
      await createProviderNotices(store).store({ provider: 'sf', noticeId, kind: news, subject: orderId, raw: notice.body });
      if (orderNo) await engine.courierReported(orderNo, { noticeId });
      res.json({ return_code: '0000' });
    });
}
