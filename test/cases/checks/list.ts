import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import type { Json } from '../../support/api.ts';
import { fileOf, type Step } from '../case.ts';
import type { Kind, Neighbour } from '../check.ts';
import { addPerson, adding, register, savingUnitInfo } from '../given.ts';
import type { Scene } from '../scene.ts';
import { csv, upload } from '../table.ts';

/** Every page of a list, one after the other. */
async function pages(scene: Scene, as: Step['as'], path: string, limit: number): Promise<Json[]> {
  const items: Json[] = [];
  for (let cursor = ''; ;) {
    const page = await scene.get(as, `${path}limit=${limit}${cursor}`);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = `&cursor=${page.nextCursor}`;
  }
}

const cellsOf = (bytes: Buffer): string[][] => parse(bytes, { bom: true, relax_column_count: true });
/** Every text of a workbook's cells. */
function textsOf(bytes: Buffer): string[] {
  const xml = Object.entries(unzipSync(bytes)).flatMap(([name, part]) =>
    /sharedStrings|worksheets\//.test(name) ? [strFromU8(part)] : [],
  );
  return xml.flatMap((part) => [...part.matchAll(/<t\b[^>]*>([^<]*)<\/t>/g)].map(([, text = '']) => text));
}

const exported = (scene: Scene, of: 'registrations' | 'attendees', format: 'csv' | 'xlsx') =>
  scene.get('delegation', `/review/${of}/export?format=${format}`);

const twenty = fileOf('files/twenty.csv')
  .toString()
  .trim()
  .split('\r\n')
  .slice(1)
  .map((line) => line.split(',')[0]!);
const names = (items: Json[]) => items.map(({ name }) => name as string);

/** Rows of a file stay in its order wherever they are shown. */
export const rowOrder: Kind = {
  async effect({ scene, last }) {
    assert.deepEqual(names(last.body.items), twenty);
    await addPerson(scene, 'mainland', { with: { name: '后来者' } });
    const all = [...twenty, '后来者'];
    for (const limit of [3, 200]) {
      assert.deepEqual(names(await pages(scene, 'unit', '/attendees?', limit)), all);
      const review = `/review/attendees?registrationId=${scene.registrationId()}&`;
      assert.deepEqual(names(await pages(scene, 'delegation', review, limit)), all);
    }
    assert.deepEqual(names((await scene.get('delegation', '/review/registrations/{registration}')).attendees), all);
    assert.deepEqual(names((await scene.get('unit', '/registration/confirmation')).attendees), all);
    for (const format of ['csv', 'xlsx'] as const) {
      const file = await exported(scene, 'attendees', format);
      const cells = format === 'csv' ? cellsOf(file).map(([name = '']) => name) : textsOf(file);
      assert.deepEqual(
        cells.filter((cell) => all.includes(cell)),
        all,
        format,
      );
    }
  },
  neighbours: [
    {
      title:
        'given a file, when it is imported, then the ids of its answer are in the order of its rows; a second file comes after',
      given: 'unit',
      async check(scene) {
        const [head, ...rows] = fileOf('files/twenty.csv').toString().trim().split('\r\n');
        const half = (from: number) => Buffer.from([head, ...rows.slice(from, from + 10).toReversed()].join('\r\n'));
        const ids: string[] = [];
        for (const from of [10, 0]) {
          const { status, body } = await upload(scene, { body: half(from), type: csv, really: true });
          assert.equal(status, 201, JSON.stringify(body));
          ids.push(...body.attendeeIds);
        }
        const people = await scene.people();
        assert.deepEqual(
          people.map(({ attendeeId }) => attendeeId),
          ids,
        );
        assert.deepEqual(names(people), twenty.toReversed());
      },
    },
  ],
};

const finds = async (scene: Scene, query: string) => {
  const { items } = await scene.get('delegation', `/review/registrations?limit=200&query=${query}`);
  return items.some(({ registrationId }: Json) => registrationId === scene.registrationId());
};
const nameUnit = (scene: Scene, name: string) => scene.expect(200, { ...savingUnitInfo, with: { name } });

/** Found by each, and by nothing else. */
async function assertFound(scene: Scene, by: readonly string[], not: readonly string[]) {
  for (const query of by) assert.ok(await finds(scene, query), `"${query}" finds it`);
  for (const query of not) assert.ok(!(await finds(scene, query)), `"${query}" does not`);
}

export const searchWidth: Kind = {
  effect: {
    'search-brackets': ({ scene }) =>
      assertFound(
        scene,
        ['佛山岚秀(中国)', '佛山岚秀（中国）', '（中国)贸易'],
        ['佛山岚秀中国', '广州岚秀', '佛山(中国)'],
      ),
    'search-full-width': ({ scene }) =>
      assertFound(scene, ['abc岚秀', 'ABC岚秀', 'ＡＢＣ岚秀', 'ａｂｃ岚'], ['abd岚秀', 'abc岚香', '%岚_', 'a_c岚秀']),
  },
  neighbours: [
    {
      title:
        'given a name with runs of blanks, narrow and wide, when a reviewer looks for it, then a run counts as one blank',
      given: 'unit',
      async check(scene) {
        await nameUnit(scene, 'Lanxiu  Trading\u3000Co.');
        await assertFound(
          scene,
          ['lanxiu trading co', 'Lanxiu  Trading', 'TRADING\u3000CO', 'lanxiu    trading'],
          ['lanxiutrading', 'lanxiu co'],
        );
      },
    },
  ],
};

interface Collection {
  path: string;
  id: string;
  add: (scene: Scene, index: number) => Promise<Json>;
}
const collections: Record<string, Collection> = {
  'invoice titles': {
    path: '/invoice-titles',
    id: 'titleId',
    add: (scene, index) =>
      scene.expect(201, {
        as: 'unit',
        method: 'POST',
        path: '/invoice-titles',
        body: { kind: 'personal', title: `抬头${index}` },
      }),
  },
  attendees: { path: '/attendees', id: 'attendeeId', add: (scene) => addPerson(scene) },
  addresses: {
    path: '/addresses',
    id: 'addressId',
    add: (scene, index) => scene.expect(201, { ...adding.address, with: { street: `海五路${index}号` } }),
  },
};

const afterDeletion = ([name, { path, id, add }]: [string, Collection]): Neighbour => ({
  title: `given ${name} read two at a time, when any that was shown is deleted between two pages, then every one left is shown once`,
  given: 'unit',
  async check(scene) {
    for (const deleted of [0, 1]) {
      const before = (await scene.get('unit', `${path}?limit=200`)).items.length;
      for (let index = before; index < 5; index++) await add(scene, index);
      const all = (await scene.get('unit', `${path}?limit=200`)).items.map((item: Json) => item[id] as string);
      const { items: shown, nextCursor } = await scene.get('unit', `${path}?limit=2`);
      await scene.expect(204, { as: 'unit', method: 'DELETE', path: `${path}/${shown[deleted][id]}` });
      const { items: rest } = await scene.get('unit', `${path}?limit=200&cursor=${nextCursor}`);
      assert.deepEqual([...shown, ...rest].map((item) => item[id] as string).toSorted(), all.toSorted());
    }
  },
});

export const paging: Kind = {
  effect({ last }) {
    const streets = last.body.items.map(({ street }: Json) => street);
    assert.deepEqual([streets.length, new Set(streets).size], [3, 3], streets.join());
  },
  neighbours: Object.entries(collections).map(afterDeletion),
};

const rowWith = (rows: string[][], account: string) => rows.find((row) => row.some((cell) => cell.includes(account)))!;
/** Excel makes a number of it, and of a long one only its first 15 figures. */
const bareNumber = /^ *[+-]?[0-9][0-9 ,.]*$/;

export const exportCells: Kind = {
  effect: {
    async 'export-digits'({ scene, last }) {
      const account = String(scene.values.get('USCC of the unit'));
      const row = rowWith(cellsOf(last.body), account);
      for (const cell of row) assert.ok(!bareNumber.test(cell) || cell.length <= 15, cell);
      const cell = row.find((text) => text.includes(account))!;
      assert.equal(cell.replaceAll(/[^0-9]/g, ''), account, 'a script reads it back');
      assert.ok(textsOf(await exported(scene, 'registrations', 'xlsx')).includes(account), 'XLSX stays as it is');
    },
    async 'export-apostrophe'({ scene, last }) {
      const name = '@岚选（佛山）贸易有限公司';
      const texts = textsOf(last.body);
      assert.ok(texts.includes(name) && !texts.includes(`'${name}`));
      const account = String(scene.values.get('USCC of the unit'));
      const row = rowWith(cellsOf(await exported(scene, 'registrations', 'csv')), account);
      assert.equal(row[0], `'${name}`, 'in CSV it stays');
    },
  },
  neighbours: [
    {
      title:
        'given names that begin as formulas do, when exported, then XLSX holds texts without a formula, and CSV none that runs',
      given: 'nothing',
      async check(scene) {
        const accounts = new Map<string, string>();
        for (const name of ['=1+1 有限公司', '+岚选', '-岚选', '@SUM(1)']) {
          await register(scene, 'registration');
          await nameUnit(scene, name);
          accounts.set(name, String(scene.values.get('USCC of the unit')));
        }
        const workbook = await exported(scene, 'registrations', 'xlsx');
        const rows = cellsOf(await exported(scene, 'registrations', 'csv'));
        assert.ok(!strFromU8(unzipSync(workbook)['xl/worksheets/sheet1.xml']!).includes('<f'));
        for (const [name, account] of accounts) {
          assert.ok(textsOf(workbook).includes(name), name);
          assert.match(rowWith(rows, account)[0]!, /^[^=+@-]/);
        }
      },
    },
  ],
};
