import type { Schemas } from '../client/client.ts';
import { dictionary, useLanguage, useWords } from '../language.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';

type States<S extends string> = Readonly<Record<S, readonly [tone: Tone, zh: string, en: string]>>;

const order: States<Schemas['BadgeOrder']['state']> = {
  awaiting_payment: ['todo', '待支付', 'Awaiting payment'],
  closing: ['waiting', '关闭中', 'Being closed'],
  paid: ['done', '支付成功', 'Paid'],
  settled: ['done', '支付成功', 'Paid'],
  closed: ['over', '订单关闭', 'Closed'],
};
const line: States<Schemas['OrderLine']['state']> = {
  awaiting_payment: ['todo', '待支付', 'Awaiting payment'],
  under_review: ['waiting', '待审核', 'Under review'],
  approved: ['done', '审核通过', 'Approved'],
  review_failed: ['wrong', '审核不通过', 'Not approved'],
  refunding: ['waiting', '退款中', 'Being refunded'],
  refunded: ['over', '已退款', 'Refunded'],
  badge_made: ['done', '已制证', 'Badge made'],
  dispatched: ['waiting', '已寄出', 'Dispatched'],
  ready_for_pickup: ['todo', '待领取', 'Ready for pickup'],
  delivered: ['done', '已发放', 'Delivered'],
  released: ['over', '订单关闭', 'Order closed'],
};
const refund: States<Schemas['Refund']['state']> = {
  requested: ['waiting', '已申请', 'Requested'],
  reversing_invoice: ['waiting', '发票冲红中', 'Invoice being reversed'],
  refunding: ['waiting', '退款中', 'Being refunded'],
  needs_attention: ['wrong', '待人工处理', 'Needs attention'],
  refunded: ['done', '已退款', 'Refunded'],
};
const invoice: States<Schemas['Invoice']['state']> = {
  issuing: ['waiting', '开票中', 'Being issued'],
  issued: ['done', '已开票', 'Issued'],
  reversing: ['waiting', '冲红中', 'Being reversed'],
  awaiting_buyer: ['todo', '待购买方确认冲红', 'Reversal awaits the buyer'],
  reversed: ['over', '已冲红', 'Reversed'],
  failed: ['wrong', '开票失败', 'Not issued'],
};
const shipment: States<Schemas['Shipment']['state']> = {
  creating: ['waiting', '下单中', 'Being ordered'],
  created: ['waiting', '待揽收', 'Awaiting the courier'],
  collected: ['waiting', '已揽收', 'Collected'],
  in_transit: ['waiting', '运输中', 'In transit'],
  delivered: ['done', '已签收', 'Delivered'],
  returned: ['wrong', '已退回', 'Returned'],
};
const notification: States<Schemas['Notification']['state']> = {
  pending: ['waiting', '待发送', 'To be sent'],
  sent: ['done', '已发送', 'Sent'],
  refused: ['wrong', '发送失败', 'Not sent'],
  unknown: ['over', '发送结果未知', 'Not known to be sent'],
  not_needed: ['over', '无需发送', 'Not needed any more'],
};

/** A state in words, with what it asks of whoever looks. */
const tagOf = <S extends string>(states: States<S>) =>
  function State({ of: state }: { of: S }) {
    const [tone, zh, en] = states[state];
    return <StateTag tone={tone}>{useLanguage() === 'zh' ? zh : en}</StateTag>;
  };

/** Of a person's line in an order: where the badge stands. */
export const LineState = tagOf(line);
export const RefundState = tagOf(refund);
export const InvoiceState = tagOf(invoice);
export const ShipmentState = tagOf(shipment);
export const NotificationState = tagOf(notification);
const PlainOrderState = tagOf(order);

const invoicedWords = dictionary({ zh: { invoiced: '已开票' }, en: { invoiced: 'Invoiced' } });

/** As the guide has it: “paid, invoiced” is one state more (G6.3). */
export function OrderState({ of: { state, invoiced } }: { of: Pick<Schemas['BadgeOrder'], 'state' | 'invoiced'> }) {
  const words = useWords(invoicedWords);
  return (
    <span className="states">
      <PlainOrderState of={state} />
      {invoiced && <StateTag tone="done">{words.invoiced}</StateTag>}
    </span>
  );
}
