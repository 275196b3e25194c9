/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
export type Words = readonly [en: string, zh: string];

/** Everything a refusal says to a person beside its title, by its key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  required: ['{field} is required.', '请填写{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
  characters: ['{field} has characters that cannot be used here.', '{field}含有不能使用的字符，请删除后重新填写。'],
  name_characters: [
    "{field} may have letters, blanks and · ' - . only; no digits.",
    "{field}只能填写文字、空格及 · ' - . 等符号，不能含有数字，请按证件上的姓名填写。",
  ],
  mobile_format: [
    '{field} is no mobile number. Give 11 digits for mainland China, else + and the country code first.',
    '{field}不是有效的手机号码：内地号码为11位数字，其他国家或地区请以“+”和区号开头。',
  ],
  telephone_format: [
    '{field} is no telephone number. Write it like 0757-83123456, with an extension like ext. 801.',
    '{field}格式不正确，请按“0757-83123456”填写，如有分机号请在后面写“转801”。',
  ],
  email_format: [
    '{field} is no e-mail address, like name@example.com.',
    '{field}格式不正确，请填写完整的邮箱地址，如 name@example.com。',
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
