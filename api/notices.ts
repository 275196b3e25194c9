import express, { Router, type Request, type Response } from 'express';
import {
  channels,
  orderNoOfTrade,
  type Channel,
  type NoticeWords,
  type PaymentGateway,
  type RawNotice,
} from '../domain/payment.ts';
import { orderNoOfShipment } from '../domain/shipment.ts';
import { DomainError } from '../domain/errors.ts';
import type { InvoiceProvider } from '../domain/invoice.ts';
import { say } from '../domain/message.ts';
import { createProviderNotices } from '../db/provider-notice.ts';
import type { Deps } from './deps.ts';
import { assertNoticesWelcome } from './limit.ts';
import { noticesRefused } from './metrics.ts';

const raw = express.text({ type: () => true, limit: '64kb' });

/** One provider's notices: where they arrive, what becomes of one (why it was refused, or nothing), and what is answered. */
interface Receiver {
  provider: string;
  noticePaths: readonly string[];
  noticeWords: NoticeWords;
  take: (notice: RawNotice) => Promise<string | undefined>;
}

/**
 * What providers tell us. A notice is a hint: verified, stored raw, told to the workflow, and only then acknowledged with the
 * words its provider expects; the workflow asks the provider itself, so copies and disorder do not matter.
 */
export function noticeRoutes(deps: Deps): Router {
  const { store, engine, gateways, invoices, courier } = deps;
  const notices = createProviderNotices(store);

  const ofChannel = (channel: Channel, gateway: PaymentGateway): Receiver => ({
    provider: channel,
    noticePaths: gateway.noticePaths,
    noticeWords: gateway.noticeWords,
    async take(notice) {
      const reading = await gateway.readNotice(notice);
      if (reading.kind === 'refused') return reading.reason;
      const { kind, noticeId, outTradeNo, refundNo } = reading;
      const orderNo = orderNoOfTrade(outTradeNo);
      await notices.store({ provider: channel, noticeId, kind, subject: outTradeNo, raw: notice.body });
      if (orderNo && kind === 'payment') await engine.paymentNoticed({ orderNo, outTradeNo, channel });
      if (refundNo && kind === 'refund') await engine.refundNoticed(refundNo);
      return undefined;
    },
  });

  const ofInvoices = (platform: InvoiceProvider): Receiver => ({
    provider: 'fapiao',
    noticePaths: platform.noticePaths,
    noticeWords: platform.noticeWords,
    async take(notice) {
      const reading = await platform.readNotice(notice);
      if (reading.kind === 'refused') return reading.reason;
      const { noticeId, invoiceNo } = reading;
      await notices.store({ provider: 'fapiao', noticeId, kind: 'invoice', subject: invoiceNo, raw: notice.body });
      await engine.invoiceNoticed(invoiceNo);
      return undefined;
    },
  });

  const ofCourier: Receiver = {
    provider: 'sf',
    noticePaths: courier.noticePaths,
    noticeWords: courier.noticeWords,
    async take(notice) {
      const reading = courier.readNotice(notice);
      if (reading.kind === 'refused') return reading.reason;
      const { noticeId, shipmentNo, news } = reading;
      const orderNo = orderNoOfShipment(shipmentNo);
      await notices.store({ provider: 'sf', noticeId, kind: news, subject: shipmentNo, raw: notice.body });
      if (orderNo) await engine.courierReported(orderNo, { noticeId });
      return undefined;
    },
  };

  const router = Router().use('/notices', async (req, res, next) => {
    const { forged } = await assertNoticesWelcome(deps, req);
    res.on('finish', () => {
      if (res.statusCode === 401)
        forged().catch((error: Error) => req.log.warn({ err: error }, 'a forged notice was not counted'));
    });
    next();
  });

  const receivers = [
    ...channels.flatMap((channel) => (gateways[channel] ? [ofChannel(channel, gateways[channel])] : [])),
    ...(invoices ? [ofInvoices(invoices)] : []),
    ofCourier,
  ];
  for (const { provider, noticePaths, noticeWords, take } of receivers)
    for (const path of noticePaths)
      router.post(`/notices${path}`, raw, async (req, res) => {
        const refused = await take(noticeOf(req));
        if (refused === undefined) return acknowledge(res, noticeWords);
        noticesRefused.inc({ provider, reason: refused });
        if (!noticeWords.refused)
          throw new DomainError('notice_signature_invalid', { detail: say('notice_refused', { reason: refused }) });
        return void res.status(401).json(noticeWords.refused(refused));
      });
  return router;
}

function acknowledge(res: Response, { accepted }: NoticeWords): void {
  if (typeof accepted === 'string') res.type('text/plain').send(accepted);
  else res.json(accepted);
}

function noticeOf({ headers, body }: Request): RawNotice {
  return { headers, body: typeof body === 'string' ? body : '' };
}
