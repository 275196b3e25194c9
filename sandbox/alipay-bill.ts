import type { BillLine } from './bill.ts';
import { gmt8 } from './clock.ts';
import { yuan } from './yuan.ts';
import { gbk, zip } from './zip.ts';

const header =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注';
const signed = (fen: number) => (fen < 0 ? `-${yuan(-fen)}` : yuan(fen));

/** Alipay's bill of a day: a zip with the details and their summary, both CSV in GBK. */
export function alipayBill(lines: readonly BillLine[], day: string, account: string): Buffer {
  const rows = lines.map(({ kind, outTradeNo, tradeNo, refundNo, subject, amountFen, feeFen, at }) => {
    const amount = signed(kind === 'refund' ? -amountFen : amountFen);
    const fields = [
      tradeNo,
      outTradeNo,
      kind === 'refund' ? '退款' : '交易',
      subject.replaceAll(',', ' '),
      gmt8(at),
      gmt8(at),
      '',
      '',
      '',
      '',
      '*文静(159****5620)',
      amount,
      amount,
    ];
    return [
      ...fields,
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '0.00',
      '',
      '0.00',
      '0.00',
      refundNo,
      signed(-feeFen),
      '0.00',
      '',
    ]
      .map((field) => `${field}\t`)
      .join(',');
  });
  const details = [
    '#支付宝业务明细查询',
    `#账号：[${account}]`,
    `#起始日期：[${day} 00:00:00]`,
    '#-----------------------------------------业务明细列表----------------------------------------',
    header,
    ...rows,
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#导出时间：[${day} 09:00:00]`,
    '',
  ];
  const summary = ['#支付宝业务汇总查询', `#账号：[${account}]`, ''];
  return zip({ 'details.csv': gbk(details.join('\r\n')), 'summary.csv': gbk(summary.join('\r\n')) });
}
