import type { Label } from './field-label.ts';

/** Whom a thing that needs a human waits for. */
export const attentionWaitsFor = ['operator', 'bureau'] as const;
type WaitsFor = (typeof attentionWaitsFor)[number];

const calls = (waitsFor: WaitsFor, en: string, zh: string) => ({ waitsFor, en, zh });

/** Everything that may need a human: whom it waits for, and what it is called. */
export const attentionKinds = {
  order_stuck: calls('operator', 'An order asks for help', '订单需要人工处理'),
  order_overdue: calls('operator', 'An order whose time is over, and whose run does nothing', '订单已超时而流程未推进'),
  refund_refused: calls('operator', 'The provider refuses a refund', '支付机构拒绝退款'),
  refund_delayed: calls('operator', 'A refund that is not made since a day', '退款超过一天未完成'),
  red_invoice_due: calls('operator', 'A red invoice is due', '待开红字发票'),
  invoice_refused: calls('operator', 'The invoice after a refund was refused', '退款后的发票开具失败'),
  bill_difference: calls('operator', "A provider's bill and our books do not agree", '对账不一致'),
  text_unknown: calls('bureau', 'Nobody knows whether a text was sent', '短信是否发出不明'),
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
] as const;
export type AttentionSubject = (typeof attentionSubjects)[number];
