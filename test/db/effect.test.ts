import assert from 'node:assert/strict';
import { once } from '../../db/effect.ts';
import { untyped } from '../../db/knex.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('an effect done once', () => {
  let base: TestStore;
  before(async () => {
    base = await startStore({ asApplication: false });
    await untyped(base.store.knex).schema.createTable('done', (table) => table.increments('id'));
  });
  after(() => base.close());
  beforeEach(() => done().delete());

  const done = (knex = base.store.knex) => untyped(knex)('done');

  /** Its row is the effect, its number the output. */
  const work = (key: string) =>
    once(base.store, key, async ({ knex }) => {
      const [row] = await done(knex).insert({}).returning<{ id: number }[]>('id');
      return { id: row!.id };
    });
  const times = async () => (await done()).length;

  it('given ten at once, when they have one key, then the work is done once and all are given its output', async () => {
    const outputs = await Promise.all(Array.from({ length: 10 }, () => work('ten')));
    assert.equal(await times(), 1);
    for (const output of outputs) assert.deepEqual(output, outputs[0]);
    assert.deepEqual(await work('ten'), outputs[0]);
  });

  it('given two keys, when both are worked on, then the work is done twice', async () => {
    assert.notDeepEqual(await work('one'), await work('other'));
    assert.equal(await times(), 2);
  });

  it('given work that fails, when it is tried again, then nothing of the first try is left and it is done', async () => {
    const failing = once(base.store, 'fails', async ({ knex }) => {
      await done(knex).insert({});
      throw new Error('after the insert');
    });
    await assert.rejects(failing, /after the insert/);
    assert.equal(await times(), 0);
    await work('fails');
    assert.equal(await times(), 1);
  });

  it('given ten at once, when the first to come fails, then another one does the work and it is done once', async () => {
    let tries = 0;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        once(base.store, 'flaky', async ({ knex }) => {
          if (++tries === 1) throw new Error('the first');
          await done(knex).insert({});
          return 'done';
        }),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 1);
    assert.equal(await times(), 1);
  });
});
