import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { createAudit, type AuditHead } from '../../db/audit.ts';
import { inTransaction, rowsOf, untyped, type Store } from '../../db/knex.ts';
import { down, up } from '../../db/migrations/029_audit_chain.ts';
import { checkAudit, parseAuditHead } from '../../db/ops/audit-check.ts';
import { untilOneWaits } from '../support/lock-wait.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('the chain of the audit', () => {
  let base: TestStore;
  let staffId: string;
  before(async () => {
    base = await startStore();
    staffId = (await base.store.knex('staff').first('staffId'))!.staffId;
  });
  after(() => base.close());

  /** What the owner of the server can do: anything, with triggers and foreign keys off. */
  const tamper = (...statements: string[]) =>
    inTransaction(base.store, async ({ knex }) => {
      for (const statement of ['SET LOCAL ROLE NONE', 'SET LOCAL session_replication_role = replica', ...statements])
        await untyped(knex).raw(statement);
    });
  const append = (store: Store, subject: string) =>
    createAudit(store).append({
      staffId,
      action: 'staff_changed',
      subject,
      detail: { changed: ['mobile'], was: null },
      reason: '电话核实',
      address: '203.0.113.9',
      requestId: randomUUID(),
    });
  const check = (noted?: AuditHead) => checkAudit(base.store, noted);
  const idAt = async (position: number) =>
    (await base.store.knex('audit_chain').where({ position }).first('auditId'))!.auditId;
  /** Hashes everything from a position on, as one would who may do everything. */
  const chainAnew = (position: number) => `
    DO $$ DECLARE link record; last bytea; BEGIN
      SELECT hash INTO last FROM audit_chain WHERE position = ${position - 1};
      FOR link IN SELECT c.position, e FROM audit_chain c JOIN audit_entries e USING (audit_id) WHERE c.position >= ${position} ORDER BY 1 LOOP
        last := sha256(coalesce(last, '') || audit_entry_bytes(link.e));
        UPDATE audit_chain SET hash = last WHERE audit_chain.position = link.position;
      END LOOP; END $$`;

  describe('given nine entries', () => {
    let head: AuditHead;
    beforeEach(async () => {
      await tamper('DELETE FROM audit_chain', 'DELETE FROM audit_entries');
      for (let n = 1; n <= 9; n++) await append(base.store, `s-${n}`);
      head = (await createAudit(base.store).head())!;
    });

    it('when they are checked, then all stand, and the head is the last; also a session in other formats computes the same', async () => {
      assert.deepEqual(await check(head), { entries: 9, head, violations: [] });
      assert.equal(head.position, 9);
      assert.deepEqual(parseAuditHead(`${head.position}:${head.hash}`), head);
      assert.equal(parseAuditHead(`9:${head.hash.slice(1)}`), undefined);
      const links = await rowsOf<{ hash: Buffer; bytes: Buffer }>(
        base.store.knex,
        'SELECT hash, audit_entry_bytes(e) AS bytes FROM audit_chain JOIN audit_entries e USING (audit_id) ORDER BY position',
      );
      let last: Uint8Array = Buffer.alloc(0);
      for (const { hash, bytes } of links) {
        last = createHash('sha256').update(last).update(bytes).digest();
        assert.deepEqual(hash, last);
      }
      await inTransaction(base.store, async (trx) => {
        for (const setting of [
          "TimeZone = 'Asia/Shanghai'",
          "bytea_output = 'escape'",
          "DateStyle = 'German'",
          "lc_time = 'C'",
          "search_path = ''",
        ])
          await untyped(trx.knex).raw(`SET LOCAL ${setting}`);
        const [row] = await rowsOf<{ bytes: Buffer }>(
          trx.knex,
          'SELECT public.audit_entry_bytes(e) AS bytes FROM public.audit_entries e ORDER BY audit_id DESC LIMIT 1',
        );
        assert.deepEqual(row!.bytes, links.at(-1)!.bytes);
      });
    });

    it('when any column of one is changed, then its position is named, and none other', async () => {
      const id = await idAt(4);
      const columns = await rowsOf<{ name: string; type: string }>(
        base.store.knex,
        "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'audit_entries'",
      );
      const others: Record<string, string> = {
        uuid: 'gen_random_uuid()',
        text: "'logged_out'",
        jsonb: `'{"changed": ["mobile"]}'`,
        bytea: "'\\x00'",
        'timestamp with time zone': "at + interval '1 microsecond'",
      };
      const changed = columns.filter(({ name }) => name !== 'audit_id');
      assert.ok(changed.length >= 9);
      for (const { name, type } of changed) {
        await tamper(`CREATE TABLE kept AS SELECT * FROM audit_entries WHERE audit_id = ${id}`);
        await tamper(`UPDATE audit_entries SET ${name} = ${others[type]} WHERE audit_id = ${id}`);
        const { violations } = await check();
        assert.deepEqual(
          violations,
          [`position 4: its entry ${id} is not what was chained there: changed, put in or moved`],
          name,
        );
        await tamper(
          `UPDATE audit_entries e SET ${name} = kept.${name} FROM kept WHERE e.audit_id = kept.audit_id`,
          'DROP TABLE kept',
        );
      }
      assert.deepEqual((await check()).violations, []);
    });

    it('when one is deleted, alone or with its link, then its position is named first', async () => {
      const id = await idAt(5);
      await tamper(`DELETE FROM audit_entries WHERE audit_id = ${id}`);
      assert.deepEqual((await check()).violations, [`position 5: its entry ${id} was removed`]);
      await tamper(`DELETE FROM audit_chain WHERE position IN (5, 6)`);
      assert.match((await check()).violations[0]!, /^positions 5 to 6: removed from the chain$/);
      await tamper('UPDATE audit_chain SET position = position - 2 WHERE position > 6');
      assert.match((await check()).violations[0]!, /^position 5: its entry \d+ is not what was chained there/);
      await tamper('DELETE FROM audit_chain WHERE position = 1');
      assert.equal((await check()).violations[0], 'position 1: removed from the chain');
    });

    it('when one is put in past the chain, or between two links, then it is named', async () => {
      const made = `INSERT INTO audit_entries (row_id, action, subject) VALUES (gen_random_uuid(), 'logged_in', 'forged')`;
      await tamper(made);
      const forged = (await base.store.knex('audit_entries').orderBy('auditId', 'desc').first('auditId'))!.auditId;
      assert.match((await check()).violations.join(), new RegExp(`^entry ${forged} of .*: in no position`));
      await tamper(
        'UPDATE audit_chain SET position = position + 100 WHERE position >= 3',
        `INSERT INTO audit_chain SELECT 3, ${forged}, hash FROM audit_chain WHERE position = 103`,
        'UPDATE audit_chain SET position = position - 99 WHERE position > 100',
      );
      const { violations } = await check();
      assert.match(violations[0]!, new RegExp(`^position 3: its entry ${forged} is not what was chained there`));
    });

    it('when two are reordered, then the first of the two is named', async () => {
      const [two, seven] = [await idAt(2), await idAt(7)];
      await tamper(
        'UPDATE audit_chain SET audit_id = -1 WHERE position = 2',
        `UPDATE audit_chain SET audit_id = ${two} WHERE position = 7`,
        `UPDATE audit_chain SET audit_id = ${seven} WHERE position = 2`,
      );
      const { violations } = await check();
      assert.deepEqual(
        violations.map((violation) => violation.split(':')[0]),
        ['position 2', 'position 7'],
      );
    });

    it('when the end is cut off, then only a head that was noted shows it', async () => {
      const earlier = await base.store.knex('audit_chain').where({ position: 6 }).first('position', 'hash');
      await tamper(
        'DELETE FROM audit_entries WHERE audit_id IN (SELECT audit_id FROM audit_chain WHERE position > 6)',
        'DELETE FROM audit_chain WHERE position > 6',
      );
      assert.deepEqual((await check()).violations, []);
      assert.deepEqual((await check({ position: 6, hash: earlier!.hash.toString('hex') })).violations, []);
      assert.deepEqual((await check(head)).violations, [
        'position 9: noted as the head, and is not there; the chain ends at 6',
      ]);
      await tamper('DELETE FROM audit_entries', 'DELETE FROM audit_chain');
      assert.deepEqual((await check()).violations, []);
      assert.match((await check(head)).violations.join(), /the chain is empty$/);
    });

    it('when one is changed and the chain written anew behind it, then only a head that was noted shows it', async () => {
      await tamper(`UPDATE audit_entries SET subject = 'else' WHERE audit_id = ${await idAt(4)}`, chainAnew(4));
      assert.deepEqual((await check()).violations, []);
      const { violations } = await check(head);
      assert.deepEqual(violations, [`position 9: its hash was ${head.hash} when it was noted, and is another`]);
    });

    it('when more are appended, then a head that was noted is still in the chain', async () => {
      await append(base.store, 's-10');
      const { violations, head: next } = await check(head);
      assert.deepEqual([violations, next!.position], [[], 10]);
    });

    it('when a transaction is rolled back, wholly or to a savepoint, then no position is lost', async () => {
      await inTransaction(base.store, async (trx) => {
        await append(trx, 'kept');
        await assert.rejects(
          inTransaction(trx, async (nested) => {
            await append(nested, 'undone');
            throw new Error('undone');
          }),
          /undone/,
        );
      });
      await assert.rejects(
        inTransaction(base.store, async (trx) => {
          await append(trx, 'undone');
          throw new Error('undone');
        }),
        /undone/,
      );
      const { violations, head: next, entries } = await check();
      assert.deepEqual([violations, next!.position, entries], [[], 10, 10]);
    });
  });

  it('given a transaction that has appended and waits for a row, when the row’s holder appends too and commits, then neither stands in the other’s way', async () => {
    const { knex } = base.store;
    const lock = (store: Store) => untyped(store.knex)('editions').forUpdate().first('edition');
    const before = (await check()).entries;
    let first: Promise<void> | undefined;
    await inTransaction(base.store, async (holder) => {
      await lock(holder);
      first = inTransaction(base.store, async (trx) => {
        for (const subject of ['a-1', 'a-2', 'a-3']) await append(trx, subject);
        await lock(trx);
        await append(trx, 'a-4');
      });
      await untilOneWaits(base.store);
      for (const subject of ['b-1', 'b-2', 'b-3']) await append(holder, subject);
    });
    await first;
    const { entries, violations } = await check();
    assert.deepEqual([entries - before, violations], [7, []]);
    const order = await knex('audit_chain as c')
      .join('audit_entries as e', 'e.auditId', 'c.auditId')
      .orderBy('c.position', 'desc')
      .limit(7)
      .pluck('e.subject');
    assert.deepEqual(order.toReversed(), ['b-1', 'b-2', 'b-3', 'a-1', 'a-2', 'a-3', 'a-4'], 'as they were committed');
  });

  it('given forty transactions, twelve at a time, that append three entries each and lock rows of one another, when all commit, then all stand, each once', async () => {
    const before = (await check()).entries;
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        inTransaction(base.store, async (trx) => {
          const delegations = untyped(trx.knex)('delegations').orderBy('no');
          await append(trx, `${n}`);
          await delegations
            .clone()
            .where('no', '>', n % 7)
            .limit(3)
            .forUpdate()
            .pluck('no');
          await append(trx, `${n}`);
          await append(trx, `${n}`);
        }),
      ),
    );
    const { entries, violations, head } = await check();
    assert.deepEqual([entries - before, violations, head!.position], [120, [], entries]);
  });

  it('given the role of the programs, when it writes to the chain or hangs its function on a table of its own, then it may not', async () => {
    const knex = untyped(base.store.knex);
    const denied = { code: '42501' };
    await assert.rejects(knex('audit_chain').delete(), denied);
    await assert.rejects(knex('audit_chain').update({ position: 1_000 }), denied);
    await assert.rejects(knex('audit_chain').insert({ position: 1_000, auditId: 1, hash: Buffer.alloc(32) }), denied);
    await assert.rejects(
      inTransaction(base.store, async (trx) => {
        await untyped(trx.knex).raw('CREATE TEMP TABLE forged (LIKE audit_entries)');
        await untyped(trx.knex).raw(
          'CREATE TRIGGER forge AFTER INSERT ON forged FOR EACH ROW EXECUTE FUNCTION chain_audit_entry()',
        );
      }),
      denied,
    );
    const [setting] = await rowsOf<{ isDefiner: boolean; config: string[] }>(
      base.store.knex,
      'SELECT prosecdef AS "isDefiner", proconfig AS config FROM pg_proc WHERE proname = ?',
      ['chain_audit_entry'],
    );
    assert.deepEqual(setting, { isDefiner: true, config: ['search_path=pg_catalog, pg_temp'] });
  });

  it('given an audit from before there was a chain, when it is migrated, then every entry is chained in the order in which it was made', async () => {
    const owner = await startStore({ asApplication: false });
    try {
      const knex = untyped(owner.store.knex);
      await down(knex);
      for (const subject of ['old-1', 'old-2']) await append(owner.store, subject);
      await up(knex);
      await append(owner.store, 'new');
      const { entries, head, violations } = await checkAudit(owner.store);
      assert.deepEqual([violations, head!.position], [[], entries]);
      const chained = await knex('audit_chain as c')
        .join('audit_entries as e', 'e.auditId', 'c.auditId')
        .orderBy('c.position')
        .pluck('e.subject');
      assert.deepEqual(chained.slice(-3), ['old-1', 'old-2', 'new']);
    } finally {
      await owner.close();
    }
  });
});
