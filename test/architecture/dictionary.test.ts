import assert from 'node:assert/strict';
import { read, sources } from './sources.ts';

type Word = string | ((...values: unknown[]) => string);
interface Words {
  zh: Record<string, Word>;
  en: Record<string, Word>;
}

const isDictionary = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value && typeof value.zh === 'object';

/** Where an English page says something in Chinese, and why. */
const chinese: Readonly<Record<string, string>> = {
  'common.language': 'the way to the other language, in that language',
  'delegation.placesHelp': 'places are named as the vocabulary has them',
  'edition.zhText': 'the field of a Chinese text',
};

/** What an English page says where there is one of whatever is counted. */
const once = (word: Word): string => (typeof word === 'string' ? word : word(1, 1, 1, 1));

/** What is amiss with words; that none is missing the compiler sees to. */
function faults(name: string, { zh, en }: Words): string[] {
  return Object.keys(zh).flatMap((key) => {
    const [chineseWord, englishWord] = [zh[key]!, en[key]!].map((word) =>
      typeof word === 'string' ? word : word(2, 2, 2, 2),
    ) as [string, string];
    return [
      ...(chineseWord.trim() === '' || englishWord.trim() === '' ? [`${name}.${key}: empty`] : []),
      ...(/\p{Script=Han}/u.test(englishWord) && !(`${name}.${key}` in chinese)
        ? [`${name}.${key}: ${englishWord}`]
        : []),
      ...[...once(en[key]!).matchAll(/(?<!×)\b1 (?:chosen )?(?!is|was|has|finds)(?:people|\w+s)\b/g)].map(
        ([several]) => `${name}.${key}: ${several}`,
      ),
      ...(typeof zh[key] === typeof en[key] ? [] : [`${name}.${key}: takes values in one language alone`]),
    ];
  });
}

describe('the words of the pages', () => {
  it('given every dictionary, when it is read, then its English is English and nothing is empty', async () => {
    const files = sources().filter((file) => /^web\/.*words.*\.ts$/.test(file));
    const found: string[] = [];
    let dictionaries = 0;
    for (const file of files) {
      const exported = (await import(new URL(`../../${file}`, import.meta.url).href)) as Record<string, unknown>;
      for (const [name, value] of Object.entries(exported))
        if (isDictionary(value)) {
          dictionaries += 1;
          found.push(...faults(name.replace(/Words$/, ''), value));
        }
    }
    assert.ok(dictionaries > 20, String(dictionaries));
    assert.deepEqual(found, []);
  });

  it('given what a page shows, when its source is read, then no Chinese stands in it outside a dictionary', () => {
    const pages = sources().filter((file) => /^web\/.*\.tsx$/.test(file));
    assert.ok(pages.length > 80, String(pages.length));
    const said = pages.filter((file) =>
      /\p{Script=Han}/u.test(read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')),
    );
    assert.deepEqual(said, []);
  });

  it('given a word that is empty or not translated, when it is read, then it is found', () => {
    const words: Words = {
      zh: { a: '好', b: '', c: () => '好', d: () => '好' },
      en: { a: '好', b: 'b', c: 'c', d: (count) => `${String(count)} faults` },
    };
    assert.deepEqual(faults('page', words), [
      'page.a: 好',
      'page.b: empty',
      'page.c: takes values in one language alone',
      'page.d: 1 faults',
    ]);
  });
});
