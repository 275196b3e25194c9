import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { answerThroughWorkflow, type Answer } from '../../api/idempotency.ts';
import { RunRefused } from '../../api/temporal-error.ts';
import { createStore, type Store } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { DomainError } from '../../domain/errors.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

describe('idempotency keys of requests told to a workflow', () => {
  let database: TestDatabase;
  let store: Store;
  let numbers = 0;
  before(async () => {
    database = await createTestDatabase();
    const ring = parseKeyRing(readFileSync(testKeyRingFile(), 'utf8'));
    store = createStore({ databaseUrl: database.url, pool: 8, name: 'idempotency-test', ring });
  });
  after(async () => {
    await store.knex.destroy();
    await database.drop();
  });

  const allocate = () => Promise.resolve(`no-${++numbers}`);
  const created = (businessNo: string): Promise<Answer> => Promise.resolve({ status: 201, body: { businessNo } });
  const ask = (key: string, work: (businessNo: string) => Promise<Answer> = created, request = 'the same') =>
    answerThroughWorkflow(
      store,
      { scope: { principal: 'unit:1', operation: 'post /orders', key }, request },
      allocate,
      work,
    );
  const refusal = (code: string) => (error: unknown) => error instanceof DomainError && error.refusal.code === code;

  it('given an answered request, when it is repeated, then the answer is replayed and nobody is told again', async () => {
    const first = await ask('answered');
    const again = await ask('answered', () => assert.fail('told again'));
    assert.deepEqual(again, { ...first, headers: { 'Idempotency-Replayed': 'true' } });
    await assert.rejects(
      ask('answered', () => assert.fail('told again'), 'another'),
      refusal('idempotency_key_reused'),
    );
  });

  it('given a request at work, when it comes again meanwhile, then it is in flight, and another body is refused as reused', async () => {
    const first = await ask('at work', async (businessNo) => {
      await assert.rejects(ask('at work'), refusal('idempotency_key_in_flight'));
      await assert.rejects(ask('at work', created, 'another'), refusal('idempotency_key_reused'));
      return created(businessNo);
    });
    assert.equal((await ask('at work')).headers?.['Idempotency-Replayed'], 'true');
    assert.equal(first.headers, undefined);
  });

  it('given many equal requests at once, when all have answered, then one was told and none has another answer', async () => {
    const told: string[] = [];
    const work = (businessNo: string) => created((told.push(businessNo), businessNo));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => ask('at once', work)));
    assert.equal(told.length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') assert.deepEqual(outcome.value.body, { businessNo: told[0] });
      else assert.ok(refusal('idempotency_key_in_flight')(outcome.reason));
    }
  });

  it('given an attempt with unknown outcome, when it is tried again, then it goes on under the same number, by one of those who try', async () => {
    const seen: string[] = [];
    const faults = [new DomainError('unavailable'), new Error('connection lost')];
    for (const fault of faults)
      await assert.rejects(
        ask('unknown', async (businessNo) => Promise.reject((seen.push(businessNo), fault))),
        fault,
      );
    const slow: Answer = { status: 202, body: { statusUrl: '/somewhere' } };
    assert.equal((await ask('unknown', async (businessNo) => (seen.push(businessNo), slow))).status, 202);
    const last = await Promise.allSettled(
      [1, 2, 3].map(() => ask('unknown', (businessNo) => created((seen.push(businessNo), businessNo)))),
    );
    assert.ok(last.some(({ status }) => status === 'fulfilled'));
    assert.equal(seen.length, 4);
    assert.equal(new Set(seen).size, 1);
  });

  it('given a refused request, when it comes again, then the key is free and the number a new one', async () => {
    let first = '';
    const refuse = (businessNo: string) => (
      (first = businessNo),
      Promise.reject(new DomainError('attendee_not_locked'))
    );
    await assert.rejects(ask('refused', refuse), refusal('attendee_not_locked'));
    const { body } = await ask('refused', created, 'corrected');
    assert.notEqual((body as { businessNo: string }).businessNo, first);
  });

  it('given a run that itself answers that a provider is away, when the request comes again, then the run is asked anew under another number', async () => {
    let first = '';
    const refuse = (businessNo: string) => ((first = businessNo), Promise.reject(new RunRefused('unavailable')));
    await assert.rejects(ask('provider away', refuse), refusal('unavailable'));
    const { body } = await ask('provider away');
    assert.notEqual((body as { businessNo: string }).businessNo, first);
  });

  it('given a holder that died, when its lease has run out, then the next try takes the number over', async () => {
    const held = await ask('died', async (businessNo) => {
      await assert.rejects(ask('died'), refusal('idempotency_key_in_flight'));
      await store
        .knex('idempotency_keys')
        .where({ key: 'died' })
        .update({ leaseUntil: store.knex.raw("now() - interval '1 second'") });
      assert.deepEqual((await ask('died')).body, { businessNo });
      return { status: 201, body: { businessNo: 'too late' } };
    });
    assert.deepEqual(held.body, { businessNo: 'too late' });
    assert.notDeepEqual((await ask('died')).body, held.body);
  });
});
