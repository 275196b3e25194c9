import { readFileSync } from 'node:fs';
import { Router, type Request, type Response } from 'express';
import type { Books, ShipmentRow, SmsRow, TradeRow } from './books.ts';
import { gmt8 } from './clock.ts';
import { markup, type Markup } from './markup.ts';
import type { PaymentProvider } from './knobs.ts';
import type { Payer } from './payer.ts';
import { courierStates, type CourierState, type createSfExpress } from './sf-express.ts';
import { yuan } from './yuan.ts';

const channels: Readonly<Record<PaymentProvider, string>> = { alipay: '支付宝 Alipay', wechat: '微信支付 WeChat Pay' };

const courierWords: Readonly<Record<string, string>> = {
  created: '已下单 Ordered',
  collected: '已揽收 Collected',
  in_transit: '运输中 On its way',
  delivered: '已签收 Delivered',
  returned: '已退回 Returned',
} satisfies Record<CourierState | 'created', string>;

/** What the last thing done here led to, as the address tells it after the deed. */
const outcomes = {
  paid: [
    'done',
    '支付成功。回到网站的支付页面即可看到结果。',
    'Paid. The payment page of the site shows it by itself.',
  ],
  over: ['wrong', '该笔交易已支付或已关闭，不能再支付。', 'This trade is paid or closed already and cannot be paid.'],
  unknown: ['wrong', '没有找到这笔交易，请检查内容。', 'There is no such trade. Check what you pasted.'],
  moved: ['done', '物流状态已更新。', 'The news of the parcel was sent.'],
  lost: ['wrong', '没有找到这件快递。', 'There is no such parcel.'],
} as const satisfies Record<string, readonly [kind: string, zh: string, en: string]>;
type Outcome = keyof typeof outcomes;

/** The latest that fit on a page one reads. */
const most = 20;

const both = (zh: string, en: string): Markup => markup`${zh} <span lang="en">${en}</span>`;
const section = (id: string, title: Markup, body: Markup): Markup =>
  markup`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${body}
  </section>`;
const listOr = (items: readonly Markup[], empty: Markup): Markup =>
  items.length > 0
    ? markup`<ul>
        ${items}
      </ul>`
    : markup`<p class="quiet">${empty}</p>`;

const tradeItem = ({ provider, outTradeNo, amountFen, subject, expiresAt }: TradeRow): Markup =>
  markup`<li>
    <div>
      <strong class="amount">¥${yuan(amountFen)}</strong> ${channels[provider]}<br />
      ${subject} · <code>${outTradeNo}</code><br />
      <span class="quiet">${both('支付截止', 'pay until')} ${gmt8(expiresAt)}</span>
    </div>
    <form method="post" action="/__sandbox/payer">
      <input type="hidden" name="trade" value="${outTradeNo}" />
      <button aria-label="支付 Pay ¥${yuan(amountFen)} ${outTradeNo}">${both('支付', 'Pay')}</button>
    </form>
  </li>`;

const valueOf = (name: string, value: unknown): Markup => {
  const text = String(value);
  if (name === 'code') return markup`<strong class="code">${text}</strong>`;
  return /^https?:\/\//.test(text) ? markup`<a href="${text}">${text}</a>` : markup`${name}: ${text}`;
};

const textItem = ({ mobile, template, params, at }: SmsRow): Markup =>
  markup`<li>
    <div>
      <strong>${mobile}</strong> <span class="quiet">${gmt8(at)} · ${template}</span><br />
      ${Object.entries(params as object).map(([name, value], index) =>
        index === 0 ? valueOf(name, value) : markup` · ${valueOf(name, value)}`,
      )}
    </div>
  </li>`;

const parcelItem = ({ orderId, waybill, state }: ShipmentRow): Markup =>
  markup`<li>
    <div><code>${waybill}</code> · ${orderId}<br />${courierWords[state] ?? state}</div>
    <form method="post" action="/__sandbox/payer/parcel">
      <input type="hidden" name="parcel" value="${orderId}" />
      <label
        >${both('新状态', 'News')}
        <select name="state">
          ${courierStates.map((each) => markup`<option value="${each}">${courierWords[each]!}</option>`)}
        </select></label
      >
      <button aria-label="发送 Send ${waybill}">${both('发送', 'Send')}</button>
    </form>
  </li>`;

function document({ books, payer }: Pick<Deps, 'books' | 'payer'>, outcome: Outcome | undefined): Markup {
  const latest = <T>(book: ReadonlyMap<string, T>): T[] => [...book.values()].slice(-most).toReversed();
  const [kind, zh, en] = outcome ? outcomes[outcome] : [];
  return markup`<!doctype html>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>模拟付款 Payer</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/__sandbox/payer/style.css" />
      </head>
      <body>
        <main>
          <h1>${both('模拟付款', 'The payer')}</h1>
          <p class="quiet">
            ${both('这里代替付款人的手机：不会产生真实交易。', "This stands for the payer's telephone. No real money moves.")}
            <a href="/__sandbox/payer">${both('刷新', 'Refresh')}</a>
          </p>
          ${kind && zh && en ? markup`<p role="status" class="${kind}">${both(zh, en)}</p>` : ''}
          ${section(
            'trades',
            both('待支付', 'To be paid'),
            markup`${listOr(
              payer.waiting().slice(0, most).map(tradeItem),
              both(
                '暂无待支付的交易：请先在网站上选择支付方式。',
                'Nothing waits: choose a payment channel on the site first.',
              ),
            )}
              <form method="post" action="/__sandbox/payer" class="paste">
                <label for="code"
                  >${both('或粘贴二维码内容、商户单号', 'Or paste the text of a QR code, or a trade number')}</label
                >
                <input id="code" name="trade" required autocomplete="off" spellcheck="false" />
                <button>${both('支付', 'Pay')}</button>
              </form>`,
          )}
          ${section(
            'texts',
            both('短信', 'Texts'),
            listOr(latest(books.sms).map(textItem), both('还没有发送短信。', 'No text was sent yet.')),
          )}
          ${section(
            'parcels',
            both('快递', 'Parcels'),
            listOr(latest(books.shipments).map(parcelItem), both('还没有快递。', 'There is no parcel yet.')),
          )}
        </main>
      </body>
    </html>`;
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const style = readFileSync(new URL('payer.css', import.meta.url), 'utf8');

interface Deps {
  books: Books;
  payer: Payer;
  sf: ReturnType<typeof createSfExpress>;
}

/** A page on which a newcomer pays what waits, reads the texts that were sent, and moves parcels. It needs no script. */
export function createPayerPage({ books, payer, sf }: Deps): Router {
  const form = (req: Request) => new URLSearchParams(typeof req.body === 'string' ? req.body : '');
  const tell = (res: Response, outcome: Outcome) => res.redirect(303, `/__sandbox/payer?told=${outcome}`);

  function pay(named: string): Outcome {
    const trade = payer.tradeOf(named) ?? books.tradeOfCode(named);
    if (!trade) return 'unknown';
    return payer.pay(trade) ? 'paid' : 'over';
  }

  function move(orderId: string, state: string): Outcome {
    const [shipment, news] = [books.shipments.get(orderId), courierStates.find((each) => each === state)];
    if (!shipment || !news) return 'lost';
    sf.move(shipment, news);
    return 'moved';
  }

  return Router()
    .get('/', (req, res) => {
      const told = (Object.keys(outcomes) as Outcome[]).find((each) => each === req.query.told);
      res
        .set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
        .type('html')
        .send(document({ books, payer }, told).text);
    })
    .get('/style.css', (_req, res) => void res.type('css').send(style))
    .post('/', (req, res) => tell(res, pay((form(req).get('trade') ?? '').trim())))
    .post('/parcel', (req, res) => tell(res, move(form(req).get('parcel') ?? '', form(req).get('state') ?? '')));
}
