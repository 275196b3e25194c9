import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dumpSchema } from '../../db/dump-schema.ts';
import { createKnex, untyped } from '../../db/knex.ts';
import { migrations } from '../../db/knexfile.ts';
import { migrate } from '../../db/migrate.ts';
import type { Db } from '../../db/query.ts';
import { startStore, type TestStore } from '../support/store.ts';

const stored = () => readFileSync(new URL('../../db/schema.sql', import.meta.url), 'utf8');

describe('migrations', () => {
  let base: TestStore;
  let databases = 0;
  const connections: Db[] = [];
  before(async () => {
    base = await startStore({ asApplication: false });
  });
  after(async () => {
    for (const knex of connections) await knex.destroy();
    for (let n = 1; n <= databases; n++) await untyped(base.store.knex).raw(`DROP DATABASE ${nameOf(n)} WITH (FORCE)`);
    await base.close();
  });

  const nameOf = (n: number) => `${new URL(base.databaseUrl).pathname.slice(1)}_empty_${n}`;
  /** Connections, as many as asked for, to one new database without anything in it. */
  async function empty(count = 1): Promise<Db[]> {
    const name = nameOf(++databases);
    await untyped(base.store.knex).raw(`CREATE DATABASE ${name} TEMPLATE template0`);
    const databaseUrl = Object.assign(new URL(base.databaseUrl), { pathname: `/${name}` }).href;
    const opened = Array.from({ length: count }, () => createKnex({ databaseUrl, pool: 4, name: 'migrate-test' }));
    connections.push(...opened);
    return opened;
  }

  it('given an empty database, when three migrate it at once, then one does all of it, the others find it done, and all succeed', async () => {
    const knexes = await empty(3);
    const applied = await Promise.all(knexes.map(migrate));
    const counts = applied.map((names) => names.length).toSorted((a, b) => a - b);
    assert.deepEqual(counts.slice(0, 2), [0, 0]);
    assert.ok(counts[2]! >= 5);
    assert.equal(await dumpSchema(knexes[0]!), stored());
  });

  it("given a migration that was killed and left knex's lock behind, when it is run again, then it ends", async () => {
    const [knex] = (await empty()) as [Db];
    await migrate(knex);
    await untyped(knex)('knex_migrations_lock').update({ is_locked: 1 });
    assert.deepEqual(await migrate(knex), []);
    assert.deepEqual(await untyped(knex)('knex_migrations_lock').pluck('is_locked'), [0]);
  });

  it('given all migrations, when they are taken back and run again, then nothing is left and the schema is the same', async () => {
    const [knex] = (await empty()) as [Db];
    await migrate(knex);
    await untyped(knex).migrate.rollback(migrations, true);
    assert.equal((await dumpSchema(knex)).trim(), '');
    await migrate(knex);
    assert.equal(await dumpSchema(knex), stored());
  });

  it('given rows at each level of review and one decided, when the second level becomes a state, and when that is taken back, then each stands where it stood (G4.3)', async () => {
    const [knex] = (await empty()) as [Db];
    const raw = untyped(knex);
    await migrate(knex);
    // The later first, which says the states anew.
    const takeBack = async () => {
      for (const name of ['032_consents.ts', '015_second_review.ts'])
        await raw.migrate.down({ ...migrations, name } as never);
    };
    const [now, later, last] = [1, 2, 3].map((day) => new Date(Date.UTC(2019, 4, day))) as [Date, Date, Date];
    const dates = { registrationOpensAt: now, registrationClosesAt: later, expoClosesAt: last };
    await raw('editions').insert({
      edition: '2',
      nameZh: '二',
      nameEn: '2',
      professionalFeeFen: 0,
      vipFeeFen: 0,
      ...dates,
    });
    await takeBack();
    for (const [n, state, reviewLevel] of [
      [1, 'under_review', 1],
      [2, 'under_review', 2],
      [3, 'approved', 2],
    ] as const) {
      const [id, account] = [`00000000-0000-4000-8000-00000000000${n}`, `91440600000000000${n}`];
      const unit = { unitId: id, edition: '2', region: 'mainland', category: 'enterprise', account, uscc: account };
      await raw('units').insert({ ...unit, mobile: Buffer.alloc(40), passwordHash: 'none' });
      await raw('registrations').insert({
        registrationId: id,
        unitId: id,
        edition: '2',
        state,
        reviewLevel,
        submittedAt: now,
      });
    }
    const column = (name: string) => raw('registrations').orderBy('registrationId').pluck(name);
    await migrate(knex);
    assert.deepEqual(await column('state'), ['under_review', 'under_second_review', 'approved']);
    await takeBack();
    assert.deepEqual(
      [await column('state'), await column('reviewLevel')],
      [
        ['under_review', 'under_review', 'approved'],
        [1, 2, 1],
      ],
    );
    await migrate(knex);
    assert.equal(await dumpSchema(knex), stored());
  });

  it('given a unit that accepted the terms before acceptances were rows, when they become rows, then it has accepted what is in force, and when that is taken back, it stands as it stood (G1.4)', async () => {
    const [knex] = (await empty()) as [Db];
    const raw = untyped(knex);
    await migrate(knex);
    const takeBack = () => raw.migrate.down({ ...migrations, name: '032_consents.ts' } as never);
    await takeBack();
    const day = (n: number) => new Date(Date.UTC(2019, 4, n));
    const dates = { registrationOpensAt: day(1), registrationClosesAt: day(2), expoClosesAt: day(3) };
    const names = { nameZh: '二', nameEn: '2', professionalFeeFen: 0, vipFeeFen: 0 };
    await raw('editions').insert({ edition: '2', ...names, ...dates });
    const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
    const unit = {
      edition: '2',
      region: 'mainland',
      category: 'enterprise',
      mobile: Buffer.alloc(40),
      passwordHash: 'x',
    };
    const accepted = { privacyAcceptedAt: day(2), privacyTermsVersion: '2019-1' };
    for (const [n, terms] of [
      [1, accepted],
      [2, {}],
    ] as const) {
      const account = `91440600000000000${n}`;
      await raw('units').insert({ unitId: id(n), account, uscc: account, ...unit, ...terms });
    }
    await migrate(knex);
    const standing = await raw('consents').select('unitId', 'kind', 'version', 'acceptedAt', 'withdrawnAt');
    assert.deepEqual(standing, [
      { unitId: id(1), kind: 'privacy_terms', version: '2019-1', acceptedAt: day(2), withdrawnAt: null },
    ]);
    assert.deepEqual(await raw('editions').pluck('termsVersion'), ['2019-1']);
    await takeBack();
    assert.deepEqual(await raw('units').orderBy('unitId').select('privacyAcceptedAt', 'privacyTermsVersion'), [
      accepted,
      { privacyAcceptedAt: null, privacyTermsVersion: null },
    ]);
    await migrate(knex);
    assert.equal(await dumpSchema(knex), stored());
  });

  it('given a schema with one index less, when it is dumped, then the dump differs from what is stored', async () => {
    const [knex] = (await empty()) as [Db];
    await migrate(knex);
    await untyped(knex).raw('DROP INDEX payments_one_kept');
    assert.notEqual(await dumpSchema(knex), stored());
  });
});
