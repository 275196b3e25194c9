import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

/** What people call countries beside what ISO 3166-1, its translations and CLDR (in Node's ICU) say. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  AE: ['阿联酋'],
  BA: ['Bosnia', '波黑'],
  CD: ['DR Congo', 'DRC', '民主刚果'],
  CF: ['中非'],
  CV: ['Cape Verde'],
  CZ: ['捷克共和国'],
  DO: ['多米尼加共和国'],
  GB: ['England', 'Scotland', 'Wales', 'Northern Ireland', 'Britain', '大不列颠', '联合王国', '英格兰'],
  ID: ['印尼'],
  KR: ['Korea', '大韩民国'],
  KP: ['DPRK', '北朝鲜'],
  LA: ['Lao PDR'],
  MK: ['Macedonia'],
  MM: ['Burma'],
  NL: ['Holland'],
  PG: ['巴新'],
  RU: ['俄国', '俄'],
  SA: ['沙特'],
  SZ: ['Swaziland', '斯威士兰'],
  TL: ['East Timor'],
  TT: ['特立尼达'],
  US: ['America', '美利坚合众国'],
  VA: ['Vatican', 'Holy See'],
  VN: ['Viet Nam'],
};

const named = (['en', 'zh-Hans', 'zh-Hant', 'zh-Hant-HK'] as const).flatMap((language) =>
  (['long', 'short'] as const).map((style) => new Intl.DisplayNames(language, { type: 'region', style })),
);

const alpha3Of = new Map(codes.map(([alpha2, alpha3]) => [alpha2, alpha3]));

const translated: Readonly<Record<string, string | string[]>> = english.countries;
const known = new Map<string, string[]>();

/** All that a country is called: alpha-2, alpha-3, its names in English and Chinese, simplified and traditional. */
export function countryWords(alpha2: string): string[] {
  const words =
    known.get(alpha2) ??
    [
      alpha2,
      alpha3Of.get(alpha2) ?? [],
      translated[alpha2] ?? [],
      spoken[alpha2] ?? [],
      named.flatMap((names) => names.of(alpha2) ?? []),
    ].flat();
  known.set(alpha2, words);
  return words;
}
