import type { Response } from 'express';
import { Router } from 'express';
import type { Books, TradeRow } from './books.ts';
import type { Call } from './calls.ts';
import type { Fapiao } from './fapiao.ts';
import type { Knobs } from './knobs.ts';
import { buyerAnswers, faultKinds, issueAnswers, providers, refundOutcomes, routes } from './knobs.ts';
import type { Notifier } from './notifier.ts';
import type { Payer } from './payer.ts';
import { courierStates, type createSfExpress } from './sf-express.ts';
import { BadBody, flag, listOf, number, object, oneOf, parse, text, whole } from './shape.ts';

const longest = 10 * 365 * 86_400;

const faultList = listOf(
  object(
    { provider: oneOf(providers), route: oneOf([...routes, '*']), kind: oneOf(faultKinds), probability: number(0, 1) },
    { count: whole(0, 1e9), delayMs: whole(0, 3_600_000) },
  ),
);
const noticeKnobs = object(
  {},
  {
    drop: number(0, 1),
    duplicate: whole(0, 20),
    delayMs: whole(0, 86_400_000),
    shuffle: flag,
    wrongSignature: number(0, 1),
    signTest: number(0, 1),
    speedup: number(0.001, 1e6),
  },
);
const clockKnobs = object({}, { offsetSeconds: number(-longest, longest), overrunSeconds: number(0, longest) });
const ruleKnobs = object({}, { wechatMinCloseAgeSeconds: number(0, longest) });
const refundKnobs = object({}, { outcome: oneOf(refundOutcomes) });
const reviewKnobs = object({}, { fapiaoBuyer: oneOf(buyerAnswers), fapiaoIssue: oneOf(issueAnswers) });
const tradeName = object({}, { outTradeNo: text, codeUrl: text });
const courierMove = object({ orderId: text, state: oneOf(courierStates) });

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** RFC 9457. */
export function sendProblem(res: Response, status: number, code: string, detail: string): void {
  res
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title: code, status, detail, code }));
}

interface Deps {
  calls: () => readonly Call[];
  books: Books;
  knobs: Knobs;
  notifier: Notifier;
  payer: Payer;
  rotateWechatKeys: () => void;
  fapiao: Fapiao;
  sf: ReturnType<typeof createSfExpress>;
}

/** What the outside of the protocols needs: the payer, the courier, the books and the knobs. */
export function createAdmin({ calls, books, knobs, notifier, payer, rotateWechatKeys, fapiao, sf }: Deps): Router {
  const router = Router();

  const shown = (trade: TradeRow) => {
    const { provider, outTradeNo, amountFen, state, paidAt } = payer.settled(trade);
    return { provider, outTradeNo, amountFen, state, paidAt: iso(paidAt) };
  };

  function tradeNamed(body: unknown): TradeRow | undefined {
    const { outTradeNo, codeUrl } = parse(body, tradeName);
    if ((outTradeNo === undefined) === (codeUrl === undefined))
      throw new BadBody('the body must hold either outTradeNo or codeUrl');
    return codeUrl === undefined ? payer.tradeOf(outTradeNo ?? '') : books.tradeOfCode(codeUrl);
  }

  for (const step of ['scan', 'pay'] as const) {
    router.post(`/${step}`, (req, res) => {
      const trade = tradeNamed(req.body);
      if (!trade) return sendProblem(res, 404, 'trade_unknown', 'No such trade was opened.');
      const done = payer[step](trade);
      if (!done) return sendProblem(res, 409, 'trade_not_payable', `The trade is ${payer.settled(trade).state}.`);
      res.json(shown(done));
    });
  }

  router.post('/courier', (req, res) => {
    const { orderId, state } = parse(req.body, courierMove);
    const shipment = books.shipments.get(orderId);
    if (!shipment) return sendProblem(res, 404, 'shipment_unknown', 'No such shipment was ordered.');
    res.json(sf.move(shipment, state));
  });

  router.get('/journal', (_req, res) => {
    res.json({
      trades: [...books.trades.values()].map(shown),
      refunds: [...books.refunds.values()]
        .filter(({ pending, abnormal }) => !pending && !abnormal)
        .map(({ provider, outTradeNo, outRefundNo, amountFen, at }) => ({
          provider,
          outTradeNo,
          outRefundNo,
          amountFen,
          at: iso(at),
        })),
      invoices: [...books.invoices.values()].map(({ id, kind, amountFen, state, reverses, at }) => ({
        id,
        kind,
        amountFen,
        state,
        ...(reverses && { reverses }),
        at: iso(at),
      })),
      sms: [...books.sms.values()].map(({ mobile, template, params, at, outId }) => ({
        mobile,
        template,
        params,
        at: iso(at),
        outId,
      })),
      shipments: [...books.shipments.values()],
      notices: [...books.notices.values()].map(({ id, kind, attempts, delivered }) => ({
        id,
        kind,
        attempts,
        delivered,
      })),
    });
  });

  router.get('/calls', (_req, res) => void res.json({ items: calls() }));

  router.put('/faults', (req, res) => {
    knobs.faults = parse(req.body, faultList);
    res.json(knobs.faults);
  });
  router.put('/notices', (req, res) => {
    Object.assign(knobs.notices, parse(req.body, noticeKnobs));
    notifier.reschedule();
    res.json(knobs.notices);
  });
  router.put('/clock', (req, res) => {
    Object.assign(knobs.clock, parse(req.body, clockKnobs));
    fapiao.settleAll();
    res.json(knobs.clock);
  });
  router.put('/rules', (req, res) => void res.json(Object.assign(knobs.rules, parse(req.body, ruleKnobs))));
  router.put('/refunds', (req, res) => void res.json(Object.assign(knobs.refunds, parse(req.body, refundKnobs))));
  router.put('/review', (req, res) => {
    Object.assign(knobs.review, parse(req.body, reviewKnobs));
    fapiao.settleAll();
    res.json(knobs.review);
  });
  router.post('/wechat/rotate-keys', (_req, res) => {
    rotateWechatKeys();
    res.status(204).end();
  });
  router.post('/reset', (_req, res) => {
    knobs.reset();
    notifier.reschedule();
    res.status(204).end();
  });

  return router;
}
