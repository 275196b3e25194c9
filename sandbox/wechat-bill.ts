import type { BillLine } from './bill.ts';
import { gmt8 } from './clock.ts';
import type { Keys } from './keys.ts';

const csv = (fields: readonly (string | number)[]) => fields.map((field) => `\`${field}`).join(',');
const money = (fen: number) => (fen / 100).toFixed(2);

const header =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const totals = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** WeChat's bill of a day: CSV with a backtick before each field, the totals at the end. */
export function wechatBill(lines: readonly BillLine[], keys: Keys['wechat']): string {
  const rows = lines.map(({ kind, outTradeNo, tradeNo, refundNo, subject, amountFen, feeFen, at }) => {
    const isRefund = kind === 'refund';
    const paid = isRefund ? 0 : amountFen;
    const refund = isRefund
      ? [`503${refundNo}`, refundNo, money(amountFen), '0.00', 'ORIGINAL', 'SUCCESS']
      : ['0', '0', '0.00', '0.00', '', ''];
    return csv([
      gmt8(at),
      keys.appId,
      keys.mchId,
      0,
      '',
      tradeNo,
      outTradeNo,
      'oUpF8uMuAJO',
      'NATIVE',
      isRefund ? 'REFUND' : 'SUCCESS',
      'OTHERS',
      'CNY',
      money(paid),
      '0.00',
      ...refund,
      subject.replaceAll(',', ' '),
      '',
      `${money(feeFen)}000`,
      '0.60%',
      money(paid),
      isRefund ? money(amountFen) : '0.00',
      '',
    ]);
  });
  const sum = (of: 'payment' | 'refund') =>
    lines.filter(({ kind }) => kind === of).reduce((total, { amountFen }) => total + amountFen, 0);
  const fees = lines.reduce((total, { feeFen }) => total + feeFen, 0);
  const last = csv([
    lines.length,
    money(sum('payment')),
    money(sum('refund')),
    '0.00',
    `${money(fees)}000`,
    money(sum('payment')),
    money(sum('refund')),
  ]);
  return [header, ...rows, totals, last, ''].join('\r\n');
}
