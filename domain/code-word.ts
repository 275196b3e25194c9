import type { AttendeeList, BadgeType, PickupWay } from './attendee.ts';
import type { Sex } from './attendee-field.ts';
import { attentionKinds, type AttentionKind } from './attention.ts';
import { eventKinds, type Actor, type EventKind } from './event.ts';
import type { ClosedReason, OrderTab } from './badge-order.ts';
import type { ConsentKind } from './consent.ts';
import type { PermitRegion } from './identity.ts';
import type { NotInvoiceableReason } from './invoice.ts';
import type { TitleKind } from './invoice-title.ts';
import type { Channel } from './payment.ts';
import type { ProgressStep, waitedFor } from './progress.ts';
import type { NotRefundableReason } from './refund.ts';
import type { Decision, Region, UnitCategory } from './registration.ts';
import { word, type Words } from './state-word.ts';

/** Whose codes they are. */
interface CodesOf {
  category: UnitCategory;
  region: Region;
  'attendee-list': AttendeeList;
  'permit-region': PermitRegion;
  sex: Sex;
  'badge-type': BadgeType;
  pickup: PickupWay;
  step: ProgressStep;
  'waits-for': (typeof waitedFor)[number];
  decision: Decision;
  'order-tab': OrderTab;
  'closed-reason': ClosedReason;
  channel: Channel;
  'not-refundable-reason': NotRefundableReason;
  'not-invoiceable-reason': NotInvoiceableReason;
  'title-kind': TitleKind;
  consent: ConsentKind;
  event: EventKind;
  attention: AttentionKind;
  actor: Actor;
}

/** What is no state and no entry of a vocabulary and yet a page has to name. */
export const codeWords: Words<CodesOf> = {
  category: {
    enterprise: word('企业', 'Enterprise'),
    social_organisation: word('社会组织', 'Social organisation'),
    public_institution: word('事业单位', 'Public institution'),
    government: word('政府机构', 'Government body'),
  },
  region: {
    mainland: word('中国大陆', 'Mainland of China'),
    hk_macao_taiwan: word('港澳台地区', 'Hong Kong, Macao and Taiwan'),
    overseas: word('海外', 'Overseas'),
  },
  'attendee-list': {
    mainland: word('中国大陆地区人员', 'From the mainland'),
    hk_macao_taiwan: word('港澳台人员', 'From Hong Kong, Macao and Taiwan'),
    overseas: word('海外人员', 'From overseas'),
  },
  'permit-region': {
    hong_kong: word('香港', 'Hong Kong'),
    macao: word('澳门', 'Macao'),
    taiwan: word('台湾', 'Taiwan'),
  },
  sex: { male: word('男', 'Male'), female: word('女', 'Female') },
  'badge-type': { professional: word('专业观众', 'Professional visitor'), vip: word('贵宾', 'VIP') },
  pickup: { courier: word('快递直送', 'By courier'), delegation: word('交易团代领', 'From the delegation') },
  step: {
    unit_info: word('填写单位信息', 'Unit information'),
    procurement_intent: word('填写采购意向', 'Procurement intent'),
    attendees: word('添加参观人员', 'Attendees'),
    submit: word('确认提交', 'Confirm and submit'),
    review: word('交易团审核', 'Review'),
    lock: word('人员锁定', 'Locking of attendees'),
    payment: word('办证支付', 'Badge order and payment'),
    person_review: word('人员审核', 'Review of attendees'),
    production: word('证件制作', 'Badge production'),
    distribution: word('证件发放', 'Badge distribution'),
  },
  'waits-for': {
    unit: word('本单位', 'Your unit'),
    delegation: word('交易团', 'The delegation'),
    bureau: word('博览局', 'The bureau'),
    courier: word('快递公司', 'The courier'),
    provider: word('支付机构', 'The payment provider'),
  },
  decision: {
    approve: word('审核通过', 'Approve'),
    return: word('退回修改', 'Return for correction'),
    reject: word('审核不通过', 'Reject'),
  },
  'order-tab': {
    all: word('全部订单', 'All'),
    unpaid: word('待支付', 'Unpaid'),
    paid: word('已支付', 'Paid'),
    refunded: word('有退款', 'With refunds'),
  },
  'closed-reason': {
    expired: word('超时未支付', 'Not paid in time'),
    cancelled: word('已取消', 'Cancelled'),
  },
  channel: { alipay: word('支付宝', 'Alipay'), wechat: word('微信支付', 'WeChat Pay') },
  'not-refundable-reason': {
    nothing_paid: word('未支付费用', 'Nothing was paid for this person'),
    not_paid: word('订单未支付', 'The order is not paid'),
    review_not_failed: word('仅审核不通过的人员可退款', 'Only people who failed review are refunded'),
    badge_made: word('证件已制作', 'The badge is made'),
    refund_under_way: word('退款办理中', 'A refund is under way'),
    refunded: word('已退款', 'Refunded already'),
  },
  'not-invoiceable-reason': {
    channel_not_available: word('暂不提供电子发票', 'No invoices are offered'),
    order_not_invoiceable: word('该订单无可开票金额', 'The order has no money to invoice'),
    refund_under_way: word('退款办理中', 'A refund is under way'),
    order_already_invoiced: word('该订单已开票', 'The order has an invoice'),
  },
  'title-kind': { personal: word('个人', 'Personal'), company: word('企业单位', 'Company') },
  consent: {
    privacy_terms: word('隐私条款', 'Privacy terms'),
    document_numbers: word('证件号码处理告知', 'Handling of document numbers'),
    photos: word('照片处理告知', 'Handling of photos'),
  },
  event: eventKinds,
  attention: attentionKinds,
  actor: {
    unit: word('本单位', 'The unit'),
    delegation: word('交易团', 'The delegation'),
    bureau: word('博览局', 'The bureau'),
    operator: word('运营人员', 'An operator'),
    provider: word('服务商', 'A provider'),
    system: word('系统', 'The system'),
  },
};

/** Whose words there are, or which codes have one. */
export function namesIn<T extends object>(words: T): (keyof T & string)[] {
  // Object.keys forgets the names.
  return Object.keys(words) as (keyof T & string)[];
}
