import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createAllocations } from '../../db/registration/allocation.ts';
import { untyped } from '../../db/knex.ts';
import { examplePlan } from '../support/edition.ts';
import { delegationId } from '../support/fixtures.ts';
import { startStore, type TestStore } from '../support/store.ts';

interface Item {
  code: string;
  zh: string;
  parent?: string;
}
const data = <T>(name: string) =>
  JSON.parse(readFileSync(new URL(`../../db/seeds/data/${name}.json`, import.meta.url), 'utf8')) as T[];
const provinces = data<Item>('provinces');
const cities = data<Item>('cities');
const annex = examplePlan().delegations;

describe('allocation by address', () => {
  let base: TestStore;
  before(async () => (base = await startStore()));
  after(() => base.close());
  const ofAddress = (province: string, city: string) =>
    createAllocations(base.store).ofAddress({ edition: '2', province, city });

  it('given any address, when allocated, then a city of the annex is its delegation, no industry is ever chosen, and the rest is nobody (G1.2)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...provinces), fc.constantFrom(...cities), async (province, city) => {
        const found = await ofAddress(province.zh, city.zh);
        const own = annex.find(
          ({ places }) => places.includes(`${province.zh}/${city.zh}`) && city.parent === province.code,
        );
        assert.equal(found?.no, own?.no);
        assert.ok(!own || own.kind === 'region');
      }),
      {
        numRuns: 300,
        examples: annex.flatMap(({ places }) =>
          cities
            .map((city): [Item, Item] => [provinces.find(({ code }) => code === city.parent)!, city])
            .filter(([province, city]) => places.includes(`${province.zh}/${city.zh}`)),
        ),
      },
    );
  });

  it('given a rule for a province, when an address is in a city with a rule of its own, then the city goes first (G1.2)', async () => {
    const allocations = createAllocations(base.store);
    const place = (await allocations.placeOf({ province: '广东省' }))!;
    await allocations.replace({ edition: '2', ...place, delegationId: await delegationId(base.store, 1) });
    assert.equal((await ofAddress('广东省', '佛山市'))?.no, 3);
    assert.equal((await ofAddress('广东省', '不存在的市'))?.no, 1);
    assert.equal(await ofAddress('湖南省', '长沙市'), undefined);
  });

  it('given an industry, when it is written as the delegation of an address, then the database refuses (G1.2)', async () => {
    const rules = untyped(base.store.knex)('allocation_rules');
    const rule = { edition: '2', provinceCode: '43', cityCode: null, delegationId: await delegationId(base.store, 22) };
    await assert.rejects(rules.clone().insert(rule), /foreign key/);
    await assert.rejects(rules.clone().insert({ ...rule, kind: 'industry' }), /check constraint/);
  });
});
