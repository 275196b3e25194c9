import { join } from 'node:path';
import type { ErrorRequestHandler } from 'express';
import express from 'express';
import { createAdmin, sendProblem } from './admin.ts';
import { createAlipay } from './alipay.ts';
import { alipayBill } from './alipay-bill.ts';
import { createAlipaySignature } from './alipay-signature.ts';
import { createAliyunSms } from './aliyun-sms.ts';
import { billOf } from './bill.ts';
import { createBooks } from './books.ts';
import { createCalls } from './calls.ts';
import { createClock } from './clock.ts';
import { openKeys } from './keys.ts';
import { createFapiao } from './fapiao.ts';
import { createKnobs } from './knobs.ts';
import { createNotifier } from './notifier.ts';
import { createSfExpress, sfSender } from './sf-express.ts';
import { createPayer } from './payer.ts';
import { createPayerPage } from './payer-page.ts';
import { BadBody } from './shape.ts';
import { createWechatPay } from './wechat-pay.ts';
import { createWechatSignature } from './wechat-signature.ts';

const answerProblem: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  const status =
    typeof error === 'object' && error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BadBody) sendProblem(res, 400, 'malformed_request', detail);
  else sendProblem(res, status, status < 500 ? 'malformed_request' : 'internal', detail);
};

/** The providers, standing in one process, with their books in `dataDir`; `close` ends what goes on after the server has closed. */
export function createSandbox({
  dataDir,
  sfPushUrl,
  fapiaoPushUrl,
}: {
  dataDir: string;
  sfPushUrl?: string | undefined;
  fapiaoPushUrl?: string | undefined;
}) {
  const keys = openKeys(join(dataDir, 'keys'));
  const knobs = createKnobs();
  const clock = createClock(knobs);
  const books = createBooks(join(dataDir, 'sandbox'));
  const signature = createAlipaySignature(keys.alipay, clock);
  const wechatSignature = createWechatSignature(keys.wechat, knobs);
  const senders = {
    alipay: signature.sender,
    wechat: wechatSignature.sender,
    fapiao: wechatSignature.sender,
    sf: sfSender(keys.sf),
  };
  const notifier = createNotifier({ books, knobs, senders });
  const alipay = createAlipay({ books, clock, knobs, signature, notifier });
  const wechat = createWechatPay({ books, clock, knobs, keys: keys.wechat, signature: wechatSignature, notifier });
  const fapiao = createFapiao({
    books,
    clock,
    knobs,
    keys: keys.wechat,
    signature: wechatSignature,
    notifier,
    pushUrl: fapiaoPushUrl,
  });
  const sf = createSfExpress({ books, clock, keys: keys.sf, knobs, notifier, pushUrl: sfPushUrl });

  const payer = createPayer({ books, clock, payments: { alipay, wechat } });
  const calls = createCalls();

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(calls.note);
  // Signatures are over the bytes that came, so every body stays a text.
  app.use(express.text({ type: () => true, limit: '1mb' }));
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use('/v3/alipay/trade', alipay.router);
  app.get('/v3/alipay/data/dataservice/bill/downloadurl/query', alipay.billDoor);
  app.get('/alipay-bill/:day', (req, res) => {
    const lines = billOf({ books, clock }, 'alipay', req.params.day);
    if (!lines) return sendProblem(res, 404, 'not_found', 'There is no bill of that day.');
    res.type('application/zip').send(alipayBill(lines, req.params.day, keys.alipay.sellerId));
  });
  app.use('/v3/new-tax-control-fapiao', fapiao.router);
  app.use('/v3', wechat.router);
  app.post('/', createAliyunSms({ books, clock, keys: keys.sms, knobs }));
  app.post('/std/service', sf.handler);
  app.use('/__sandbox/payer', createPayerPage({ books, payer, sf }));
  app.use(
    '/__sandbox',
    createAdmin({
      calls: calls.latest,
      books,
      knobs,
      notifier,
      payer,
      rotateWechatKeys: () => keys.wechat.rotate(),
      fapiao,
      sf,
    }),
  );
  app.use((req, res) => sendProblem(res, 404, 'not_found', `There is no ${req.method} ${req.path} here.`));
  app.use(answerProblem);

  return {
    app,
    close(): void {
      notifier.close();
      books.close();
    },
  };
}
