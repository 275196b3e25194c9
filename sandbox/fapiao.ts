import { randomInt } from 'node:crypto';
import { Router, type Request } from 'express';
import type { Books, InvoiceRow } from './books.ts';
import { china, type Clock } from './clock.ts';
import { doorOf, type Answer } from './faults.ts';
import type { Keys } from './keys.ts';
import type { Knobs, Route } from './knobs.ts';
import type { Notifier } from './notifier.ts';
import type { WechatSignature } from './wechat-signature.ts';

type Content = Readonly<Record<string, unknown>>;
interface Reply {
  status: number;
  content?: object;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const object = (value: unknown): Content => (typeof value === 'object' && value ? (value as Content) : {});
const list = (value: unknown): Content[] => (Array.isArray(value) ? value.map(object) : []);
const refuse = (status: number, code: string, message: string): Reply => ({ status, content: { code, message } });
/** A reversal nobody confirms is void. */
const silenceMs = 72 * 3_600_000;
const mostOfOneApplication = 5;
const reasons = ['ISSUE_ERROR', 'SALES_RETURN', 'SERVICE_SUSPENTION', 'SALES_DISCOUNT'];

export type Fapiao = ReturnType<typeof createFapiao>;

interface Deps {
  books: Books;
  clock: Clock;
  knobs: Knobs;
  keys: Keys['wechat'];
  signature: WechatSignature;
  notifier: Notifier;
  pushUrl: string | undefined;
}

/**
 * The tax platform over WeChat's new-tax-control fapiao protocol. What the public documents leave open is chosen here: a refused
 * or void reversal shows as ISSUED with `reverse_result`, one that waits for the buyer as REVERSE_ACCEPTED with `buyer_confirmation`.
 */
export function createFapiao({ books, clock, knobs, keys, signature, notifier, pushUrl }: Deps) {
  const base = '/v3/new-tax-control-fapiao';
  const redsOf = (blue: InvoiceRow) => [...books.invoices.values()].filter(({ reverses }) => reverses === blue.id);
  const number = () => `${china(clock.now()).slice(2, 4)}310${String(randomInt(1e14)).padStart(15, '0')}`;

  /** The platform tells its news to the address the merchant registered. */
  function write(row: InvoiceRow, eventType: string): void {
    const notice = pushUrl
      ? notifier.draft({
          provider: 'fapiao',
          kind: 'invoice',
          url: pushUrl,
          fields: {
            eventType,
            originalType: 'fapiao',
            resource: JSON.stringify({
              mchid: keys.mchId,
              fapiao_apply_id: row.applyId,
              fapiao_information: [{ fapiao_id: row.reverses ?? row.id, fapiao_status: eventType.split('.')[1] }],
            }),
          },
        })
      : undefined;
    books.write({ invoices: row, ...(notice && { notices: notice }) });
    if (notice) notifier.schedule(notice);
  }

  /** A reversal that waits, as the buyer's answer and the clock have it by now. */
  function settle(red: InvoiceRow): InvoiceRow {
    if (red.state !== 'pending') return red;
    const { fapiaoBuyer } = knobs.review;
    const isVoid = clock.now() - red.at >= silenceMs;
    if (fapiaoBuyer === 'silent' && !isVoid) return red;
    const state = isVoid ? 'void' : fapiaoBuyer === 'confirm' ? 'done' : 'refused';
    const ended: InvoiceRow = { ...red, state, ...(state === 'done' && { number: number() }) };
    write(ended, state === 'done' ? 'FAPIAO.REVERSED' : 'FAPIAO.REVERSE_FAILED');
    return ended;
  }

  function issue(body: Content): Reply {
    const [applyId, buyer] = [text(body.fapiao_apply_id), object(body.buyer_information)];
    const invoices = list(body.fapiao_information);
    const isCompany = buyer.type === 'ORGANIZATION';
    if (
      !applyId ||
      !['WITH_WECHATPAY', 'WITHOUT_WECHATPAY'].includes(text(body.scene)) ||
      !text(buyer.name) ||
      invoices.length !== 1
    )
      return refuse(400, 'PARAM_ERROR', '参数错误');
    if (isCompany ? !/^[0-9A-Z]{15,20}$/.test(text(buyer.taxpayer_id)) : buyer.type !== 'INDIVIDUAL')
      return refuse(400, 'PARAM_ERROR', '购买方纳税人识别号错误');
    const [asked] = invoices;
    const [id, amountFen, items] = [text(asked!.fapiao_id), asked!.total_amount as number, list(asked!.items)];
    const sum = items.reduce((total, item) => total + (item.total_amount as number), 0);
    if (
      !/^[\w\-*]{6,32}$/.test(id) ||
      !Number.isInteger(amountFen) ||
      amountFen <= 0 ||
      sum !== amountFen ||
      items.some((item) => !text(item.tax_code))
    )
      return refuse(400, 'PARAM_ERROR', '参数错误');
    const content = JSON.stringify(body);
    const before = books.invoices.get(id);
    if (before) return before.content === content ? { status: 202 } : refuse(400, 'INVALID_REQUEST', '发票流水号重复');
    if (
      [...books.invoices.values()].filter((row) => row.applyId === applyId && row.kind === 'blue').length >=
      mostOfOneApplication
    )
      return refuse(400, 'OVER_LIMIT', '开票张数超限');
    const row: InvoiceRow = {
      id,
      kind: 'blue',
      amountFen,
      state: 'done',
      at: clock.now(),
      applyId,
      content,
      number: number(),
    };
    if (knobs.review.fapiaoIssue === 'refuse') write({ ...row, state: 'refused' }, 'FAPIAO.ISSUE_FAILED');
    else write(row, 'FAPIAO.ISSUED');
    return { status: 202 };
  }

  function find(applyId: string, id: string): InvoiceRow | undefined {
    const row = books.invoices.get(id);
    return row?.kind === 'blue' && row.applyId === applyId ? row : undefined;
  }

  function query(applyId: string, id: string): Reply {
    const blue = find(applyId, id);
    if (!blue) return refuse(404, 'RESOURCE_NOT_EXISTS', '开票申请不存在');
    const last = redsOf(blue).map(settle).at(-1);
    const status =
      blue.state === 'refused'
        ? 'ISSUE_FAILED'
        : last?.state === 'done'
          ? 'REVERSED'
          : last?.state === 'pending'
            ? 'REVERSE_ACCEPTED'
            : 'ISSUED';
    return {
      status: 200,
      content: {
        total_count: 1,
        fapiao_information: [
          {
            fapiao_id: blue.id,
            status,
            total_amount: blue.amountFen,
            ...(blue.state === 'refused'
              ? { fail_reason: 'TITLE_REFUSED' }
              : { blue_fapiao: { fapiao_number: blue.number, fapiao_time: china(blue.at) } }),
            ...(last?.state === 'done' && { red_fapiao: { fapiao_number: last.number, fapiao_time: china(last.at) } }),
            ...(last?.state === 'pending' && { buyer_confirmation: 'PENDING' }),
            ...(last?.state === 'refused' && { reverse_result: 'BUYER_REFUSED' }),
            ...(last?.state === 'void' && { reverse_result: 'VOID' }),
          },
        ],
      },
    };
  }

  function reverse(applyId: string, body: Content): Reply {
    const [asked] = list(body.fapiao_information);
    const blue = find(applyId, text(asked?.fapiao_id));
    if (!blue || blue.state !== 'done') return refuse(404, 'RESOURCE_NOT_EXISTS', '发票不存在');
    if (!reasons.includes(text(body.reverse_reason)) || asked!.fapiao_number !== blue.number)
      return refuse(400, 'PARAM_ERROR', '参数错误');
    const reds = redsOf(blue).map(settle);
    const last = reds.at(-1);
    // Asked before and not refused: the same reversal.
    if (last?.state === 'done' || last?.state === 'pending') return { status: 202 };
    const id = `${blue.id}R${reds.length + 1}`;
    const red = {
      id,
      kind: 'red',
      amountFen: -blue.amountFen,
      state: 'pending',
      reverses: blue.id,
      at: clock.now(),
      applyId,
      content: '',
    } as const;
    books.write({ invoices: red });
    settle(red);
    return { status: 202 };
  }

  function files(req: Request, applyId: string, id: string): Reply {
    const blue = find(applyId, id);
    if (!blue || blue.state !== 'done') return refuse(404, 'RESOURCE_NOT_EXISTS', '发票文件不存在');
    const url = `${req.protocol}://${req.get('host')}${base}/download?token=${blue.id}`;
    return {
      status: 200,
      content: { fapiao_download_info_list: [{ fapiao_id: blue.id, download_url: url, status: 'ISSUED' }] },
    };
  }

  function download(req: Request): Answer {
    const blue = books.invoices.get(text(req.query.token));
    if (!blue) return signature.signed(404, { code: 'RESOURCE_NOT_EXISTS', message: '文件不存在' });
    return {
      status: 200,
      headers: { 'content-type': 'application/pdf' },
      body: pdf(`Sandbox invoice ${blue.number}: not a legal invoice`),
    };
  }

  const router = Router();
  const rateLimited = () => signature.signed(429, { code: 'FREQUENCY_LIMITED', message: '频率超限' });
  const genuine = (req: Request, answer: () => Answer) => signature.refusalOf(req, text(req.body)) ?? answer();
  const door = (route: Route, handle: (req: Request, body: Content) => Reply) =>
    doorOf(knobs, {
      provider: 'fapiao',
      route,
      rateLimited,
      answer: (req) =>
        genuine(req, () => {
          const { status, content } = handle(req, text(req.body) ? object(JSON.parse(text(req.body))) : {});
          return signature.signed(status, content);
        }),
    });
  router.post(
    '/fapiao-applications',
    door('issue', (_req, body) => issue(body)),
  );
  router.get(
    '/fapiao-applications/:id',
    door('query', ({ params, query: { fapiao_id } }) => query(text(params.id), text(fapiao_id))),
  );
  router.post(
    '/fapiao-applications/:id/reverse',
    door('reverse', ({ params }, body) => reverse(text(params.id), body)),
  );
  router.get(
    '/fapiao-applications/:id/fapiao-files',
    door('query', (req) => files(req, text(req.params.id), text(req.query.fapiao_id))),
  );
  router.get(
    '/download',
    doorOf(knobs, {
      provider: 'fapiao',
      route: 'query',
      rateLimited,
      answer: (req) => genuine(req, () => download(req)),
    }),
  );

  return {
    router,
    /** After the buyer's answer or the clock moved. */
    settleAll: () => [...books.invoices.values()].filter(({ kind }) => kind === 'red').forEach(settle),
  };
}

/** One page with one line. */
function pdf(line: string): string {
  const stream = `BT /F1 14 Tf 60 760 Td (${line}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((content, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj${content}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  return `${body}xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
}
