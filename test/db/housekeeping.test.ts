import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { purge } from '../../db/ops/housekeeping.ts';
import { startApi, type TestApi } from '../support/api.ts';
import type { Sealed } from '../../db/table.ts';
import { createUnit } from '../support/fixtures.ts';

describe('housekeeping', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  it('given rows that are past their time beside rows that are not, when it runs, then only the former are gone', async () => {
    const { knex } = api.store;
    const [kept, refused] = [await createUnit(api.store), await createUnit(api.store, { opened: false })];
    await knex('registrations').where({ unitId: refused.unitId }).delete();
    await knex('sessions').where({ unitId: refused.unitId }).delete();
    await knex('units').update({ createdAt: knex.raw("now() - interval '8 days'") });
    const key = (age: string, name: string) => ({
      rowId: randomUUID(),
      principal: 'public',
      operation: 'post /orders',
      key: name,
      fingerprint: Buffer.alloc(32),
      createdAt: knex.raw(`now() - interval '${age}'`),
    });
    await knex('idempotency_keys').insert([key('8 days', 'old'), key('6 days', 'young')]);
    await knex('unreadable_fields').insert([
      { table: 'attendees', column: 'name', row: 'old', seenAt: knex.raw("now() - interval '25 hours'") },
      { table: 'attendees', column: 'name', row: 'young', foundAt: knex.raw("now() - interval '9 days'") },
    ]);
    const { staffId } = (await knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const registrationId = kept.registrationId;
    const other = await createUnit(api.store);
    const proposal = (of: string, lapsesIn: string) => ({
      mobileChangeId: randomUUID(),
      registrationId: of,
      mobile: Buffer.from('sealed') as Sealed,
      reason: Buffer.from('sealed') as Sealed,
      proposedBy: staffId,
      lapsesAt: knex.raw<Date>(`now() + interval '${lapsesIn}'`),
    });
    await knex('mobile_changes').insert([
      proposal(registrationId, '-1 minute'),
      proposal(other.registrationId, '1 hour'),
    ]);
    await knex('effects').insert([
      { key: 'old', output: '1', at: knex.raw("now() - interval '181 days'") },
      { key: 'young', output: '1' },
    ]);
    await knex('limit_counts').insert([
      { key: 'old', points: 1, expire: Date.now() - 1 },
      { key: 'young', points: 1, expire: Date.now() + 600_000 },
    ]);

    const removed = await purge(api.store);

    assert.deepEqual(removed, {
      sessions: 0,
      idempotencyKeys: 1,
      units: 1,
      verificationCodes: 0,
      mobileChanges: 1,
      staffInvitations: 0,
      unreadableFields: 1,
      limitCounts: 1,
      effects: 1,
    });
    assert.deepEqual(await knex('idempotency_keys').pluck('key'), ['young']);
    for (const table of ['effects', 'limit_counts'] as const)
      assert.deepEqual(await knex(table).pluck('key'), ['young'], table);
    assert.deepEqual(await knex('unreadable_fields').pluck('row'), ['young']);
    assert.deepEqual(await knex('mobile_changes').orderBy('lapsesAt').select('state', 'mobile'), [
      { state: 'lapsed', mobile: null },
      { state: 'proposed', mobile: Buffer.from('sealed') },
    ]);
    assert.equal((await api.call('GET', '/registration', { token: kept.token })).status, 200);
  });
});
