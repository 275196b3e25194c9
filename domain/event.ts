import type { LineEvent } from './badge.ts';
import type { OrderEvent } from './badge-order.ts';
import type { Label } from './field-label.ts';
import type { InvoiceEvent } from './invoice.ts';
import type { RefundEvent } from './refund.ts';
import type { RegistrationEvent } from './registration.ts';

const label = (en: string, zh: string): Label => ({ en, zh });

/** What the tables of states know by name. */
type Moves =
  | RegistrationEvent
  | OrderEvent
  | LineEvent
  | `refund_${Exclude<RefundEvent, 'refunded'>}`
  | `invoice_${InvoiceEvent}`;

const moves: Record<Moves, Label> = {
  submitted: label('Submitted', '提交审核'),
  endorsed: label('Approved by the first reviewer', '初审通过'),
  approved: label('Approved', '审核通过'),
  returned: label('Returned for correction', '退回修改'),
  rejected: label('Rejected', '审核不通过'),
  expired: label('Expired', '登记已失效'),
  released: label('Account released', '账号已释放'),
  withdrawn: label('Registration withdrawn', '登记已撤回'),

  payment_confirmed: label('Paid', '支付成功'),
  waived: label('Nothing left to pay', '费用全部减免'),
  window_ended: label('The payment window ended', '支付时限已到'),
  cancelled: label('Cancelled', '订单已取消'),
  trade_closed: label('Closed unpaid', '交易已关闭'),
  all_lines_ended: label('Settled', '订单已完结'),

  order_paid: label('Handed on to review', '已支付，进入人员审核'),
  order_closed: label('People freed', '订单关闭，人员已释放'),
  review_approved: label('Person approved', '人员审核通过'),
  review_failed: label('Person not approved', '人员审核不通过'),
  badge_made: label('Badge made', '证件已制作'),
  shipped: label('A courier is to bring the badges', '已安排快递寄送'),
  laid_out: label('Ready for pickup', '证件待领取'),
  delivered: label('Delivered', '证件已送达'),
  courier_returned: label('Brought back by the courier', '快递退回'),
  handed_over: label('Handed over', '证件已领取'),
  refund_reserved: label('Being refunded', '进入退款'),
  refunded: label('Refunded', '已退款'),

  refund_reversal_begun: label('Refund: the invoice is reversed first', '退款：先冲红发票'),
  refund_provider_asked: label('Refund: the provider was asked', '退款：已提交支付机构'),
  refund_provider_refused: label('Refund: refused by the provider', '退款：支付机构拒绝'),
  refund_taken_up: label('Refund: taken up by an operator', '退款：人工处理'),

  invoice_issued: label('Invoice issued', '发票已开具'),
  invoice_issue_refused: label('Invoice refused', '发票开具失败'),
  invoice_reversal_asked: label('Reversal of the invoice asked for', '申请冲红发票'),
  invoice_buyer_asked: label('The buyer is asked to confirm the reversal', '冲红待购方确认'),
  invoice_reversed: label('Invoice reversed', '发票已冲红'),
  invoice_reversal_refused: label('Reversal of the invoice refused', '发票冲红被拒绝'),
  invoice_reversal_void: label('Reversal of the invoice void', '发票冲红已失效'),
};

/** Whatever may have happened to a registration or an order, and what it is called. The database takes no other kind. */
export const eventKinds = {
  ...moves,

  registration_opened: label('Registration opened', '开通登记'),
  allocated: label('Given to a delegation', '分配交易团'),
  invitation_code_given: label('Invitation code given', '填写邀请码'),
  form_saved: label('Form saved', '保存表单'),
  reviewers_reminded: label('Reviewers reminded', '已提醒审核人员'),
  privacy_terms_accepted: label('Privacy terms accepted', '同意隐私条款'),
  consent_given: label('Consent given', '给予同意'),
  consent_withdrawn: label('Consent withdrawn', '撤回同意'),
  password_changed: label('Password changed', '修改密码'),
  password_reset: label('Password set anew', '重置密码'),
  mobile_changed: label('Mobile changed', '变更手机号码'),
  account_exported: label('Own data exported', '导出本单位数据'),
  personal_data_erased: label('Personal data erased', '个人信息已删除'),

  attendee_added: label('Person added', '添加人员'),
  attendee_changed: label('Person changed', '修改人员'),
  attendees_imported: label('People imported', '导入人员'),
  attendees_deleted: label('People deleted', '删除人员'),
  attendees_locked: label('People locked', '锁定人员'),
  attendees_unlocked: label('People unlocked', '解锁人员'),
  attendee_withdrawn: label('Person withdrawn', '移出人员'),
  attendees_withdrawn: label('People withdrawn', '批量移出人员'),
  photo_saved: label('Photo saved', '上传照片'),
  warnings_confirmed: label('Warnings confirmed', '确认提示'),
  document_corrected: label('Document number corrected', '更正证件号码'),
  name_recorded: label('Name recorded', '登记姓名'),

  order_placed: label('Order placed', '提交订单'),
  reduced: label('Fees reduced', '费用减免'),
  window_extended: label('Payment window extended', '延长支付时限'),
  attention_raised: label('An operator was called', '转人工处理'),
  attention_cleared: label('Nobody is needed any more', '人工处理完毕'),
  late_payment_captured: label('Money that came too late', '收到逾期支付'),
  late_payment_refunded: label('Late money given back', '逾期支付已退回'),
  refund_requested: label('Refund applied for', '申请退款'),
  refund_made: label('Refund made', '退款成功'),
  invoice_requested: label('Invoice applied for', '申请开票'),
} as const satisfies Record<string, Label>;

export type EventKind = keyof typeof eventKinds;
export const allEventKinds = Object.keys(eventKinds) as EventKind[];

/** Who did it. */
export const actors = ['unit', 'delegation', 'bureau', 'operator', 'provider', 'system'] as const;
export type Actor = (typeof actors)[number];

const ofCouriers: readonly EventKind[] = ['shipped', 'delivered', 'courier_returned'];

/** Which of the providers it was, where one did it. */
export const providerOf = (kind: EventKind): 'payment_provider' | 'tax_platform' | 'courier' =>
  kind.startsWith('invoice_') ? 'tax_platform' : ofCouriers.includes(kind) ? 'courier' : 'payment_provider';
