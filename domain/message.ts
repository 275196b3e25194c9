import { errorCodes, type ErrorCode } from './error-code.ts';
import { sheetMessages } from './sheet-message.ts';

/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
type Words = readonly [en: string, zh: string];

/** What a refusal says to a person beside the titles of its codes, by key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  // a field by itself
  required: ['{field} is missing.', '请填写{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
  over_already: ['{field} is over already: give a later time.', '{field}已过，请填写以后的时间。'],
  email_format: [
    '{field} is not an e-mail address, such as name@example.com.',
    '{field}格式不正确，应如 name@example.com。',
  ],
  mobile_format: [
    'A mainland mobile has 11 digits; any other begins with + and the code of its country.',
    '手机号码格式不正确：内地号码为11位，其他号码以“+”和国家（地区）代码开头。',
  ],
  telephone_format: [
    '{field} is no telephone number. Write it like 0757-83123456, with an extension like ext. 801.',
    '{field}格式不正确，请按“0757-83123456”填写，如有分机号请在后面写“转801”。',
  ],
  name_characters: [
    "{field} may have letters, blanks and · ' - . only; no digits.",
    "{field}只能填写文字、空格及 · ' - . 等符号，不能含有数字，请按证件上的姓名填写。",
  ],
  day_format: ['{field} is a day such as 2019-11-05.', '{field}应为日期，如 2019-11-05。'],
  time_format: ['{field} is a time such as 2019-11-05T08:00:00Z.', '{field}应为时间，如 2019-11-05T08:00:00Z。'],
  id_format: ['{field} is not an id that was given out.', '{field}不是有效的编号。'],
  characters: ['{field} holds characters that cannot be used.', '{field}含有不能使用的字符。'],
  too_short: ['{field} has at least {least} characters.', '{field}至少需要{least}个字符。'],
  too_long: ['{field} has at most {most} characters.', '{field}最多{most}个字符。'],
  too_few: ['{field}: choose at least {least}.', '{field}至少需要{least}项。'],
  too_many: ['{field}: at most {most}.', '{field}最多{most}项。'],
  too_low: ['{field} is at least {least}.', '{field}不得小于{least}。'],
  too_high: ['{field} is at most {most}.', '{field}不得大于{most}。'],
  not_a_choice: ['{field} is one of: {choices}.', '{field}须为以下之一：{choices}。'],
  text_expected: ['{field} is a text.', '{field}应为文本。'],
  number_expected: ['{field} is a number.', '{field}应为数字。'],
  whole_number_expected: ['{field} is a whole number.', '{field}应为整数。'],
  yes_or_no_expected: ['{field} is true or false.', '{field}应为“是”或“否”（true 或 false）。'],
  list_expected: ['{field} is a list.', '{field}应为列表。'],
  parts_expected: ['{field} has fields of its own.', '{field}应包含各项内容。'],
  unknown_field: ['Unknown field', '未知字段'],
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
  no_json: ['The body is not valid JSON.', '请求内容不是有效的JSON。'],
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
  provider_away: ['The payment provider does not answer.', '支付服务方没有响应。'],
  photos_away: ['The photos cannot be reached.', '照片存储暂时不可用。'],
  waiting_line: ['Too many wait for this already; try again in a moment.', '当前排队较多，请稍后重试。'],
  closing: ['This part is closing; try again in a moment.', '服务正在重启，请稍后重试。'],
  password_late: ['The password could not be looked at in time; try again.', '未能及时检查密码，请重试。'],
  cannot_be_opened: [
    'A stored value cannot be opened; the operators have been told.',
    '已保存的一项内容无法读取，已通知运维人员。',
  ],

  // accounts
  one_account: [
    'Give either the unified social credit code, or the country and the business number.',
    '请填写统一社会信用代码，或填写国家（地区）和商业登记号。',
  ],
  password_too_short: ['Use at least 8 characters.', '密码至少需要8个字符。'],
  password_too_uniform: ['Use at least 5 different characters.', '密码至少需要5个不同的字符。'],
  password_common: [
    'Many people use this password, or one much like it, so it is guessed first. Choose another one, such as three words that do not belong together.',
    '该密码或与其相近的密码过于常见，容易被猜到。请更换，例如使用三个互不相关的词。',
  ],
  password_own_words: [
    'The password is little more than your account, mobile or name, which others know. Choose another one.',
    '密码主要由本单位的账号、手机号或名称组成，容易被猜到，请更换。',
  ],
  nobody_registered: ['Nobody has registered {account}.', '{account}尚未注册。'],
  not_its_mask: [
    '{field} is masked, but is not the mask of what is stored: leave it as it was read, or type it anew.',
    '{field}带有掩码但与已保存的内容不符，请保持原样或重新填写。',
  ],
  own_row: ['Nobody changes their own row.', '不得修改本人的账号。'],
  not_by_role: [
    'The role {role} does not change a member of staff who is {other}.',
    '角色{role}不能修改角色为{other}的账号。',
  ],

  // people
  not_printable: [
    'The fonts of the badges do not have {characters}. Use other characters.',
    '证件字体中没有{characters}，请改用其他字。',
  ],
  person_not_printable: [
    'The fonts of the badges do not have {characters}. Write the name with others for now and contact the bureau: it records the true name, and beside it what the badge prints.',
    '证件字体中没有{characters}。请先用其他字（如同音字或拼音）填写，再联系组委会：由组委会登记真实姓名，并确定证件上印的写法。',
  ],
  badge_unprintable: [
    'Badge {badgeNo} has {count} characters in {part} that no font has.',
    '证件{badgeNo}的{part}有{count}个字符无法打印。',
  ],
  nobody_taken: [
    'Somebody here cannot be taken; nothing was done. Where that is a mistake, the bureau helps.',
    '有人员不能登记，本次未作任何更改。如有误，请联系博览局。',
  ],
  photo_empty: ['The file is empty: choose the photo again.', '文件是空的，请重新选择照片。'],
  photo_not_an_image: [
    'This file is no photo. Send a photo saved as JPEG or PNG.',
    '该文件不是照片，请上传 JPEG 或 PNG 格式的照片。',
  ],
  photo_format: [
    'This is a {format} file. Save the photo as JPEG or PNG and send that.',
    '该文件为 {format} 格式，请将照片另存为 JPEG 或 PNG 格式后上传。',
  ],
  photo_heic: [
    'This is a HEIC photo, as iPhones take them. Send a JPEG: on the iPhone choose Settings › Camera › Formats › Most Compatible and take it again, or open it on a computer and save it as JPEG.',
    '照片为 HEIC 格式（iPhone 默认格式），请改用 JPEG：在 iPhone 的“设置 › 相机 › 格式”中选择“兼容性最佳”后重新拍摄，或在电脑上打开后另存为 JPEG 再上传。',
  ],
  photo_damaged: [
    'The photo is damaged, or not all of it has arrived ({kilobytes} KB have). If it opens on your device, save it as JPEG again and send that; else take another one.',
    '照片文件已损坏或不完整（收到{kilobytes} KB）。如能在本机打开，请另存为 JPEG 后重新上传，否则请更换照片。',
  ],
  photo_too_small: [
    'The photo is {width}×{height} pixels; at least {leastWidth}×{leastHeight} are needed. Send the original instead of a reduced copy, or another photo.',
    '照片为{width}×{height}像素，至少需要{leastWidth}×{leastHeight}像素，请上传未经压缩的原图或更换照片。',
  ],
  photo_too_many_pixels: [
    'The photo is {width}×{height} pixels; at most {most} million in all are taken. Reduce it and send that.',
    '照片为{width}×{height}像素，总像素最多{most}00万，请缩小后上传。',
  ],
  photo_too_slow: [
    'The photo could not be read within {seconds} s. Save it as JPEG again, smaller, and send that.',
    '照片未能在{seconds}秒内读取，请缩小并另存为 JPEG 后重新上传。',
  ],
  photo_lying: [
    'The photo is {width}×{height} pixels, wider than high. Send an upright portrait (as 25×35 mm), cut to at least {leastWidth}×{leastHeight} pixels.',
    '照片为{width}×{height}像素，是横向照片。请上传竖向证件照（宽高比约25:35），裁剪后至少{leastWidth}×{leastHeight}像素。',
  ],
  photo_too_tall: [
    'The photo is {width}×{height} pixels, too tall for a portrait. Cut it to about 25:35 (at most 1.6 times as high as wide), at least {leastWidth}×{leastHeight} pixels.',
    '照片为{width}×{height}像素，过于狭长。请裁剪为宽高比约25:35的证件照（高不超过宽的1.6倍），至少{leastWidth}×{leastHeight}像素。',
  ],
  stays_on_record: ['What was ordered stays on record.', '已下单的人员须保留记录。'],

  // vocabularies
  not_in_vocabulary: ['{field}: "{value}" is not known here.', '{field}：没有“{value}”这一选项。'],
  no_place: ['No address is in the care of an industry delegation.', '行业交易团不按地址分配。'],
  not_own_address: ['This is none of the unit’s addresses.', '该地址不属于本单位。'],

  // codes, events, surveys, orders
  code_there: ['The code {code} exists already.', '邀请码{code}已存在。'],
  opens_at: ['It opens at {time}.', '将于{time}开放。'],
  places_left: ['{places} place(s) left.', '剩余{places}个名额。'],
  places_taken: ['{places} place(s) are taken already.', '已有{places}个名额被占用。'],
  ends_before_start: ['The end comes after the start.', '结束时间应晚于开始时间。'],
  day_to_come: ['{day} is in the future.', '{day}尚未到来。'],
  no_default_address: ['There is no default address: give one.', '没有默认地址，请填写快递地址。'],
  number_taken: [
    'The order number {orderNo} is taken: order again under another Idempotency-Key.',
    '订单号{orderNo}已被占用，请更换 Idempotency-Key 后重新下单。',
  ],
  not_in_order: ['This person is not in this order.', '该人员不在此订单中。'],
  nothing_paid: ['Nothing was paid for this person.', '该人员未支付费用。'],
  answer_missing: ['This question is to be answered.', '请回答该问题。'],
  answer_unfit: ['This is no answer to a question of the survey.', '该答案与问卷题目不符。'],
  tax_number_missing: [
    'A company title needs the company’s tax number, its unified social credit code of 18 characters.',
    '单位抬头须填写税号，即单位的18位统一社会信用代码。',
  ],
  tax_number_of_person: [
    'A personal title has no tax number: leave it out, or choose a company title.',
    '个人抬头没有税号：请删去税号；如为单位开票，请选择单位抬头。',
  ],
  tax_number_abroad: [
    'The tax platform issues to a company only by a tax number of mainland China. For a company from elsewhere, save a title of kind personal with the company’s name and without a tax number.',
    '税务平台只能凭内地税号为单位开具发票。境外及港澳台单位请新增“个人”抬头：抬头填写单位名称，税号留空。',
  ],
  tax_number_old: [
    'Tax numbers of 15 characters have run out: give the unified social credit code of 18 characters on the business licence.',
    '15位税号已停用，请填写营业执照上的18位统一社会信用代码。',
  ],
  tax_number_of_trader: [
    'A tax number made of an ID number (20 characters) has run out: give the unified social credit code of 18 characters on the business licence; without one, save a personal title.',
    '由身份证号组成的20位税号已停用，请填写营业执照上的18位统一社会信用代码；没有的，请使用个人抬头。',
  ],
  tax_number_format: [
    'A company’s tax number is its unified social credit code: 18 digits and capital letters, without I, O, S, V and Z; this one has {length} characters. For a company from outside mainland China, save a title of kind personal with its name.',
    '单位税号即统一社会信用代码，应为18位数字和大写字母（不含I、O、S、V、Z），现填写了{length}位，请对照营业执照核对。境外及港澳台单位请使用“个人”抬头，填写单位名称。',
  ],
  no_invoices: ['Invoices are not available.', '暂不能开具发票。'],

  // Identity documents (G3.3), by what is wrong and, where that differs, by list or kind
  document_format_mainland: [
    'An ID card number has 18 characters: 17 digits, then a digit or X. Compare it with the card.',
    '身份证号码共18位：前17位为数字，最后一位为数字或字母X。请对照证件核对。',
  ],
  document_format_hk_macao_taiwan: [
    'A permit of Hong Kong or Macao is H or M and 8 digits, or HA or MA and 7; one of Taiwan is 8 digits; a residence permit has 18 characters. Compare the number with the document.',
    '港澳居民来往内地通行证为H或M加8位数字（非中国籍为HA或MA加7位数字），台湾居民来往大陆通行证为8位数字，港澳台居民居住证为18位。请对照证件核对。',
  ],
  document_format_overseas: [
    'A passport number has 5 to 20 letters and digits. Compare it with the passport.',
    '护照号码由5至20位字母和数字组成。请对照护照核对。',
  ],
  document_check_digit: [
    'The last character does not go with the others: one of them is mistyped. Compare the number with the document, digit by digit.',
    '号码最后一位与前17位不符，可能有一位填错。请对照证件逐位核对。',
  ],
  document_birth_date: [
    'The 7th to 14th digit are no date of birth. Compare the number with the document.',
    '号码第7至14位不是有效的出生日期。请对照证件核对。',
  ],
  document_region: [
    'This permit is of another region: H and 81 stand for Hong Kong, M and 82 for Macao, 8 digits and 83 for Taiwan. Change the region, or the number.',
    '证件号码与所选地区不符：H或81开头为香港，M或82开头为澳门，8位数字或83开头为台湾。请修改地区或号码。',
  ],
  document_country: ['Choose the country that issued the passport.', '请选择护照签发国家。'],
  document_expired_id_card: [
    'ID card numbers of 15 digits ended with 2012. Give the 18 characters of the present card.',
    '15位身份证号码已于2013年1月1日停用。请填写现行身份证的18位号码。',
  ],
  document_expired_taiwan_permit: [
    'The longer numbers of Taiwan permits have run out. Give the 8 digits of the present permit.',
    '旧版台胞证的长号码已失效。请填写现行台湾居民来往大陆通行证的8位号码。',
  ],
  document_list_mainland: [
    "This is a resident ID card's number. Add the person to the list of the Chinese mainland.",
    '这是居民身份证号码。请在“中国大陆地区人员”中添加此人。',
  ],
  document_list_hk_macao_taiwan: [
    'This is the number of a permit for residents of Hong Kong, Macao or Taiwan. Add the person to their list.',
    '这是港澳台居民的通行证或居住证号码。请在“港澳台地区人员”中添加此人。',
  ],
  document_list_overseas: [
    "This is the number of a foreign permanent resident's card. Add the person to the list of other countries.",
    '这是外国人永久居留身份证号码。请在“其他国家/地区人员”中添加此人。',
  ],
  uscc_format: [
    'A unified social credit code has 18 digits and capital letters, without I, O, S, V and Z. Compare it with the licence.',
    '统一社会信用代码共18位，由数字和大写字母组成，不含I、O、S、V、Z。请对照营业执照（登记证书）核对。',
  ],
  uscc_check_digit: [
    'The last character does not go with the others: one of them is mistyped. Compare the code with the licence.',
    '统一社会信用代码最后一位与前17位不符，可能有一位填错。请对照营业执照（登记证书）逐位核对。',
  ],
  // Where a country belongs
  region_mainland: [
    'A unit of the Chinese mainland registers by its unified social credit code. Choose the region Chinese mainland.',
    '中国大陆单位请选择“中国大陆地区”，并以统一社会信用代码注册。',
  ],
  region_hk_macao_taiwan: [
    'For Hong Kong, Macao and Taiwan choose the region Hong Kong, Macao and Taiwan.',
    '香港、澳门、台湾的单位请选择“港澳台地区”。',
  ],
  region_overseas: [
    'Only Hong Kong, Macao and Taiwan are of this region. For other countries choose the region Other countries.',
    '“港澳台地区”仅限香港、澳门、台湾的单位。其他国家的单位请选择“其他国家/地区”。',
  ],
  list_mainland: [
    'Citizens of the Chinese mainland come with their ID card. Add the person to the list of the Chinese mainland.',
    '中国大陆居民请使用身份证登记。请在“中国大陆地区人员”中添加此人。',
  ],
  list_hk_macao_taiwan: [
    'Residents of Hong Kong, Macao and Taiwan come with their permit. Add the person to the list of Hong Kong, Macao and Taiwan.',
    '港澳台居民请使用通行证或居住证登记。请在“港澳台地区人员”中添加此人。',
  ],
  // What looks wrong in a person's form and may yet be right
  sex_differs: [
    'The 17th digit of the number tells another sex. Correct the sex or the number, or confirm that both are right.',
    '证件号码第17位显示的性别与所填性别不一致。请修改性别或号码；如均无误，请确认。',
  ],
  looks_like_permit: [
    'This passport number looks like a permit of Hong Kong or Macao. If it is one, add the person to that list; if it is a passport, confirm it.',
    '该护照号码像是港澳居民来往内地通行证号码。如是通行证，请在“港澳台地区人员”中添加此人；如确为护照，请确认。',
  ],

  ...sheetMessages,
} as const satisfies Record<string, Words>;

type Messages = typeof messages;
/** Codes have words of their own: their titles. */
export type MessageKey = keyof Messages | ErrorCode;
type ValuesIn<T extends string> = T extends `${string}{${infer V}}${infer Rest}` ? V | ValuesIn<Rest> : never;
type ValueOf<K extends MessageKey> = K extends keyof Messages ? Exclude<ValuesIn<Messages[K][number]>, 'field'> : never;

/** Every message by its key, in both languages. */
export const allSaid = (): [key: string, words: Words][] => Object.entries(messages);

/** A message without its language, which is known where it is answered. Survives JSON: a run's refusal carries it. */
export interface Said {
  key: MessageKey;
  values?: Readonly<Record<string, string | number>>;
}

/** A message with the values its words need, all of them; the title of a code may be followed by what it is about. */
export function say<K extends MessageKey>(
  key: K,
  ...[values]: K extends ErrorCode
    ? [values?: { about: string | number }]
    : [ValueOf<K>] extends [never]
      ? []
      : [values: Readonly<Record<ValueOf<K>, string | number>>]
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
  const told: Readonly<Record<string, string | number>> = { ...values, field };
  const text = inLanguage(wordsOf(key), language).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    String(told[name] ?? ''),
  );
  const about =
    values?.about === undefined || Object.hasOwn(messages, key)
      ? ''
      : `${language === 'zh' ? '：' : ': '}${values.about}`;
  return text.slice(0, 1).toUpperCase() + text.slice(1) + about;
}
