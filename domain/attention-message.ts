/** Why something needs a human (`attention.ts`); a part of the catalogue (`message.ts`). */
export const attentionMessages = {
  attention_order_stuck: ['It asks for help: {text}.', '需要人工处理：{text}。'],
  attention_parcel_refused: [
    'The courier refuses the parcel: {answer}. Correct the address; it is asked again every 15 minutes.',
    '快递公司拒绝接单：{answer}。请更正地址，系统每15分钟重试一次。',
  ],
  attention_parcel_returned: ['The courier brought the parcel back.', '快递件已被退回。'],
  attention_order_lingers: ['Nothing has ended this order for 45 days.', '该订单45天未完结。'],
  attention_order_overdue: [
    'Its time is over and its run did nothing: a reconciliation wakes it (POST /ops/reconciliation).',
    '该订单已超时而流程未推进：发起对账可唤醒（POST /ops/reconciliation）。',
  ],
  attention_registration_overdue: [
    'Its time was over and its run did nothing: look at the run.',
    '该登记已到期而流程未推进：请查看流程。',
  ],
  attention_unit_unallocated: [
    'It has submitted, and no delegation reviews it: allocate it.',
    '该单位已提交，但没有交易团审核：请分配交易团。',
  ],
  attention_review_overdue: [
    'Its reviewers were reminded {times} times, and it still waits for its review.',
    '已提醒审核人员{times}次，仍未完成审核。',
  ],
  attention_refund_refused: ['The provider refuses the refund: {answer}.', '支付机构拒绝退款：{answer}。'],
  attention_refund_delayed: [
    'The refund is asked for, and the provider has not made it.',
    '已申请退款，支付机构尚未完成。',
  ],
  attention_refund_waits: [
    'The refund waits for a red invoice, or was not begun.',
    '该退款正在等待红字发票，或尚未开始办理。',
  ],
  attention_refund_overdue: [
    'It should have been tried again by itself, and its run did nothing: look at the run.',
    '该退款应已自动重试而流程未推进：请查看流程。',
  ],
  attention_red_invoice_due: [
    'A red invoice is due: the money went back, the reversal was refused or void.',
    '款项已退回，但冲红被拒绝或已失效，须补开红字发票。',
  ],
  attention_invoice_refused: [
    'The invoice after a refund was refused: {answer}.',
    '退款后的发票被拒绝开具：{answer}。',
  ],
  attention_invoice_delayed: [
    'The tax platform was asked for it and has not answered with an end.',
    '已向税务平台提出请求，尚无结果。',
  ],
  attention_parcel_delayed: [
    'The badges are made, and the courier has not taken the order for parcel {shipmentNo}.',
    '证件已制作，快递公司尚未接单（{shipmentNo}）。',
  ],
  attention_bill_difference: [
    'A bill and our books do not agree: {difference}.',
    '账单与我方账目不一致：{difference}。',
  ],
  attention_text_unknown: ['Nobody knows whether a text was sent.', '不清楚短信是否已发出。'],
  attention_text_delayed: ['The text waits to be sent.', '短信仍在等待发送。'],
  attention_account_disputed: ['An account is disputed.', '有单位对账号提出申诉。'],
  attention_mobile_change: [
    "A change of a unit's mobile waits for a second person (POST /bureau/mobile-changes/[id]/confirm), until {day}.",
    '手机号码变更待第二人确认（POST /bureau/mobile-changes/[id]/confirm），{day}失效。',
  ],
  attention_fields_unreadable: [
    '{fields} sealed field(s) cannot be opened, as {example}: a key is missing, or they are damaged.',
    '有{fields}项加密数据无法解密，例如 {example}：缺少密钥或数据已损坏。',
  ],
  attention_erasure_overdue: [
    'Its personal data should be erased by now, but is not: money, paper or a dispute of it is under way, or the erasure fails (the runs of retention say why).',
    '个人信息到期未删除：仍有款项、发票或申诉未了结，或删除失败（原因见 retention 流程）。',
  ],
  attention_withdrawal_unfinished: [
    'Its unit withdrew, and its personal data is not erased yet: something of it is under way, or the erasure fails (the runs of retention say why).',
    '单位已撤回登记，个人信息尚未删除：仍有事项未了结，或删除失败（原因见 retention 流程）。',
  ],
  attention_limit_met: [
    'All callers together met the limit of {limit}, some are refused: an attack, or more guests than expected.',
    '全部请求合计达到上限（{limit}），部分请求被拒绝：可能遭到攻击，或访问量超出预期。',
  ],
  attention_message_refused: [
    'A message to this run, or its start, was not followed, for nobody who may stands behind it ({message}, {fault}, {times} times): ask who sent it.',
    '流程收到的指令或启动请求无人授权，未予执行（{message}，{fault}，{times}次）：请查明来源。',
  ],
  attention_activity_failing: [
    '{step} failed {times} times and is tried again: {error}.',
    '{step}已失败{times}次，仍在重试：{error}。',
  ],
  attention_task_failing: [
    'The program of this run fails, and it stands still until a worker has one that works: {error}.',
    '流程程序出错，须由可用版本的worker接手后才能继续：{error}。',
  ],
} as const;
