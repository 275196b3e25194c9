import assert from 'node:assert/strict';
import { holdsWords } from '../../domain/search.ts';
import { createDelegations, type Scope } from '../../db/delegation.ts';
import { rowsOf, untyped } from '../../db/knex.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit } from '../support/fixtures.ts';

interface Plan {
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}
const withPlans = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(withPlans)];

describe('search', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  const found = async (query: string) =>
    (await createRegistrations(api.store).list({ edition: '2', scope: 'all', query }, { rows: 100 })).map(
      ({ unitName }) => unitName,
    );
  async function named(unitName: string): Promise<string> {
    const unit = await createUnit(api.store);
    await createRegistrations(api.store).saveUnitInfo(unit.registrationId, { name: unitName });
    return unit.account;
  }

  it('given names in every way of writing, when words of them are looked for in another, then each is found and no other', async () => {
    const names = {
      wide: 'ＡＢＣ岚秀贸易有限公司',
      brackets: '佛山岚秀（中国）贸易有限公司',
      blanks: 'Rhein \u3000 Handel GmbH',
      signs: '100%_新\\品商贸行',
      hidden: '云\u200b栖\ufeff进口',
    };
    const account = await named(names.wide);
    for (const name of [names.brackets, names.blanks, names.signs, names.hidden]) await named(name);
    await named('毫不相干商社');

    const finds: [query: string, ...names: string[]][] = [
      ['abc岚秀', names.wide],
      ['ＡＢＣ', names.wide],
      ['佛山岚秀(中国)', names.brackets],
      ['岚秀', names.wide, names.brackets],
      ['贸易 佛山', names.brackets],
      ['佛山　　贸易', names.brackets],
      ['佛山 abc'],
      ['秀', names.wide, names.brackets],
      ['HANDEL rhein', names.blanks],
      ['rheinhandel', names.blanks],
      ['0%_新\\品', names.signs],
      ['%', names.signs],
      ['_', names.signs],
      ['\\', names.signs],
      ['云栖', names.hidden],
      ['云\u200d栖', names.hidden],
      [account.toLowerCase(), names.wide],
      [account.slice(6), names.wide],
      [`${account.slice(0, 18)} 岚秀`, names.wide],
      ['龘'],
    ];
    for (const [query, ...expected] of finds) assert.deepEqual(await found(query), expected, query);
    // What is sealed is searched outside the database, by the same rule.
    for (const [query, ...expected] of finds.filter(([words]) => !words.toUpperCase().includes(account.slice(6))))
      assert.deepEqual(
        Object.values(names).filter((name) => holdsWords([name], query)),
        expected,
        query,
      );
  });

  it('given a name that is changed, when the old and the new are looked for, then the new alone is found', async () => {
    const unit = await createUnit(api.store);
    const registrations = createRegistrations(api.store);
    await registrations.saveUnitInfo(unit.registrationId, { name: '旧名甲乙' });
    await registrations.saveUnitInfo(unit.registrationId, { name: '新名丙丁' });
    assert.deepEqual([await found('甲乙'), await found('丙丁')], [[], ['新名丙丁']]);
    assert.equal((await found(unit.account)).length, 1);
  });

  it('given the delegations, when words of several columns are looked for in another width, then the row with all of them is found', async () => {
    const list = async (query: string) =>
      (await createDelegations(api.store).list({ query }, { rows: 100 })).map(({ no }) => no);
    assert.deepEqual(await list('ｆｏｓｈａｎ 　袁永新 市商务'), [3]);
    assert.deepEqual(await list('foshan 陈振东'), []);
    assert.deepEqual([await list('%'), await list('_')], [[], []]);
  });

  it('given twenty thousand units, when they are searched, then the index is read and few rows beside those that are shown', async () => {
    const units = 20_000;
    const { knex } = api.store;
    await untyped(knex).transaction(async (trx) => {
      // As the owner, who may analyse; for as long as it takes.
      await trx.raw('SET LOCAL ROLE NONE');
      await trx.raw('SET LOCAL statement_timeout = 0');
      await trx.raw(
        `INSERT INTO units (unit_id, edition, region, category, account, uscc, mobile, password_hash, opened_at)
         SELECT gen_random_uuid(), '2', 'mainland', 'enterprise', no, no, '', 'many', now()
         FROM (SELECT '9144' || lpad(((n * 7919::bigint) % 1000000007)::text, 13, '0') || chr(65 + n % 26) AS no FROM generate_series(1, :units) n)`,
        { units },
      );
      await trx.raw('ANALYZE units');
      await trx.raw(
        `INSERT INTO registrations (registration_id, edition, unit_id, delegation_id, state, created_at, unit_name)
         SELECT gen_random_uuid(), '2', unit_id, (SELECT delegation_id FROM delegations WHERE edition = '2' AND no = 1 + n % 27), 'draft', now() + n * interval '1 second',
           (ARRAY['佛山', '广州', '深圳', '北京', '上海', '杭州', '宁波', '厦门', '青岛', '成都', '重庆', '武汉', '南京', '苏州', '天津'])[1 + n % 15]
           || chr((19968 + (n * 7919::bigint) % 4001)::int) || chr((19968 + (n * 104729::bigint) % 3499)::int)
           || (ARRAY['进出口', '贸易', '国际贸易', '进口贸易', '供应链', '食品', '机械'])[1 + n % 7]
           || (ARRAY['有限公司', '（中国）有限公司', '股份有限公司', '集团有限公司'])[1 + n % 4]
         FROM (SELECT unit_id, row_number() OVER (ORDER BY account)::int AS n FROM units WHERE password_hash = 'many')`,
      );
      await trx.raw('ANALYZE registrations');
    });
    const [some] = await rowsOf<{ name: string; account: string; delegationId: number }>(
      knex,
      `SELECT unit_name AS name, account, delegation_id FROM registrations JOIN units USING (unit_id) WHERE password_hash = 'many'
       ORDER BY registrations.created_at OFFSET ${units / 2} LIMIT 1`,
    );

    async function measure(query: string, scope: Scope = 'all') {
      const list = () => createRegistrations(api.store).list({ edition: '2', scope, query }, { rows: 51 });
      const statements: { sql: string; bindings: readonly unknown[] }[] = [];
      const note = (statement: { sql: string; bindings: readonly unknown[] }) => void statements.push(statement);
      untyped(knex).on('query', note);
      const begun = performance.now();
      const shown = await list();
      const ms = performance.now() - begun;
      untyped(knex).removeListener('query', note);
      const { sql, bindings } = statements[0]!;
      const explained: { rows: { 'QUERY PLAN': [{ Plan: Plan }] }[] } = await untyped(knex).raw(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql.replaceAll(/\$[0-9]+/g, '?')}`,
        bindings as never,
      );
      const answer = explained.rows[0] as unknown as Record<string, [{ Plan: Plan }]>;
      const plan = Object.values(answer)[0]![0].Plan;
      const nodes = withPlans(plan);
      const removed = nodes.reduce(
        (sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0),
        0,
      );
      const figures = {
        shown: shown.length,
        removed,
        buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
        ms: Math.round(ms * 10) / 10,
        indexes: nodes.flatMap((node) => node['Index Name'] ?? []).filter((name) => /search|age/.test(name)),
      };
      console.log(`      ${query}: ${JSON.stringify(figures)}`);
      return figures;
    }

    const { name, account, delegationId } = some!;
    const rare = {
      'two characters': name.slice(2, 4),
      'one character, in no name': '龘',
      'no hit': '龘龘',
      'a whole name': name,
      'words in any order': `${name.slice(4, 6)} ${name.slice(2, 4)}`,
      'a code': account,
      'the end of a code': account.slice(-8),
      'no hit, a code': '91440000000000000X',
    };
    for (const [what, query] of Object.entries(rare)) {
      const { indexes, removed, buffers, shown } = await measure(query);
      assert.deepEqual(indexes, ['registrations_search'], what);
      assert.ok(removed <= 60, `${what}: ${removed} rows removed`);
      assert.ok(buffers <= 300 + 12 * shown, `${what}: ${buffers} buffers`);
    }
    // Whatever is common is met soon on the way through the list.
    for (const common of ['公司', '佛山', '贸易 广州']) {
      const { shown, buffers } = await measure(common);
      assert.equal(shown, 51, common);
      assert.ok(buffers <= 3_000, `${common}: ${buffers} buffers`);
    }
    const own = await measure(name.slice(2, 4), [delegationId]);
    assert.deepEqual([own.shown > 0, own.indexes], [true, ['registrations_search']]);
  });
});
