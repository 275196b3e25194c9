import assert from 'node:assert/strict';
import { postings } from '../../domain/ledger.ts';
import { inTransaction, untyped } from '../../db/knex.ts';
import { createLedger } from '../../db/ledger.ts';
import { startStore, type TestStore } from '../support/store.ts';

const fee = (day: string) => postings.providerFee({ channel: 'alipay', day, amountFen: 120 });

describe('ledger', () => {
  let base: TestStore;
  before(async () => {
    base = await startStore();
  });
  after(() => base.close());
  const entries = (key: string) =>
    base.store.knex('ledger_entries').where({ key }).orderBy('amountFen').select('account', 'amountFen');
  const post = (...all: Parameters<ReturnType<typeof createLedger>['post']>) =>
    inTransaction(base.store, (trx) => createLedger(trx).post(...all));

  it('given one thing that happened, when it is booked ten times at once, then it stands once', async () => {
    await Promise.all(Array.from({ length: 10 }, () => post(fee('2026-01-01'))));
    assert.deepEqual(await entries('alipay:2026-01-01:fee'), [
      { account: 'provider_alipay', amountFen: -120 },
      { account: 'provider_fees', amountFen: 120 },
    ]);
  });

  it('given a posting that does not add up, one-sided or empty, when it is booked, then the database refuses it', async () => {
    const wrong = (key: string, ...amounts: number[]) => ({
      ...fee('x'),
      key,
      entries: amounts.map((amountFen) => ({ account: 'suspense' as const, amountFen })),
    });
    await assert.rejects(post(wrong('wrong-1', 100, -99)), /does not add up/);
    await assert.rejects(post(wrong('wrong-2', 100)), /does not add up/);
    await assert.rejects(
      untyped(base.store.knex)('ledger_postings').insert({ key: 'wrong-3', kind: 'refund' }),
      /does not add up/,
    );
    assert.deepEqual(await base.store.knex('ledger_postings').whereLike('key', 'wrong%'), []);
  });

  it('given what is booked, when the role of the programs changes or deletes it, then it has no right to, and neither has the owner', async () => {
    await post(fee('2026-01-02'));
    const knex = untyped(base.store.knex);
    for (const [table, column] of [
      ['ledger_entries', 'key'],
      ['ledger_postings', 'key'],
      ['audit_entries', 'subject'],
      ['events', 'kind'],
    ] as const) {
      await assert.rejects(knex(table).delete(), { code: '42501' });
      await assert.rejects(knex.raw(`UPDATE ${table} SET ${column} = 'x'`), { code: '42501' });
    }
    const asOwner = (statement: string) =>
      inTransaction(base.store, async (trx) => {
        const owner = untyped(trx.knex);
        await owner.raw('SET LOCAL ROLE NONE');
        await owner.raw(statement);
      });
    await assert.rejects(asOwner('DELETE FROM ledger_entries'), /append-only/);
    await assert.rejects(asOwner('UPDATE ledger_postings SET key = key'), /append-only/);
    await assert.rejects(asOwner('TRUNCATE audit_entries, audit_chain'), /append-only/);
    await assert.rejects(asOwner('DELETE FROM audit_chain'), /append-only/);
    for (const statement of ['DELETE FROM events', "UPDATE events SET actor = 'bureau'", 'TRUNCATE events'])
      await assert.rejects(asOwner(statement), /append-only/);
    assert.equal((await entries('alipay:2026-01-02:fee')).length, 2);
  });
});
