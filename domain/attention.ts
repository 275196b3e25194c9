import type { Label } from './field-label.ts';
import { orderNoOfTrade } from './payment.ts';

/** Whom a thing that needs a human waits for: those who run the expo, or a provider by its name. */
export const attentionWaitsFor = [
  'operator',
  'bureau',
  'delegation',
  'alipay',
  'wechat',
  'fapiao',
  'sms',
  'sf',
] as const;
export type WaitsFor = (typeof attentionWaitsFor)[number];

/** From when on a wait is worth a human's look. */
export interface AttentionLimits {
  /** A wait on a provider, or a step that fails, for so long. */
  afterSeconds: number;
  /** A step that fails so often. */
  afterAttempts: number;
}
export const attentionLimits: AttentionLimits = { afterSeconds: 600, afterAttempts: 10 };

const calls = (waitsFor: WaitsFor, en: string, zh: string) => ({ waitsFor, en, zh });

/** Everything that may need a human: whom it waits for unless the item says otherwise, and what it is called. */
export const attentionKinds = {
  order_stuck: calls('operator', 'An order asks for help', '订单需要人工处理'),
  order_overdue: calls('operator', 'An order whose time is over, and whose run does nothing', '订单已超时而流程未推进'),
  registration_overdue: calls(
    'operator',
    'A registration whose time is over, and whose run does nothing',
    '登记已到期而流程未推进',
  ),
  unit_unallocated: calls('bureau', 'A unit that no delegation looks after', '单位长时间未分配交易团'),
  review_overdue: calls('delegation', 'A review that reviewers were reminded of', '审核已提醒仍未完成'),
  refund_refused: calls('operator', 'The provider refuses a refund', '支付机构拒绝退款'),
  refund_delayed: calls('operator', 'A refund that is not made', '退款长时间未完成'),
  refund_overdue: calls(
    'operator',
    'A refused refund whose next try is over, and whose run does nothing',
    '退款已到重试时间而流程未推进',
  ),
  red_invoice_due: calls('operator', 'A red invoice is due', '待开红字发票'),
  invoice_refused: calls('operator', 'The invoice after a refund was refused', '退款后的发票开具失败'),
  invoice_delayed: calls('fapiao', 'An invoice that is neither issued nor reversed', '发票长时间未开具或未冲红'),
  parcel_delayed: calls('sf', 'A parcel that the courier does not take', '快递长时间未接单'),
  bill_difference: calls('operator', "A provider's bill and our books do not agree", '对账不一致'),
  text_unknown: calls('bureau', 'Nobody knows whether a text was sent', '短信是否发出不明'),
  text_delayed: calls('sms', 'A text that is not sent', '短信长时间未发出'),
  account_disputed: calls('bureau', 'An account is disputed', '账号申诉待处理'),
  mobile_change: calls('bureau', "A change of a unit's mobile waits for a second person", '手机号码变更待第二人确认'),
  fields_unreadable: calls('operator', 'Sealed fields cannot be opened', '加密数据无法解密'),
  erasure_overdue: calls('operator', 'Personal data that should be erased by now', '个人信息到期未删除'),
  withdrawal_unfinished: calls(
    'operator',
    'A unit withdrew, and its data is not erased yet',
    '撤回登记后个人信息未删除',
  ),
  limit_met: calls('operator', 'All callers together met a limit', '请求总量达到上限'),
  message_refused: calls('operator', 'A message to a run that nobody who may stands behind', '流程收到无授权的指令'),
  activity_failing: calls('operator', 'A step of a run that fails again and again', '流程步骤反复失败'),
  task_failing: calls('operator', 'A run whose own program fails', '流程程序出错，无法推进'),
} as const satisfies Record<string, Label & { waitsFor: WaitsFor }>;

export type AttentionKind = keyof typeof attentionKinds;

/** What an item may be about; each is about one of these. */
export const attentionSubjects = [
  'orderNo',
  'refundId',
  'invoiceId',
  'registrationId',
  'notificationId',
  'disputeId',
  'mobileChangeId',
  'difference',
  'table',
  'limit',
  'run',
] as const;
export type AttentionSubject = (typeof attentionSubjects)[number];

/** Why an order's run asks for help, as it writes it down; after a colon may stand what the other side answered. */
export const attentionReasons = {
  parcel_refused: 'the courier refused the parcel',
  parcel_returned: 'the courier brought the parcel back',
  order_lingers: 'nothing has ended this order for 45 days',
} as const;

const subjectOfPrefix = {
  order: 'orderNo',
  refund: 'refundId',
  invoice: 'invoiceId',
  'invoice-reversal': 'invoiceId',
  'account-notice': 'notificationId',
  'staff-invitation': 'notificationId',
  'verification-code': 'notificationId',
} as const satisfies Record<string, AttentionSubject>;

/** What a run is about, as its id says it; of a registration's the account, of anything else the run itself. */
export function subjectOfRun(
  workflowId: string,
): { about: AttentionSubject; subject: string } | { edition: string; account: string } {
  const [, prefix = '', rest = ''] = /^([a-z-]+):(.+)$/.exec(workflowId) ?? [];
  const [, edition, account] = /^registration:([^:]+):(.+)$/.exec(workflowId) ?? [];
  if (edition !== undefined && account !== undefined) return { edition, account };
  const orderNo = prefix === 'late-payment' ? orderNoOfTrade(rest) : undefined;
  if (orderNo) return { about: 'orderNo', subject: orderNo };
  return Object.hasOwn(subjectOfPrefix, prefix)
    ? { about: subjectOfPrefix[prefix as keyof typeof subjectOfPrefix], subject: rest }
    : { about: 'run', subject: workflowId };
}
