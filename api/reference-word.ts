import { allFields, ruleOf, type AttendeeField } from '../domain/attendee-field.ts';
import type { Label } from '../domain/field-label.ts';
import { say, type Said } from '../domain/message.ts';
import { wordKey } from '../domain/word.ts';
import type { Store } from '../db/knex.ts';
import { createReference, type ReferenceClaim, type ReferenceItem } from '../db/reference.ts';
import { countryWords } from './country-word.ts';

/** What a word stands for, or why that cannot be told; the message quotes it. */
export type WordReading = { value: string } | { fault: { code: string; message: Said } };

/** Spellings to what they may mean, each meaning with the name that says it without doubt. */
type Lexicon = Map<string, Map<string, Label>>;

/** Of the vocabularies' own words, which are few and always the same: making them anew for each table takes 100 ms. */
const vocabularyKeys = new Map<string, string>();
function vocabularyKey(word: string): string {
  const key = vocabularyKeys.get(word) ?? wordKey(word);
  vocabularyKeys.set(word, key);
  return key;
}

function learn(lexicon: Lexicon, words: readonly string[], value: string, name: Label): void {
  for (const word of words) {
    const key = vocabularyKey(word);
    if (!lexicon.has(key)) lexicon.set(key, new Map());
    lexicon.get(key)!.set(value, name);
  }
}

function look(lexicon: Lexicon, text: string, refused: { code: string; message: Said }): WordReading {
  const meanings = lexicon.get(wordKey(text)) ?? new Map<string, Label>();
  const [value, ...others] = meanings.keys();
  if (value === undefined) return { fault: refused };
  if (others.length === 0) return { value };
  const named = [...meanings.values()];
  const names = { en: named.map(({ en }) => en).join(' · '), zh: named.map(({ zh }) => zh).join(' · ') };
  return { fault: { code: 'ambiguous_value', message: say('word_ambiguous', { value: text, names }) } };
}

const peoples = '(?:(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|哈尼|傣|白|景颇|傈僳|回|蒙古|黎)族|蒙古(?!族)|柯尔克孜|哈萨克)';
const placeEnd = new RegExp(`(?:(?:壮族|回族|维吾尔)?自治区|${peoples}+自治[州县]|特别行政区|[省市县盟]|地区|林区)$`);
/** What is left of a place's kind when the people it is named after are left out: 广西自治区, 延边州. */
const shortEnds: readonly [full: RegExp, short: readonly string[]][] = [
  [/自治区$/, ['自治区']],
  [/自治州$/, ['自治州', '州']],
  [/自治县$/, ['自治县', '县']],
  [/特别行政区$/, ['特区']],
];
const englishEnds = ['', ' Province', ' City', ' Municipality', ' Prefecture', ' Autonomous Region', ' SAR'];

/** A place's full name, the same without its kind, and its English name (GB/T 2260). */
function placeWords({ zh, en }: ReferenceItem): string[] {
  const stem = zh.replace(placeEnd, '');
  const short = shortEnds.find(([full]) => full.test(zh))?.[1] ?? [];
  return [
    zh,
    ...['', ...short].map((end) => stem + end),
    ...englishEnds.map((end) => en + end),
    ...(zh === '内蒙古自治区' ? ['内蒙'] : []),
  ];
}

/** Labels alone where they are one item's, `group/label` always: 销售人员/经理 and 采购人员/经理 are two. */
function vocabularyLexicon(items: readonly ReferenceItem[], wordsOf: (item: ReferenceItem) => string[]): Lexicon {
  const [sure, loose]: [Lexicon, Lexicon] = [new Map(), new Map()];
  const itemOf = new Map(items.map((item) => [item.code, item]));
  for (const item of items) {
    const group = item.parent === null ? undefined : itemOf.get(item.parent);
    const name = group
      ? { en: `${group.en}/${item.en}`, zh: `${group.zh}/${item.zh}` }
      : { en: `${item.en} (${item.code})`, zh: item.zh };
    const full = group ? [`${group.zh}/${item.zh}`, `${group.en}/${item.en}`] : [item.zh, item.en];
    learn(sure, [item.code, ...full], item.code, name);
    learn(loose, wordsOf(item), item.code, name);
  }
  return new Map([...loose, ...sure]);
}

export interface Place {
  province: string;
  city: string;
}

function placeLexicons(provinces: readonly ReferenceItem[], cities: readonly ReferenceItem[]) {
  const lexicon: Lexicon = new Map();
  const cityLexicons = new Map<string, Lexicon>();
  for (const province of provinces) {
    learn(lexicon, placeWords(province), province.zh, province);
    const own = cities.filter(({ parent }) => parent === province.code);
    const ofProvince: Lexicon = new Map();
    for (const city of own) learn(ofProvince, placeWords(city), city.zh, city);
    // What forms of a municipality ask for where others have a city.
    if (own.length === 1) learn(ofProvince, ['市辖区'], own[0]!.zh, own[0]!);
    cityLexicons.set(province.zh, ofProvince);
  }
  return {
    read({ province, city }: Place): { province: WordReading; city?: WordReading } {
      const read = look(lexicon, province, {
        code: 'unknown_reference',
        message: say('word_unknown', { value: province, example: { en: '广东省, Guangdong', zh: '广东省' } }),
      });
      if ('fault' in read) return { province: read };
      const own = cityLexicons.get(read.value)!;
      const [only, ...others] = new Set(Array.from(own.values()).flatMap((meanings) => [...meanings.keys()]));
      const told = { value: city, province: read.value };
      const message =
        only !== undefined && others.length === 0
          ? say('city_only', { ...told, city: only })
          : say('city_unknown', told);
      return { province: read, city: look(own, city, { code: 'unknown_reference', message }) };
    },
  };
}

/** Reads a province and a city of it as people write them. */
export async function createPlaces(store: Store) {
  const reference = createReference(store);
  return placeLexicons(await reference.list('provinces'), await reference.list('cities'));
}

/** A place by its full names where it is understood; otherwise as it was written, to be refused. */
export async function fullPlace<P extends { [K in keyof Place]?: Place[K] | undefined }>(
  store: Store,
  place: P,
): Promise<P> {
  const { province: written, city: town = '' } = place;
  if (written === undefined) return place;
  const asNamed: ReferenceClaim[] = [
    { path: 'province', vocabulary: 'provinces', by: 'zh', value: written },
    { path: 'city', vocabulary: 'cities', by: 'zh', value: town, parent: written },
  ];
  if ((await createReference(store).unknown(asNamed)).length === 0) return place;
  const { province, city } = (await createPlaces(store)).read({ province: written, city: town });
  return {
    ...place,
    ...('value' in province ? { province: province.value } : {}),
    ...(city && 'value' in city ? { city: city.value } : {}),
  };
}

export interface WordReader {
  /** What a word of a field stands for; undefined where the field takes any text. */
  read: (field: AttendeeField, text: string) => WordReading | undefined;
  place: (place: Place) => { province: WordReading; city?: WordReading };
}

/** Reads what people write into what the form takes: codes of a vocabulary, choices, full names of places. */
export async function createWordReader(store: Store): Promise<WordReader> {
  const reference = createReference(store);
  const lexicons = new Map<AttendeeField, { lexicon: Lexicon; code: string; example: Label }>();
  for (const field of allFields) {
    const { vocabulary, words } = ruleOf(field);
    if (vocabulary) {
      const wordsOf = (item: ReferenceItem) => [
        item.zh,
        item.en,
        ...(vocabulary === 'countries' ? countryWords(item.code) : []),
      ];
      lexicons.set(field, {
        lexicon: vocabularyLexicon(await reference.list(vocabulary), wordsOf),
        code: 'unknown_reference',
        example:
          vocabulary === 'countries'
            ? { en: 'Germany, DE or DEU', zh: '德国' }
            : { en: 'General manager', zh: '总经理' },
      });
    } else if (words) {
      const lexicon: Lexicon = new Map();
      for (const [choice, spelled] of Object.entries(words))
        learn(lexicon, [choice, ...spelled], choice, { en: choice, zh: spelled[0] ?? choice });
      const example = {
        en: Object.keys(words).join(' or '),
        zh: Object.values(words)
          .map(([first]) => first)
          .join('或'),
      };
      lexicons.set(field, { lexicon, code: 'invalid_value', example });
    }
  }
  const places = await createPlaces(store);
  return {
    read(field, text) {
      const { lexicon, code, example } = lexicons.get(field) ?? {};
      return (
        lexicon &&
        look(lexicon, text, { code: code!, message: say('word_unknown', { value: text, example: example! }) })
      );
    },
    place: (place) => places.read(place),
  };
}
