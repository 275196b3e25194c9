/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
export type Words = readonly [en: string, zh: string];

/** Everything a refusal says to a person beside its title, by its key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  required: ['{field} is required.', '请填写{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
  not_printable: [
    'The fonts of the badges do not have {characters}. Use other characters.',
    '证件字体中没有{characters}，请改用其他字。',
  ],
  name_not_printable: [
    'The fonts of the badges do not have {characters}. Write the name with others for now and contact the bureau: it records the true name, and beside it what the badge prints.',
    '证件字体中没有{characters}。请先用其他字（如同音字或拼音）填写，再联系组委会：由组委会登记真实姓名，并确定证件上印的写法。',
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
