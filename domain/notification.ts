import { yuanOfFen } from './money.ts';

interface Template {
  zh: string;
  en: string;
}

/** Every text the system sends, by kind; `${name}` stands for a parameter. The provider has each approved in both languages. */
const notificationTemplates = {
  /** G5.2: the delegation locked people of a unit that owes a fee. */
  payment_due: {
    zh: '贵单位有${people}位参观人员已由交易团锁定，应缴证件费用${amount}元，请登录系统提交办证并支付。',
    en: '${people} of your attendees have been locked by your delegation. ${amount} yuan is due: please log in, order the badges and pay.',
  },
  /** G4: registration closes and the unit has not submitted. */
  registration_closing: {
    zh: '参观预登记将于${days}天后截止，贵单位的信息尚未提交，请尽快登录系统完成。',
    en: 'Registration closes in ${days} days and yours is not submitted yet. Please log in and complete it.',
  },
  registration_returned: {
    zh: '贵单位的参观预登记已被退回修改，请登录系统查看原因，修改后重新提交。',
    en: 'Your registration was returned for correction. Please log in to see why, correct it and submit it again.',
  },
  registration_approved: {
    zh: '贵单位的参观预登记已审核通过，请登录系统添加参观人员并办理证件。',
    en: 'Your registration is approved. Please log in to add attendees and order their badges.',
  },
  registration_rejected: {
    zh: '贵单位的参观预登记未通过审核，请登录系统查看原因。',
    en: 'Your registration was not approved. Please log in to see why.',
  },
  registration_expired: {
    zh: '参观预登记已截止，贵单位未在期限内提交，预登记已终止。',
    en: 'Registration is closed. Yours was not submitted in time and has ended.',
  },
  /** The bureau gave the account to the unit whose code it is. */
  account_released: {
    zh: '经核实，您注册的统一社会信用代码不属于贵单位，该账户已被释放。如有疑问请联系交易团。',
    en: "On checking, the credit code you registered is not your unit's; the account has been released. Please ask your delegation if this is wrong.",
  },
  attendee_withdrawn: {
    zh: '经核实，贵单位的一位参观人员已由其他单位登记，该人员已从贵单位名单中移出。',
    en: 'On checking, one of your attendees comes with another unit and was taken off your list.',
  },
  /** G4.3, to a reviewer. */
  review_due: {
    zh: '有${count}家单位的参观预登记等待审核，请登录系统处理。',
    en: '${count} registrations wait for your review. Please log in.',
  },
  /** G7.2: somebody of an order failed review. */
  person_review_failed: {
    zh: '贵单位订单${orderNo}中有${people}位人员未通过审核，请登录系统申请退票退款。',
    en: '${people} of the people in your order ${orderNo} did not pass review. Please log in and apply for the refund.',
  },
  refunded: {
    zh: '贵单位订单${orderNo}的退款${amount}元已办理完成。',
    en: 'The refund of ${amount} yuan for your order ${orderNo} is made.',
  },
  /** Paid after the window, twice, or another amount. */
  late_payment_refunded: {
    zh: '贵单位订单${orderNo}收到一笔无法入账的付款${amount}元（超时、重复或金额不符），已退回。',
    en: 'A payment of ${amount} yuan for your order ${orderNo} came late, twice or in another amount, and was given back.',
  },
  /** To the number that was on file. */
  mobile_changed: {
    zh: '贵单位预登记账户的手机号码已更改，今后短信将发送至新号码。如非贵单位操作，请立即联系交易团。',
    en: 'The mobile of your registration account was changed; texts go to the new one from now on. If that was not you, contact your delegation at once.',
  },
  password_changed: {
    zh: '贵单位预登记账户的密码已更改。如非贵单位操作，请立即重置密码并联系交易团。',
    en: 'The password of your registration account was changed. If that was not you, reset it at once and contact your delegation.',
  },
  /** G2.1, G9.1 */
  verification_code: {
    zh: '您的验证码为${code}，${minutes}分钟内有效，请勿告知他人。',
    en: 'Your verification code is ${code}, valid for ${minutes} minutes. Do not tell it to anyone.',
  },
  /** To a member of staff, whose password the link sets. */
  staff_invitation: {
    zh: '您的工作账号${login}已开通，请于${days}天内打开链接设置密码：${link}。链接仅可使用一次，请勿转发。',
    en: 'Your staff account ${login} is ready. Open this link within ${days} days to set its password: ${link}. It works once; do not pass it on.',
  },
} as const satisfies Record<string, Template>;

export type NotificationKind = keyof typeof notificationTemplates;
/** What a unit is told of its account; no run of a registration sends it. */
export const accountNotices = ['mobile_changed', 'password_changed'] as const satisfies NotificationKind[];
export type AccountNotice = (typeof accountNotices)[number];
export const notificationKinds = Object.keys(notificationTemplates) as NotificationKind[];
/** What became of a text; `unknown`: no understood answer came, and it is not sent twice. */
export const notificationStates = ['pending', 'sent', 'refused', 'unknown', 'not_needed'] as const;
export type NotificationState = (typeof notificationStates)[number];
/** Under which codes the provider approved an edition's texts, where they are not the usual ones (`SMS_PAYMENT_DUE`, in English `SMS_PAYMENT_DUE_EN`). */
export type SmsTemplates = Partial<Record<NotificationKind, { zh?: string | undefined; en?: string | undefined }>>;
export type NotificationParams = Readonly<Record<string, string>>;

/** What is stored with a text, in the words its template takes; `amountFen` becomes yuan. */
export function textParams({ amountFen, ...params }: Record<string, unknown>): NotificationParams {
  const words = Object.entries(params).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(words), ...(typeof amountFen === 'number' ? { amount: yuanOfFen(amountFen) } : {}) };
}

/** A mainland number gets the Chinese text, any other the English one. */
export function languageOfMobile(mobile: string): 'zh' | 'en' {
  return /^1[0-9]{10}$/.test(mobile) ? 'zh' : 'en';
}

export function textOf(kind: NotificationKind, params: NotificationParams, language: 'zh' | 'en'): string {
  return notificationTemplates[kind][language].replace(/\$\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
}

interface TextMessage {
  /** Mainland mobile as digits only; another country's with `+` and its code. */
  mobile: string;
  template: NotificationKind;
  /** Where the edition has its text approved under another code than the usual one. */
  templateCode?: string | undefined;
  language: 'zh' | 'en';
  params: NotificationParams;
  /** Our own number; the provider only echoes it: a text has no idempotency token. */
  outId: string;
}

type TextAnswer = { status: 'sent'; providerId: string } | { status: 'refused'; reason: string };

/** A sender of text messages. Throws `OutcomeUnknown` when no understood answer came: the text may have been sent. */
export interface TextSender {
  send(message: TextMessage): Promise<TextAnswer>;
}
