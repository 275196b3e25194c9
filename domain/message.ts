/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
export type Words = readonly [en: string, zh: string];

/** Everything a refusal says to a person beside its title, by its key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  required: ['{field} is required.', '请填写{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
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
  title_tax_no: [
    'A company needs its unified social credit code; a person has no tax number.',
    '单位抬头须填写统一社会信用代码；个人抬头不填税号。',
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
} as const satisfies Record<string, Words>;

type Messages = typeof messages;
export type MessageKey = keyof Messages;
type ValuesIn<T extends string> = T extends `${string}{${infer V}}${infer Rest}` ? V | ValuesIn<Rest> : never;
type ValueOf<K extends MessageKey> = Exclude<ValuesIn<Messages[K][number]>, 'field'>;

/** A message without its language, which is known where it is answered. Survives JSON: a run's refusal carries it. */
export interface Said {
  key: MessageKey;
  values?: Readonly<Record<string, string | number>>;
}

/** A message with the values its words need, all of them. */
export function say<K extends MessageKey>(
  key: K,
  ...[values]: [ValueOf<K>] extends [never] ? [] : [Readonly<Record<ValueOf<K>, string | number>>]
): Said {
  return values ? { key, values } : { key };
}

export const inWords = (words: Words, language: Language): string => words[language === 'zh' ? 1 : 0];

/** The message as it reads; `field` is the label of where it stands. */
export function worded({ key, values }: Said, language: Language, field = ''): string {
  const told: Readonly<Record<string, string | number>> = { ...values, field };
  const text = inWords(messages[key], language).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(told[name] ?? ''));
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
