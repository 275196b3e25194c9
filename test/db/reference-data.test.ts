import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { examplePlan } from '../support/edition.ts';

const folder = new URL('../../db/seeds/data/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as T[];

interface Item {
  code: string;
  zh: string;
  en: string;
  parent?: string;
}
/** Rows in all, and those at the top. */
const sizes: Readonly<Record<string, [all: number, top: number]>> = {
  provinces: [34, 34],
  // 333 prefectures, 4 municipalities, 3 regions beyond the mainland system, 32 divisions a province runs directly.
  cities: [372, 0],
  countries: [249, 249],
  natures: [13, 13],
  'import-modes': [9, 9],
  bands: [9, 9],
  'exhibition-areas': [73, 7],
  positions: [40, 9],
};

function faultsOf(items: Item[], parents: Item[]): string[] {
  const codes = items.map((item) => item.code);
  return [
    ...codes.filter((code, place) => codes.indexOf(code) !== place).map((code) => `${code}: twice`),
    ...items
      .filter(
        ({ parent }) =>
          parent !== undefined && !parents.some(({ code, parent: above }) => code === parent && above === undefined),
      )
      .map(({ code, parent }) => `${code}: no parent ${parent} at the top`),
    ...items
      .filter(
        ({ zh, en }) => !/^\S.*\S$|^\S$/u.test(zh) || !/^[\p{Script=Latin}\d]/u.test(en) || /\p{Script=Han}/u.test(en),
      )
      .map(({ code }) => `${code}: name`),
    ...items
      .filter((item) => Object.keys(item).some((key) => !['code', 'zh', 'en', 'parent'].includes(key)))
      .map(({ code }) => `${code}: field`),
  ];
}
function named(name: string, code: string): Pick<Item, 'zh' | 'en'> | undefined {
  const item = read<Item>(name).find((candidate) => candidate.code === code);
  return item && { zh: item.zh, en: item.en };
}

function shown(name: string): string[] {
  const items = read<Item>(name);
  return items.map(({ zh, parent }) => [items.find(({ code }) => code === parent)?.zh, zh].filter(Boolean).join('/'));
}

describe('reference data', () => {
  it('given the folder, when listed, then it holds the vocabularies of the API', () => {
    assert.deepEqual(
      readdirSync(folder)
        .map((file) => parse(file).name)
        .toSorted(),
      Object.keys(sizes).toSorted(),
    );
  });

  for (const [name, [all, top]] of Object.entries(sizes)) {
    it(`given ${name}, when read, then codes are unique, parents exist and none is missing`, () => {
      const items = read<Item>(name);
      assert.deepEqual(faultsOf(items, name === 'cities' ? read<Item>('provinces') : items), []);
      assert.deepEqual([items.length, items.filter(({ parent }) => parent === undefined).length], [all, top]);
    });
  }

  it('given broken items, when checked, then each fault is found', () => {
    const good = { code: 'a', zh: '甲', en: 'A' };
    assert.deepEqual(faultsOf([good], [good]), []);
    assert.deepEqual(faultsOf([good, good, { code: 'b', zh: '', en: '乙', parent: 'c' }], [good]), [
      'a: twice',
      'b: no parent c at the top',
      'b: name',
    ]);
  });

  it('given cities, when compared with their provinces, then codes share the prefix, every province has one and names do not repeat', () => {
    const cities = read<Item>('cities');
    for (const { code, parent } of cities)
      assert.ok(/^[0-9]{6}$/.test(code) && parent === `${code.slice(0, 2)}0000`, code);
    assert.deepEqual(
      read<Item>('provinces')
        .map(({ code }) => code)
        .filter((code) => !cities.some(({ parent }) => parent === code)),
      [],
    );
    assert.equal(new Set(cities.map(({ zh }) => zh)).size, cities.length);
  });

  it('given a municipality or a region without prefectures, when its cities are listed, then it is its own city', () => {
    for (const province of ['110000', '120000', '310000', '500000', '710000', '810000', '820000']) {
      const cities = read<Item>('cities').filter(({ parent }) => parent === province);
      assert.deepEqual(cities, [
        { code: province.replace(/0000$/, '0100'), ...named('provinces', province), parent: province },
      ]);
    }
  });

  it('given the addresses the guide and the contract name, when looked up, then they are written as GB/T 2260 does', () => {
    assert.deepEqual(named('provinces', '440000'), { zh: '广东省', en: 'Guangdong' });
    assert.deepEqual(named('cities', '440600'), { zh: '佛山市', en: 'Foshan' });
    assert.deepEqual(named('cities', '130500'), { zh: '邢台市', en: 'Xingtai' });
    assert.deepEqual(named('cities', '222400')?.zh, '延边朝鲜族自治州');
    assert.equal(named('cities', '371200'), undefined, '莱芜 is part of 济南 since January 2019');
  });

  it('given countries, when read, then every code is ISO 3166-1 alpha-2 and regions of China are named as such', () => {
    for (const { code } of read<Item>('countries')) assert.match(code, /^[A-Z]{2}$/);
    assert.deepEqual(
      ['CN', 'US', 'GB', 'ES', 'FR', 'HK', 'MO', 'TW'].map((code) => named('countries', code)?.zh),
      ['中国', '美国', '英国', '西班牙', '法国', '中国香港', '中国澳门', '中国台湾'],
    );
  });

  it('given the values the guide shows, when looked up, then each is there', () => {
    for (const [name, values] of Object.entries({
      natures: ['私营'],
      'import-modes': ['跨境电商'],
      'exhibition-areas': [
        '医疗器械及医药保健展区/医疗器械设计及软件',
        '科技生活展区/在线娱乐',
        '装备展区/能源技术装备',
        '装备展区/其它',
      ],
      positions: ['管理人员/总经理', '管理人员/秘书', '行政人员/专员', '销售人员/专员', '销售主管/销售人员'],
    })) {
      assert.deepEqual(
        values.filter((value) => !shown(name).includes(value)),
        [],
        name,
      );
    }
    assert.ok(named('bands', '1000-2000') && named('bands', '2000-5000'));
  });

  it('given the bands, when read in order, then each starts where the one before ends', () => {
    const edges = read<Item>('bands').map(({ code }) => code.split(/[-+]/));
    assert.equal(edges[0]?.[0], '0');
    for (const [place, [from]] of edges.entries()) if (place > 0) assert.equal(from, edges[place - 1]?.[1]);
    assert.equal(edges.at(-1)?.[1], '');
  });
});

describe('delegations', () => {
  it('given the annex of the guide, when read, then 27 rows hang under the province, the last 6 by industry', () => {
    const { delegations } = examplePlan();
    assert.deepEqual(
      delegations.map(({ no }) => no),
      Array.from({ length: 27 }, (_, place) => place + 1),
    );
    for (const { no, parentNo, kind, places, nameZh, nameEn, organisationZh, contactsZh, phones } of delegations) {
      assert.equal(parentNo, no === 1 ? null : 1, nameZh);
      assert.equal(kind, no >= 22 ? 'industry' : 'region', nameZh);
      assert.equal(places.length, no >= 2 && no <= 21 ? 1 : 0, nameZh);
      assert.ok(
        nameZh.endsWith(no === 1 ? '交易团' : '交易分团') &&
          nameEn &&
          organisationZh &&
          contactsZh &&
          /^0[0-9]{2,3}-/.test(phones),
        nameZh,
      );
    }
  });

  it('given a sub-delegation of a region, when its city is looked up, then it is the city of Guangdong it is named after, and no two share one', () => {
    const regional = examplePlan().delegations.filter(({ places }) => places.length > 0);
    for (const { nameZh, places } of regional) {
      const [province, city = ''] = places[0]!.split('/');
      assert.equal(province, '广东省', nameZh);
      assert.equal(`广东${city.replace(/市$/, '')}交易分团`, nameZh);
    }
    assert.equal(new Set(regional.flatMap(({ places }) => places)).size, 20);
    assert.ok(
      !regional.some(({ places }) => places.includes('广东省/深圳市')),
      'Shenzhen sends a delegation of its own',
    );
  });
});
