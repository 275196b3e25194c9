import type { RefundRow, TradeRow } from './books.ts';
import { china } from './clock.ts';
import type { Keys } from './keys.ts';

/** A trade as WeChat tells it: to who asks, and in the notice of its payment. */
export function viewOfTrade(trade: TradeRow, keys: Keys['wechat']) {
  const states = {
    waiting: 'NOTPAY',
    paid: trade.refundedFen > 0 ? 'REFUND' : 'SUCCESS',
    closed: 'CLOSED',
    refunded: 'REFUND',
  };
  return {
    appid: keys.appId,
    mchid: keys.mchId,
    out_trade_no: trade.outTradeNo,
    trade_state: states[trade.state],
    trade_state_desc: states[trade.state],
    amount: {
      total: trade.amountFen,
      currency: 'CNY',
      ...(trade.paidAt && { payer_total: trade.amountFen, payer_currency: 'CNY' }),
    },
    ...(trade.paidAt && {
      transaction_id: trade.tradeNo,
      trade_type: 'NATIVE',
      bank_type: 'OTHERS',
      success_time: china(trade.paidAt),
      payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    }),
  };
}

/** A refund of the trade as WeChat tells it. */
export function viewOfRefund(
  { outRefundNo, outTradeNo, amountFen, at, pending, abnormal }: RefundRow,
  trade: TradeRow,
) {
  const status = abnormal ? 'ABNORMAL' : pending ? 'PROCESSING' : 'SUCCESS';
  return {
    refund_id: `503${outRefundNo}`,
    out_refund_no: outRefundNo,
    transaction_id: trade.tradeNo,
    out_trade_no: outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '招商银行信用卡0403',
    create_time: china(at),
    status,
    ...(status === 'SUCCESS' && { success_time: china(at) }),
    amount: {
      total: trade.amountFen,
      refund: amountFen,
      payer_total: trade.amountFen,
      payer_refund: amountFen,
      settlement_refund: amountFen,
      settlement_total: trade.amountFen,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}
