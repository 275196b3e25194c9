import type { AttendeeShownState } from './attendee.ts';
import type { LineState } from './badge.ts';
import type { OrderState } from './badge-order.ts';
import type { DisputeState } from './dispute.ts';
import type { InvoiceState } from './invoice.ts';
import type { MobileChangeState } from './mobile-change.ts';
import type { NotificationState } from './notification.ts';
import type { PaymentState } from './payment.ts';
import type { stepStates } from './progress.ts';
import type { DifferenceState } from './reconciliation.ts';
import type { RefundState } from './refund.ts';
import type { RegistrationState } from './registration.ts';
import type { ShipmentState } from './shipment.ts';

/** What a page says for a code. */
interface Word {
  zh: string;
  en: string;
}

/** A word for every code of each kind: one that lacks its word does not compile. */
export type Words<Codes> = { readonly [Of in keyof Codes]: { readonly [Code in Codes[Of] & string]: Word } };

export const word = (zh: string, en: string): Word => ({ zh, en });

/** Of a person before there is an order (G5.2). */
const own = {
  saved: word('已保存', 'Saved'),
  locked: word('已锁定', 'Locked by the delegation'),
  withdrawn: word('已移出', 'Withdrawn'),
};

/** Of a person's badge in an order (G5.3), as it is said of the person too. */
const ordered = {
  awaiting_payment: word('待支付', 'Awaiting payment'),
  under_review: word('待审核', 'Under review'),
  approved: word('审核通过', 'Approved'),
  review_failed: word('审核不通过', 'Not approved'),
  refunding: word('退款中', 'Being refunded'),
  badge_made: word('已制证', 'Badge made'),
  dispatched: word('寄送中', 'Being sent'),
  ready_for_pickup: word('待领取', 'Ready for pickup'),
  delivered: word('已发放', 'Delivered'),
  refunded: word('已退款', 'Refunded'),
};

/** Whose states they are. */
interface StatesOf {
  registration: RegistrationState;
  step: (typeof stepStates)[number];
  attendee: AttendeeShownState;
  order: OrderState;
  'order-line': LineState;
  payment: PaymentState;
  refund: RefundState;
  invoice: InvoiceState;
  shipment: ShipmentState;
  notification: NotificationState;
  dispute: DisputeState;
  'mobile-change': MobileChangeState;
  difference: DifferenceState;
}

/** Every state there is, in the words that pages have for it. */
export const stateWords: Words<StatesOf> = {
  registration: {
    draft: word('填写中', 'Being filled in'),
    under_review: word('待审核', 'Under review'),
    under_second_review: word('待上级审核', 'Under second review'),
    returned: word('退回修改', 'Returned for correction'),
    approved: word('审核通过', 'Approved'),
    rejected: word('审核不通过', 'Rejected'),
    expired: word('逾期终止', 'Expired'),
    released: word('账户已释放', 'Account released'),
    withdrawn: word('已注销', 'Withdrawn by the unit'),
  },
  step: {
    todo: word('未开始', 'To do'),
    doing: word('进行中', 'Under way'),
    done: word('已完成', 'Done'),
    blocked: word('无法继续', 'Blocked'),
  },
  attendee: { ...own, ...ordered },
  order: {
    awaiting_payment: word('待支付', 'Awaiting payment'),
    closing: word('关闭中', 'Being closed'),
    paid: word('支付成功', 'Paid'),
    closed: word('订单关闭', 'Closed'),
    settled: word('已完成', 'Completed'),
  },
  'order-line': { ...ordered, released: word('已释放', 'Released') },
  payment: {
    opening: word('正在生成付款码', 'Code being made'),
    open: word('待付款', 'Awaiting the payer'),
    superseded: word('已更换付款码', 'Replaced by another code'),
    closed: word('已关闭', 'Closed'),
    suspense: word('待退回', 'To be given back'),
    paid: word('已支付', 'Paid'),
    refunded: word('已退回', 'Given back'),
  },
  refund: {
    requested: word('已申请', 'Requested'),
    reversing_invoice: word('发票冲红中', 'Invoice being reversed'),
    refunding: word('退款中', 'Being refunded'),
    needs_attention: word('待人工处理', 'Needs attention'),
    refunded: word('已退款', 'Refunded'),
  },
  invoice: {
    issuing: word('开票中', 'Being issued'),
    issued: word('已开票', 'Issued'),
    reversing: word('冲红中', 'Being reversed'),
    awaiting_buyer: word('待购买方确认冲红', 'Reversal awaits the buyer'),
    reversed: word('已冲红', 'Reversed'),
    failed: word('开票失败', 'Not issued'),
  },
  shipment: {
    creating: word('下单中', 'Being ordered'),
    created: word('待揽收', 'Awaiting the courier'),
    collected: word('已揽收', 'Collected'),
    in_transit: word('运输中', 'In transit'),
    delivered: word('已签收', 'Delivered'),
    returned: word('已退回', 'Returned'),
  },
  notification: {
    pending: word('待发送', 'To be sent'),
    sent: word('已发送', 'Sent'),
    refused: word('发送失败', 'Not sent'),
    unknown: word('发送结果未知', 'Not known to be sent'),
    not_needed: word('无需发送', 'Not needed any more'),
  },
  dispute: {
    open: word('待处理', 'Open'),
    upheld: word('申诉成立', 'Upheld'),
    dismissed: word('申诉不成立', 'Dismissed'),
  },
  'mobile-change': {
    proposed: word('待复核', 'Awaiting a second person'),
    confirmed: word('已确认', 'Confirmed'),
    dismissed: word('已驳回', 'Dismissed'),
    lapsed: word('已失效', 'Lapsed'),
  },
  difference: {
    repairing: word('自动处理中', 'A run looks after it'),
    waiting: word('待人工处理', 'Needs a human'),
    settled: word('已一致', 'Settled'),
  },
};
