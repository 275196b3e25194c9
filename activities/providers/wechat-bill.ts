import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BillLine } from '../../domain/payment.ts';
import { AnswerFault, outcomeUnknown } from './outcome.ts';
import type { WechatClient } from './wechat-client.ts';

const answer = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url(),
});
const columns = [
  '交易时间',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '商户退款单号',
  '退款金额',
  '手续费',
  '订单金额',
  '申请退款金额',
] as const;

/** Yuan with two decimals or more: `"1.20000"` → 120; fractions of a fen are no money. */
function fenOf(yuan: string): number {
  const match = /^(-?)(\d{1,10})\.(\d{2})0*$/.exec(yuan);
  if (!match) throw new AnswerFault('amount');
  const fen = Number(match[2]) * 100 + Number(match[3]);
  return match[1] && fen > 0 ? -fen : fen;
}

/** Each field stands behind a backtick; the totals follow after a header of their own. */
function readWechatBill(text: string): BillLine[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = lines[0]!.split(',');
  const at = Object.fromEntries(columns.map((name) => [name, names.indexOf(name)])) as Record<
    (typeof columns)[number],
    number
  >;
  if (Object.values(at).includes(-1)) throw new AnswerFault('columns');
  const end = lines.findIndex((line) => line.startsWith('总交易单数'));
  if (end < 0) throw new AnswerFault('no_totals');
  const read = lines.slice(1, end).map((line): BillLine => {
    if (!line.startsWith('`')) throw new AnswerFault('row');
    const fields = line.slice(1).split(',`');
    const get = (name: (typeof columns)[number]) => fields[at[name]] ?? '';
    const isRefund = get('交易状态') === 'REFUND';
    if (!isRefund && get('交易状态') !== 'SUCCESS') throw new AnswerFault('state');
    return {
      kind: isRefund ? 'refund' : 'payment',
      outTradeNo: get('商户订单号'),
      ...(isRefund ? { refundNo: get('商户退款单号') } : {}),
      providerTradeNo: get('微信订单号'),
      amountFen: fenOf(isRefund ? get('申请退款金额') : get('订单金额')),
      feeFen: fenOf(get('手续费')),
      at: new Date(`${get('交易时间').replace(' ', 'T')}+08:00`),
    };
  });
  const totals = (lines[end + 1] ?? '').slice(1).split(',`');
  if (Number(totals[0]) !== read.length) throw new AnswerFault('totals');
  return read;
}

/** The bill of a day; undefined while there is none. */
export async function fetchWechatBill(client: WechatClient, day: string): Promise<BillLine[] | undefined> {
  const request = { method: 'GET', path: '/v3/bill/tradebill', query: { bill_date: day, bill_type: 'ALL' } } as const;
  const result = await client.call('bill', request, answer);
  if ('refusal' in result) {
    if (result.refusal.code === 'NO_STATEMENT_EXIST') return undefined;
    throw outcomeUnknown('wechat bill', new AnswerFault(result.refusal.code));
  }
  const bytes = await client.download('bill download', result.answer.download_url);
  try {
    const hash = createHash('sha1').update(bytes).digest('hex');
    if (hash !== result.answer.hash_value.toLowerCase()) throw new AnswerFault('hash');
    return readWechatBill(bytes.toString('utf8'));
  } catch (error) {
    throw outcomeUnknown('wechat bill', error);
  }
}
