import assert from 'node:assert/strict';
import type { Json } from '../../support/api.ts';
import type { Kind, Neighbour } from '../check.ts';
import { assertRefuses, columns, csvOf, takes, upload } from '../table.ts';
import type { Scene } from '../scene.ts';

type List = keyof typeof columns;

const rowOf = {
  mainland: (scene: Scene, [province, city]: string[], sex = '男') => [
    '王一舟',
    sex,
    province!,
    city!,
    String(scene.values.get('ID card')),
    '总经理',
  ],
  hk_macao_taiwan: (documentNumber: string, region: string) => [
    '陈大文',
    'CHAN TAI MAN',
    '男',
    region,
    documentNumber,
    '总经理',
  ],
  overseas: (scene: Scene, country: string) => [
    'BRANDT',
    'Wilma',
    '女',
    country,
    String(scene.values.get('passport')),
    '总经理',
  ],
} as const;

const shown = (people: Json[], of: (person: Json) => unknown) => people.map(of).map(String).toSorted();

/** Imported really, each value of the list is what is stored. */
async function assertStored(
  scene: Scene,
  list: List,
  rows: string[][],
  of: (person: Json) => unknown,
  stored: string[],
) {
  const { status, body } = await upload(scene, { body: csvOf([columns[list], ...rows]), list, really: true });
  assert.deepEqual([status, body.imported], [201, rows.length], JSON.stringify(body));
  assert.deepEqual(shown(await scene.people(), of), stored.toSorted());
}

const place = ({ residence }: Json) => `${residence.province} ${residence.city}`;

/** Refused at this field of the first row, in words. */
async function assertUnknown(scene: Scene, list: List, row: string[], field: string) {
  for (const language of ['en', 'zh'] as const) {
    const faults = await assertRefuses(scene, { body: csvOf([columns[list], row]), list, language });
    const told = faults.find(({ path }) => path === `rows[0].${field}`)?.message ?? '';
    assert.match(told, language === 'zh' ? /^第2行/ : /^row 2/i, JSON.stringify(faults));
    assert.doesNotMatch(told, /\/\^|pattern|regex|正则|expected|\|/i);
  }
}

const wordsOfRegion = {
  macao: ['澳门', 'MO', '中国澳门', '澳门特别行政区', 'Macao', 'macau'],
  taiwan: ['台湾', 'TW', '中国台湾', '台湾省', 'Taiwan', '臺灣'],
} as const;

const regions = Object.entries(wordsOfRegion).map(([region, words]): Neighbour => ({
  title: `given ${words.join(', ')}, when imported, then each is ${region}`,
  given: 'unit',
  async check(scene) {
    const permit = () => String(scene.values.get('7 digits')).padStart(8, '1');
    const rows = words.map((word) => rowOf.hk_macao_taiwan(region === 'macao' ? `M${permit()}` : permit(), word));
    await assertStored(
      scene,
      'hk_macao_taiwan',
      rows,
      (person) => person.region,
      words.map(() => region),
    );
  },
}));

export const importWords: Kind = {
  effect: {
    async 'words-region'(judged) {
      await takes('陈大文', '陈大文', '陈大文', '陈大文')(judged);
      assert.deepEqual(
        shown(await judged.scene.people(), ({ region }) => region),
        Array(4).fill('hong_kong'),
      );
    },
    async 'words-country'(judged) {
      await takes('BRANDT Wilma', 'BRANDT Wilma', 'BRANDT Wilma', 'BRANDT Wilma')(judged);
      assert.deepEqual(
        shown(await judged.scene.people(), ({ country }) => country),
        ['GB', 'GB', 'GB', 'US'],
      );
    },
    async 'words-sex'(judged) {
      await takes('陈子木', '杨子木', '黄子木', '吴子木', '周子木', '赵子木')(judged);
      const stored = shown(await judged.scene.people(), ({ name, sex }) => `${name} ${sex}`);
      const men = ['陈子木', '杨子木', '黄子木', '吴子木'].map((name) => `${name} male`);
      assert.deepEqual(stored, [...men, '周子木 female', '赵子木 female'].toSorted());
    },
    async 'words-place'(judged) {
      await takes('王一舟', '李一舟', '张一舟', '刘一舟', '陈一舟')(judged);
      const foshan = Array<string>(3).fill('广东省 佛山市');
      const all = [...foshan, '北京市 北京市', '广西壮族自治区 南宁市'];
      assert.deepEqual(shown(await judged.scene.people(), place), all.toSorted());
    },
  },
  neighbours: [
    ...regions,
    {
      title:
        'given countries in any case, by alpha-2, alpha-3, short form or name, when imported, then each is its code',
      given: 'unit',
      async check(scene) {
        const words = ['gb', 'Uk', 'gbr', 'united kingdom', 'us', 'Usa', '美国', 'de', 'DEU', 'GERMANY', '德国'];
        const rows = words.map((word) => rowOf.overseas(scene, word));
        const stored = [...Array(4).fill('GB'), ...Array(3).fill('US'), ...Array(4).fill('DE')];
        await assertStored(scene, 'overseas', rows, ({ country }) => country, stored);
      },
    },
    {
      title: 'given sexes in any case, when imported, then each is its code',
      given: 'unit',
      async check(scene) {
        const rows = ['m', 'MALE', 'male', 'f', 'FEMALE', 'Female', '女'].map((sex) =>
          rowOf.mainland(scene, ['广东省', '佛山市'], sex),
        );
        const stored = [...Array(3).fill('male'), ...Array(4).fill('female')];
        await assertStored(scene, 'mainland', rows, ({ sex }) => sex, stored);
      },
    },
    {
      title: 'given places with or without their kind, when imported, then each is stored by its full name',
      given: 'unit',
      async check(scene) {
        const places = { 上海: '上海', 内蒙古: '呼和浩特', 新疆: '乌鲁木齐市', 宁夏回族自治区: '银川', 西藏: '拉萨' };
        const full = [
          '上海市 上海市',
          '内蒙古自治区 呼和浩特市',
          '新疆维吾尔自治区 乌鲁木齐市',
          '宁夏回族自治区 银川市',
          '西藏自治区 拉萨市',
        ];
        const rows = Object.entries(places).map((written) => rowOf.mainland(scene, written));
        await assertStored(scene, 'mainland', rows, place, full);
      },
    },
    {
      title:
        'given words that are no region, country, sex or place, when imported, then each is refused by its row in words',
      given: 'unit',
      async check(scene) {
        const foshan = ['广东省', '佛山市'];
        await assertUnknown(
          scene,
          'hk_macao_taiwan',
          rowOf.hk_macao_taiwan(String(scene.values.get('permit')), '月球'),
          'region',
        );
        await assertUnknown(scene, 'overseas', rowOf.overseas(scene, 'Atlantis'), 'country');
        await assertUnknown(scene, 'mainland', rowOf.mainland(scene, foshan, '不详'), 'sex');
        await assertUnknown(scene, 'mainland', rowOf.mainland(scene, ['广东', '南宁']), 'city');
        await assertUnknown(scene, 'mainland', rowOf.mainland(scene, ['东', '佛山']), 'province');
      },
    },
  ],
};
