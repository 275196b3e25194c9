import { worded, type Said } from './message.ts';

/** Every refusal the system knows, with the HTTP status it becomes and its title in both languages. Codes are a contract. */
export const errorCodes = {
  // 400: the request itself
  malformed_request: [400, 'The request is malformed', '请求格式有误'],
  validation_failed: [400, 'The request does not fit its schema', '请求内容不符合要求'],
  idempotency_key_required: [400, 'An Idempotency-Key header is required', '缺少 Idempotency-Key 请求头'],
  // 401, 403, 404, 405, 412, 413, 415, 429
  unauthenticated: [401, 'Log in first', '请先登录'],
  credentials_invalid: [401, 'The account or the password is wrong', '账号或密码错误'],
  notice_signature_invalid: [401, 'The notice is not signed by its provider', '通知签名无效'],
  own_unit: [403, 'Nobody reviews their own unit', '不得审核本单位'],
  forbidden: [403, 'Not allowed for this role', '当前角色无权进行此操作'],
  not_found: [404, 'There is no such thing', '未找到'],
  method_not_allowed: [405, 'This method is not allowed here', '不支持该请求方法'],
  request_timeout: [408, 'The request took too long to arrive', '请求未能在限定时间内到达'],
  stale_version: [412, 'It was changed meanwhile; read it again', '内容已被更改，请重新获取'],
  body_too_large: [413, 'The body is too large', '请求内容过大'],
  unsupported_media_type: [415, 'This media type is not supported', '不支持的内容类型'],
  too_many_requests: [429, 'Too many requests', '请求过于频繁'],
  headers_too_large: [431, 'The headers are too large', '请求头过大'],
  // 409: the state does not allow it
  unit_already_registered: [409, 'This unit is already registered', '该单位已注册'],
  not_editable: [409, 'Submitted information cannot be changed', '提交后信息不可修改'],
  already_decided: [409, 'This was decided already', '该审核已有结论'],
  not_submitted: [409, 'This is not under review', '尚未提交审核'],
  already_submitted: [409, 'This was submitted already', '已提交审核'],
  second_review_pending: [409, 'The delegation above decides on this now', '等待上级交易团复审'],
  not_releasable: [409, 'An approved account is not released', '已审核通过的账户不可释放'],
  invitation_code_given: [409, 'An invitation code was given already', '邀请码已填写'],
  dispute_decided: [409, 'This dispute is decided', '该异议已处理'],
  account_free: [409, 'Nobody has registered this account', '该账户尚未注册'],
  survey_not_open: [409, 'The survey is not open', '满意度调查尚未开放'],
  event_full: [409, 'No place is left at this event', '活动名额已满'],
  event_closed: [409, 'Sign-up for this event is closed', '活动报名已截止'],
  attendee_withdrawn: [409, 'The attendee was withdrawn', '参观人员已移出'],
  badge_made: [409, 'The badge is made already', '证件已制作'],
  registration_closed: [409, 'Registration is closed', '预登记已截止'],
  registration_not_approved: [409, 'The registration is not approved', '预登记尚未通过审核'],
  attendee_locked: [409, 'The attendee is locked by the delegation', '参观人员已被交易团锁定'],
  attendee_already_ordered: [409, 'The attendee is already in an order', '参观人员已在订单中'],
  attendee_already_registered: [409, 'This person is already registered', '该人员已登记'],
  order_not_payable: [409, 'The order cannot be paid in its state', '订单当前状态不可支付'],
  order_not_cancellable: [409, 'The order cannot be cancelled in its state', '订单当前状态不可取消'],
  payment_window_ended: [409, 'The payment window has ended', '支付时间已结束'],
  line_not_refundable: [409, 'Somebody here cannot be refunded now', '该人员当前不可退款'],
  order_not_extendable: [409, 'Only an order that awaits payment is extended', '仅待支付订单可延长支付时间'],
  order_not_reducible: [409, 'Only an order that awaits payment is reduced', '仅待支付订单可减免'],
  refund_not_waiting: [409, 'This refund does not wait for a human', '该退款无需人工处理'],
  second_person_needed: [409, 'Somebody else must settle this too', '须由另一人复核'],
  refund_under_way: [409, 'A refund of this order is under way', '该订单正在退款'],
  order_not_invoiceable: [409, 'The order has no money to invoice', '该订单无可开票金额'],
  order_already_invoiced: [409, 'The order has an invoice', '该订单已开票'],
  person_review_pending: [
    409,
    'People are still under review: confirm, or wait for it',
    '人员尚在审核中，建议审核后开票；如需现在开票请确认',
  ],
  invoice_not_reversible: [409, 'The invoice cannot be reversed in its state', '发票当前状态不可冲红'],
  invoice_file_missing: [409, 'The file is not there yet', '发票文件尚未生成'],
  badge_not_made: [409, 'The badge is not made yet', '证件尚未制作'],
  line_not_approved: [409, 'The person has not passed review', '人员尚未通过审核'],
  line_not_under_review: [409, 'The person is not under review', '人员不在审核中'],
  not_ready_for_pickup: [409, 'Nothing here is ready to be handed over', '没有可发放的证件'],
  no_shipment: [409, 'The order has no shipment under way', '订单没有寄送中的包裹'],
  already_allocated: [409, 'The registration belongs to a delegation already', '该预登记已分配交易团'],
  invitation_code_exists: [409, 'The code exists already', '邀请码已存在'],
  idempotency_key_in_flight: [
    409,
    'A request with this Idempotency-Key is being worked on',
    '相同 Idempotency-Key 的请求正在处理',
  ],
  // 422: a rule of the business
  idempotency_key_reused: [422, 'This Idempotency-Key was used with another request', 'Idempotency-Key 已用于其他请求'],
  privacy_terms_not_accepted: [422, 'The privacy terms must be accepted', '须同意隐私条款'],
  uscc_invalid: [422, 'Not a valid unified social credit code', '统一社会信用代码无效'],
  invitation_code_required: [422, 'An invitation code is required', '邀请码为必填项'],
  invitation_code_unknown: [422, 'The invitation code is unknown', '邀请码不存在'],
  invitation_code_exhausted: [422, 'The invitation code has no place left', '邀请码名额已用完'],
  invitation_code_expired: [422, 'The invitation code is not valid now', '邀请码不在有效期内'],
  mobile_proof_required: [422, 'The mobile must be proved: ask for a code to it', '须先验证手机号码'],
  code_invalid: [422, 'The code is wrong or no longer valid', '验证码错误或已失效'],
  import_rejected: [422, 'Nothing was imported: some rows cannot be', '导入失败：部分行有误'],
  address_outdated: [422, 'The address is older than six months; confirm it', '地址已超过六个月，请确认'],
  password_too_weak: [422, 'The password is too easy to guess', '密码过于简单'],
  incomplete: [422, 'Required fields are missing', '信息未填写完整'],
  document_invalid: [422, 'Not a valid document number', '证件号码无效'],
  name_not_printable: [422, 'No font of the badges has a character of this name', '证件字体缺少姓名中的字符'],
  photo_invalid: [422, 'The photo cannot be used', '证件照不符合要求'],
  photo_missing: [422, 'A photo is required before locking', '锁定前须上传证件照'],
  address_required: [422, 'A courier address is required', '须填写快递地址'],
  unknown_reference: [422, 'Not a known value of its vocabulary', '不在可选范围内'],
  tax_number_invalid: [
    422,
    'A company needs its unified social credit code, a person has none',
    '单位抬头须填写有效的统一社会信用代码，个人抬头无税号',
  ],
  reduction_too_large: [422, 'The reduction is larger than what is due', '减免金额超过应付金额'],
  attendee_not_locked: [422, 'The attendee is not locked by the delegation', '参观人员尚未由交易团锁定提交'],
  channel_not_available: [422, 'This payment channel is not available', '该支付渠道暂不可用'],
  // 5xx
  provider_refused: [502, 'The provider refused', '服务方拒绝了请求'],
  unavailable: [503, 'A part of the system is away; try again', '系统暂时不可用，请稍后重试'],
  internal: [500, 'Something went wrong on our side', '系统内部错误'],
} as const satisfies Record<string, readonly [status: number, en: string, zh: string]>;

export type ErrorCode = keyof typeof errorCodes;

/** One field's fault. `path` is a JSON path without `$.`: `attendees[2].documentNumber`. */
export interface FieldError {
  path: string;
  code: string;
  message: string | Said;
}

export interface Refusal {
  code: ErrorCode;
  /** One sentence that quotes the value; never personal data. */
  detail?: string | Said;
  /** What the state is, where the state does not allow it. */
  state?: string;
  errors?: FieldError[];
}

/** A refusal on its way to the caller. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly refusal: Refusal;

  constructor(code: ErrorCode, more: Omit<Refusal, 'code'> = {}) {
    super(typeof more.detail === 'object' ? worded(more.detail, 'en') : (more.detail ?? code));
    this.refusal = { code, ...more };
  }
}

/** An outcome of a provider's call that nobody knows: time-out, reset, 5xx, bad signature, an answer not understood. */
export class OutcomeUnknown extends Error {
  override name = 'OutcomeUnknown';
}

/** An answer that may be a refusal: expected, so a value. */
export type Outcome<T> = { done: T } | { refused: Refusal };
