import { errorCodes, type ErrorCode } from './error-code.ts';
import { attentionMessages } from './attention-message.ts';
import type { Label } from './field-label.ts';
import { editionMessages } from './edition-message.ts';
import { expoMessages } from './expo-message.ts';
import { registrationMessages } from './registration-message.ts';
import { sheetMessages } from './sheet-message.ts';
import { staffMessages } from './staff-message.ts';

/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
type Words = readonly [en: string, zh: string];

/** What a refusal says to a person beside the titles of its codes, by key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  // a field by itself
  required: ['{field} is missing.', '请填写{field}。'],
  choose: ['{field} is missing: choose one.', '请选择{field}。'],
  choose_from_list: ['{field}: choose one from the list.', '请从列表中选择{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
  over_already: ['{field} is over already: give a later time.', '{field}已过，请填写以后的时间。'],
  email_format: [
    '{field} is not an e-mail address, such as name@example.com.',
    '{field}格式不正确，请填写完整的邮箱地址。',
  ],
  mobile_format: [
    'A mainland mobile has 11 digits; any other begins with + and the code of its country.',
    '手机号码格式不正确：中国大陆号码为11位，其他号码以“+”和国家（地区）代码开头。',
  ],
  telephone_format: [
    '{field} is no telephone number. Write it like 0757-83123456, with an extension like ext. 801.',
    '{field}格式不正确，请按“0757-83123456”填写，如有分机号请在后面写“转801”。',
  ],
  name_characters: [
    "{field} may have letters, blanks and · ' - . , / only; no digits.",
    "{field}只能填写文字、空格及 · ' - . , / 等符号，不能含有数字，请按证件上的姓名填写。",
  ],
  day_format: ['{field} is a day such as 2019-11-05.', '{field}应填写日期，如 2019-11-05。'],
  time_format: ['{field} is a time such as 2019-11-05T08:00:00Z.', '{field}应填写时间，如 2019-11-05T08:00:00Z。'],
  id_format: ['{field} is not an id that was given out.', '{field}不是有效的编号。'],
  characters: ['{field} holds characters that cannot be used.', '{field}含有不能使用的字符。'],
  character_lost: [
    'A character of {field} was lost on the way: type it anew.',
    '{field}中有字符在传送中丢失，请重新填写。',
  ],
  too_short: ['{field} has at least {least} characters.', '{field}至少需要{least}个字符。'],
  too_long: ['{field} has at most {most} characters.', '{field}最多{most}个字符。'],
  too_few: ['{field}: choose at least {least}.', '{field}至少需要{least}项。'],
  too_many: ['{field}: at most {most}.', '{field}最多{most}项。'],
  too_low: ['{field} is at least {least}.', '{field}不得小于{least}。'],
  too_high: ['{field} is at most {most}.', '{field}不得大于{most}。'],
  not_a_choice: ['{field} is one of: {choices}.', '{field}不在可选范围内。'],
  text_expected: ['{field} is a text.', '{field}应为文本。'],
  number_expected: ['{field} is a number.', '{field}应为数字。'],
  whole_number_expected: ['{field} is a whole number.', '{field}应为整数。'],
  yes_or_no_expected: ['{field} is true or false.', '{field}应为“是”或“否”。'],
  list_expected: ['{field} is a list.', '{field}应为列表。'],
  parts_expected: ['{field} has fields of its own.', '{field}应包含各项内容。'],
  unknown_field: ['Unknown field; leave it out.', '未知字段，请删除。'],
  unreadable: ['{field} as it was read could not be opened; type it anew.', '{field}无法读取，请重新填写。'],
  twice: ['{field} is there twice.', '{field}重复。'],

  // a request as a whole
  to_correct: ['{faults} things are to be corrected.', '有{faults}处需要修改。'],
  cut: ['The first {shown} of {faults} faults are named.', '共{faults}处错误，仅列出前{shown}处。'],
  too_many_values: ['A body holds at most {most} values.', '请求内容不得超过{most}个值。'],
  too_deep: ['A body is nested at most {most} deep.', '请求内容嵌套不得超过{most}层。'],
  only_utf8: [
    'Send the body in UTF-8: leave the charset out, or give charset=utf-8.',
    '请使用UTF-8编码发送：不写charset，或写charset=utf-8。',
  ],
  no_utf8: ['The body is not valid UTF-8.', '请求内容不是有效的UTF-8编码。'],
  send_body: ['Send a body: without one, everything stored here would go.', '请求没有内容，请填写后再提交。'],
  no_json: ['The body is not valid JSON.', '请求内容不是有效的JSON。'],
  pages_not_built: ['The pages are not built: npm run build.', '页面尚未构建：请运行 npm run build。'],
  no_host: ['The Host header is missing.', '缺少 Host 请求头。'],
  upload_too_large: [
    'It has {megabytes} MB; at most {most} MB are taken. Make it smaller and send it again.',
    '内容为{megabytes} MB，最多{most} MB，请压缩后重新上传。',
  ],
  upload_at_most: [
    'At most {most} MB are taken. Make it smaller and send it again.',
    '内容最多{most} MB，请压缩后重新上传。',
  ],
  send_one_of: ['Send one of {types}.', '请使用以下内容类型之一：{types}。'],
  key_length: [
    'An Idempotency-Key has 1 to 255 characters, not {length}.',
    'Idempotency-Key应为1至255个字符，实际{length}个。',
  ],
  no_cursor: ['This is no cursor of this list: begin with the first page.', '翻页标记无效，请从第一页开始。'],
  next_try: ['Too many tries; the next one in {seconds} s.', '操作过于频繁，请在{seconds}秒后重试。'],
  version_is: ['The version is {version} by now.', '当前版本为{version}。'],
  notice_refused: ['The notice was refused: {reason}.', '通知被拒绝：{reason}。'],
  provider_said: ['{provider} answered {answer}.', '{provider}返回：{answer}。'],

  // parts that are away
  database_away: ['The database is away.', '数据库暂时不可用。'],
  engine_away: ['The workflow engine is away.', '流程引擎暂时不可用。'],
  engine_not_set_up: ['The workflow engine is not set up yet.', '流程引擎尚未完成配置，请稍后再试。'],
  provider_away: ['The payment provider does not answer.', '支付服务方没有响应。'],
  photos_away: ['The photos cannot be reached.', '照片存储暂时不可用。'],
  waiting_line: ['Too many wait for this already; try again in a moment.', '当前排队较多，请稍后重试。'],
  closing: ['This part is closing; try again in a moment.', '服务正在重启，请稍后重试。'],
  password_late: ['The password could not be looked at in time; try again.', '未能及时检查密码，请重试。'],
  cannot_be_opened: [
    'A stored value cannot be opened; the operators have been told.',
    '已保存的一项内容无法读取，已通知运维人员。',
  ],

  ...registrationMessages,
  ...sheetMessages,
  ...expoMessages,
  ...staffMessages,
  ...editionMessages,
  ...attentionMessages,
} as const satisfies Record<string, Words>;

type Messages = typeof messages;
/** Codes have words of their own: their titles. */
export type MessageKey = keyof Messages | ErrorCode;
type ValuesIn<T extends string> = T extends `${string}{${infer V}}${infer Rest}` ? V | ValuesIn<Rest> : never;
type ValueOf<K extends MessageKey> = K extends keyof Messages ? Exclude<ValuesIn<Messages[K][number]>, 'field'> : never;

/** Every message by its key, in both languages. */
export const allSaid = (): [key: string, words: Words][] => Object.entries(messages);

type Values<K extends string> = Readonly<Record<K, string | number | Label>>;

/** A message without its language, which is known where it is answered. Survives JSON: a run's refusal carries it. */
export interface Said {
  key: MessageKey;
  values?: Values<string>;
}

/** A message with the values its words need, all of them; the title of a code may be followed by what it is about. */
export function say<K extends MessageKey>(
  key: K,
  ...[values]: K extends ErrorCode
    ? [values?: { about: string | number }]
    : [ValueOf<K>] extends [never]
      ? []
      : [values: Values<ValueOf<K>>]
): Said {
  return values ? { key, values } : { key };
}

function wordsOf(key: MessageKey): Words {
  if (Object.hasOwn(messages, key)) return messages[key as keyof Messages];
  const [, en, zh] = errorCodes[key as ErrorCode];
  return [en, zh];
}

const inLanguage = ([en, zh]: Words, language: Language): string => (language === 'zh' ? zh : en);

/** The message as it reads; `field` is what the form calls where it stands. */
export function worded({ key, values }: Said, language: Language, field = ''): string {
  const told: Values<string> = { ...values, field };
  const shown = (value: Values<string>[string] = '') => String(typeof value === 'object' ? value[language] : value);
  const text = inLanguage(wordsOf(key), language).replaceAll(/\{(\w+)\}/g, (_, name: string) => shown(told[name]));
  const about = Object.hasOwn(messages, key) ? '' : shown(values?.about);
  const joined = about === '' ? '' : `${language === 'zh' ? '：' : ': '}${about}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1) + joined;
}
