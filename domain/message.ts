/** The languages a person may read the system in. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Words in both languages; `{name}` is a value, `{field}` what the form calls the field the message stands at. */
export type Words = readonly [en: string, zh: string];

/** Everything a refusal says to a person beside its title, by its key. Words of a library, a pattern or a type never reach anybody. */
const messages = {
  required: ['{field} is required.', '请填写{field}。'],
  format: ['{field} is not written as it should be.', '{field}格式不正确。'],
  over_already: ['{field} is over already: give a later time.', '{field}已过，请填写以后的时间。'],
  cursor_unknown: ['This list has no such page: begin with its first.', '没有这一页，请从第一页重新开始。'],
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
