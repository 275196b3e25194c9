import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { seedDemo } from '../../db/seeds/demo.ts';
import { seedReference } from '../../db/seeds/index.ts';
import { startStore, type TestStore } from '../support/store.ts';

const logins = 29;

describe('seeds', () => {
  let base: TestStore;
  beforeEach(async () => {
    base = await startStore({ asApplication: false });
  });
  afterEach(() => base.close());

  const staff = () => base.store.knex('staff').orderBy('login').select('login', 'passwordHash');
  const counts = async () => {
    const tables = ['staff', 'invitation_codes', 'supporting_events', 'editions', 'delegations'];
    return Promise.all(tables.map(async (table) => (await untyped(base.store.knex)(table)).length));
  };
  /** What a database has after `npm run seed` alone. */
  async function referenceOnly() {
    const { knex } = base.store;
    for (const table of ['supporting_events', 'invitation_codes', 'staff'] as const) await knex(table).delete();
    await knex('seeded_rows').where({ kind: 'staff' }).delete();
    await seedReference(knex, new Date());
  }
  const alice = () =>
    base.store.knex('staff').insert({ staffId: randomUUID(), login: 'alice', role: 'bureau', passwordHash: 'hers' });

  it('given reference data alone, when it is there, then nobody can log in; and when demo data is asked for, then its logins, codes and events are made', async () => {
    await referenceOnly();
    assert.deepEqual(await counts(), [0, 0, 0, 1, 27]);
    assert.equal(await seedDemo(base.store, 'demo'), undefined);
    assert.deepEqual((await counts()).slice(0, 2), [logins, 27]);
    assert.deepEqual(new Set((await staff()).map((row) => row.passwordHash)), new Set(['demo']));
  });

  it('given demo logins, when they are seeded again with another password, then each keeps its own', async () => {
    await base.store.knex('staff').where({ login: 'bureau' }).update({ passwordHash: 'changed' });
    const before = await staff();
    assert.equal(await seedDemo(base.store, 'published'), undefined);
    assert.deepEqual(await staff(), before);
  });

  it('given a member of staff whom the seeds did not make, when demo data is asked for, then nothing is made and it is told who', async () => {
    await referenceOnly();
    await alice();
    assert.deepEqual(await seedDemo(base.store, 'demo'), { foreign: ['staff alice'], loginsAreThere: false });
    assert.deepEqual(await counts(), [1, 0, 0, 1, 27]);
    assert.deepEqual(await staff(), [{ login: 'alice', passwordHash: 'hers' }]);
  });

  it('given a login of a demo’s name that somebody made by hand, when demo data is asked for, then it is somebody’s own', async () => {
    await referenceOnly();
    await base.store
      .knex('staff')
      .insert({ staffId: randomUUID(), login: 'bureau', role: 'bureau', passwordHash: 'by hand' });
    assert.deepEqual((await seedDemo(base.store, 'demo'))?.foreign, ['staff bureau']);
    assert.deepEqual(await staff(), [{ login: 'bureau', passwordHash: 'by hand' }]);
  });

  it('given demo data and then somebody’s own staff, when it is asked for again, then the logins are there and nothing changes', async () => {
    await alice();
    const before = [await counts(), await staff()];
    assert.deepEqual(await seedDemo(base.store, 'demo'), { foreign: ['staff alice'], loginsAreThere: true });
    assert.deepEqual([await counts(), await staff()], before);
  });

  it('given an edition of somebody’s own and no other, when the seeds run, then vocabularies come and neither edition nor demo does', async () => {
    const { knex } = base.store;
    await referenceOnly();
    for (const table of ['allocation_rules', 'survey_questions', 'delegations'] as const) await knex(table).delete();
    await knex('seeded_rows').delete();
    await knex('editions').update({ edition: '8' });
    await knex('reference_items').delete();
    await seedReference(knex, new Date());
    assert.ok((await knex('reference_items').where({ name: 'countries' })).length > 200);
    assert.deepEqual((await seedDemo(base.store, 'demo'))?.foreign, ['edition 8']);
    assert.deepEqual(await counts(), [0, 0, 0, 1, 0]);
  });
});
