import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { fenOfYuan } from '../../domain/money.ts';
import type { BillLine } from '../../domain/payment.ts';
import { AnswerFault } from './outcome.ts';

/** Columns of the details by their names; the rest may come and go. (The names are from memory of the merchant's downloads.) */
const row = z.object({
  支付宝交易号: z.string().min(1),
  商户订单号: z.string().min(1),
  业务类型: z.enum(['交易', '退款']),
  完成时间: z.string().regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
  '订单金额（元）': z.string(),
  '退款批次号/请求号': z.string(),
  '服务费（元）': z.string(),
});

/** `"-200.00"` → −20000. */
function signedFen(yuan: string): number {
  const fen = fenOfYuan(yuan.replace(/^-/, ''));
  if (fen === undefined) throw new AnswerFault('amount');
  return yuan.startsWith('-') ? -fen : fen;
}

/** Reads the zip Alipay serves for a day; throws for whatever is not understood. */
export function readAlipayBill(bytes: Buffer): BillLine[] {
  const files = Object.values(unzipSync(bytes)).map((file) => new TextDecoder('gbk').decode(file));
  const details = files.find((text) => text.includes('支付宝业务明细'));
  if (!details) throw new AnswerFault('no_details');
  const records: unknown[] = parse(details, {
    columns: true,
    comment: '#',
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  return z
    .array(row)
    .parse(records)
    .map((each): BillLine => {
      const isRefund = each['业务类型'] === '退款';
      const amountFen = signedFen(each['订单金额（元）']);
      if (isRefund !== amountFen < 0 || isRefund !== (each['退款批次号/请求号'] !== ''))
        throw new AnswerFault('direction');
      return {
        kind: isRefund ? 'refund' : 'payment',
        outTradeNo: each['商户订单号'],
        ...(isRefund ? { refundNo: each['退款批次号/请求号'] } : {}),
        providerTradeNo: each['支付宝交易号'],
        amountFen: Math.abs(amountFen),
        // What the merchant pays stands as a negative amount.
        feeFen: -signedFen(each['服务费（元）']) || 0,
        at: new Date(`${each['完成时间'].replace(' ', 'T')}+08:00`),
      };
    });
}
