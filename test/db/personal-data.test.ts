import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { parseKeyRing, type KeyRing } from '../../db/key-ring.ts';
import { createStore, inTransaction, rowsOf, type Store } from '../../db/knex.ts';
import { Erased, Unreadable, type SealedField } from '../../db/personal-data.ts';
import type { Sealed } from '../../db/table.ts';
import { erased, unreadable } from '../../domain/unreadable.ts';
import { assertRingFits } from '../../stack/production.ts';
import { startStore, type TestStore } from '../support/store.ts';

const key = () => randomBytes(32).toString('base64');
const ring = (more: Partial<KeyRing> = {}): KeyRing => ({
  current: 'k1',
  keys: { k1: key() },
  index: { current: 'i1', keys: { i1: key() } },
  badgeSigningKey: 'PRIVATE KEY',
  ...more,
});
const place: SealedField = { table: 'attendees', column: 'name', row: '1' };
const name = '诸葛明月';

/** What the database has of it: as it would stand in a row. */
async function sealedIn({ knex, personalData }: Store, owner: string, value = name, at = place): Promise<Sealed> {
  const sealed = personalData.seal(at, value, owner);
  return (await rowsOf<{ bytes: Sealed }>(knex, 'SELECT ?::bytea AS bytes', [sealed]))[0]!.bytes;
}

/** As another process reads it. */
async function readBy({ knex }: Store, sealed: Sealed): Promise<Sealed> {
  return (await rowsOf<{ bytes: Sealed }>(knex, 'SELECT ?::bytea AS bytes', [sealed]))[0]!.bytes;
}

describe('personal data', () => {
  let base: TestStore;
  const others: Store[] = [];
  const keys = ring();
  /** Another process on the same database. */
  function process(of: KeyRing): Store {
    const store = createStore({ databaseUrl: base.databaseUrl, pool: 2, name: 'other', asApplication: true, ring: of });
    others.push(store);
    return store;
  }
  let store: Store;
  before(async () => {
    base = await startStore();
    store = process(keys);
  });
  after(async () => {
    for (const other of others) await other.knex.destroy();
    await base.close();
  });

  it('given a text, when it is sealed twice, then each opens to it and no two are alike', async () => {
    const owner = randomUUID();
    const [one, two] = [await sealedIn(store, owner), await sealedIn(store, owner)];
    assert.equal(store.personalData.open(place, one), name);
    assert.equal(store.personalData.open(place, two), name);
    assert.notDeepEqual(one, two);
    assert.ok(!one.includes(Buffer.from(name)));
    assert.equal(store.personalData.open(place, await sealedIn(store, owner, '')), '');
  });

  it('given a sealed value, when any of its bytes is changed or its end is cut off, then it does not open', async () => {
    const sealed = await sealedIn(store, randomUUID());
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed) as Sealed;
      tampered[at]! ^= 1;
      assert.throws(() => store.personalData.open(place, tampered), Unreadable, `byte ${at}`);
      assert.throws(() => store.personalData.open(place, sealed.subarray(0, at) as Sealed), Unreadable, `cut at ${at}`);
    }
    assert.equal(store.personalData.open(place, sealed), name);
  });

  it('given a sealed value, when it is copied to another table, column or row, then it does not open there', async () => {
    const sealed = await sealedIn(store, randomUUID());
    for (const elsewhere of [{ table: 'units' }, { column: 'permitName' }, { row: '2' }]) {
      const there = { ...place, ...elsewhere } as SealedField;
      assert.throws(() => store.personalData.open(there, sealed), Unreadable, JSON.stringify(elsewhere));
    }
    const apart = { table: 'attendees', column: 'nam', row: 'e1' } as unknown as SealedField;
    assert.throws(() => store.personalData.open(apart, sealed), Unreadable, 'the parts of a place are kept apart');
  });

  it('given what was sealed while its table had another name, when it is read where it stands now, then it opens, and there alone', () => {
    const fixed = (n: number) => Buffer.alloc(32, n).toString('base64');
    const { personalData } = process(ring({ keys: { k1: fixed(1) } }));
    const sealed = Buffer.from('AmsxBrZIy8tvykJE9CQp2LJpEwKA5x41qlIqEq5m3dLM9EAnsybwcFJQ', 'base64') as Sealed;
    const row = '6b1f8a3c-0000-4000-8000-000000000001';
    assert.equal(
      personalData.open({ table: 'previous_edition_accounts', column: 'mobile', row }, sealed),
      '13700001234',
    );
    assert.throws(() => personalData.open({ table: 'units', column: 'mobile', row }, sealed));
  });

  it('given two owners, when the key of one is destroyed, then what it sealed is erased everywhere, for good, and the other’s opens', async () => {
    const [gone, stays] = [randomUUID(), randomUUID()];
    const [lost, kept] = [await sealedIn(store, gone), await sealedIn(store, stays)];
    await store.knex('data_keys').where({ owner: gone }).update({ wrappedKey: null, destroyedAt: new Date() });
    const fresh = process(keys);
    await readBy(fresh, lost);
    await readBy(fresh, kept);
    assert.throws(() => fresh.personalData.open(place, lost), Erased);
    assert.equal(fresh.personalData.show(place, lost), erased);
    assert.equal(fresh.personalData.show(place, kept), name);
    await assert.rejects(sealedIn(fresh, gone), /is erased/);
    const again = store
      .knex('data_keys')
      .where({ owner: gone })
      .update({ wrappedKey: randomBytes(60), destroyedAt: null });
    await assert.rejects(again, /once and for good/);
    await assert.rejects(store.knex('data_keys').where({ owner: gone }).delete(), /permission denied/);
  });

  it('given a transaction that is rolled back, when it made a key, then nothing is sealed with it afterwards', async () => {
    const owner = randomUUID();
    let lost: Sealed | undefined;
    const work = inTransaction(store, async (trx) => {
      lost = await sealedIn(trx, owner);
      assert.equal(trx.personalData.open(place, lost), name, 'in there it opens');
      throw new Error('rolled back');
    });
    await assert.rejects(work, /rolled back/);
    const kept = await sealedIn(store, owner);
    const fresh = process(keys);
    await readBy(fresh, kept);
    await readBy(fresh, lost!);
    assert.equal(fresh.personalData.show(place, kept), name);
    assert.equal(fresh.personalData.show(place, lost!), unreadable);
  });

  it('given one owner, when many connections seal for it at once, then there is one key', async () => {
    const owner = randomUUID();
    const all = await Promise.all(Array.from({ length: 8 }, () => sealedIn(store, owner)));
    assert.equal(new Set(all.map((sealed) => sealed.toString('hex', 0, 17))).size, 1);
    for (const sealed of all) assert.equal(store.personalData.open(place, sealed), name);
  });

  it('given a statement with a value to seal, when it fails or is written to a log, then the value is nowhere in it', async () => {
    const { knex, personalData } = store;
    const value = personalData.seal(place, name, randomUUID());
    assert.ok(!JSON.stringify(value).includes(name));
    const failed = knex('units')
      .where({ unitId: randomUUID() })
      .update({ mobile: value, account: null as never });
    const shown = await rowsOf(knex, 'SELECT ?::bytea / 0', [value]).catch((error: Error) => error);
    assert.ok(shown instanceof Error && !shown.message.includes(name));
    await failed.catch(() => undefined);
  });

  it('given a new current key, when the old one stays in the ring, then old values open and new ones need the new key', async () => {
    const before = await sealedIn(store, randomUUID());
    const rotated = process({ ...keys, current: 'k2', keys: { ...keys.keys, k2: key() } });
    await readBy(rotated, before);
    assert.equal(rotated.personalData.open(place, before), name);
    const after = await sealedIn(rotated, randomUUID());
    assert.equal(rotated.personalData.open(place, after), name);
    await readBy(store, after);
    assert.throws(() => store.personalData.open(place, after), Unreadable, 'a ring without the new key');
  });

  it('given a ring of other keys by the same names, or without them, when a program starts with it in production, then it is refused', async () => {
    const warn = (line: string) => assert.fail(line);
    const fresh = await startStore();
    try {
      await assertRingFits(fresh.databaseUrl, fresh.keyRing, warn);
      for (const other of [ring(), ring({ current: 'k2', keys: { k2: key() } })])
        await assert.rejects(
          assertRingFits(fresh.databaseUrl, other, warn),
          /not the ring of this database: .* key k1,/,
        );
    } finally {
      await fresh.close();
    }
  });

  it('given one number, when it is indexed, then it is the same each time and another for any other number, kind or key', () => {
    const { blindIndex } = store.personalData;
    const index = blindIndex('person', 'E12345678');
    assert.equal(index.length, 32);
    const sameIndex = process({ ...keys, current: 'k2', keys: { k2: key() } }).personalData;
    assert.deepEqual(sameIndex.blindIndex('person', 'E12345678'), index);
    for (const other of [
      blindIndex('person', 'E12345679'),
      blindIndex('unit', 'E12345678'),
      process(ring()).personalData.blindIndex('person', 'E12345678'),
    ])
      assert.notDeepEqual(other, index);
    assert.notDeepEqual(blindIndex('a', 'bc'), blindIndex('ab', 'c'));
  });

  it('given a key ring with a fault, when it is read, then the fault is named and no key is quoted', () => {
    const good = ring();
    const shared = key();
    const index = (of: string) => ({ current: 'i1', keys: { i1: of } });
    const { index: _index, ...former } = good;
    const faults: [text: string | undefined, told: RegExp][] = [
      [undefined, /missing/],
      ['{', /not JSON/],
      [JSON.stringify({ ...good, current: 'k9' }), /names no key/],
      [JSON.stringify({ ...good, keys: { k1: 'c2hvcnQ=' } }), /key k1 is not 32 bytes/],
      [JSON.stringify({ ...good, index: index('c2hvcnQ=') }), /key i1 is not 32 bytes/],
      [JSON.stringify({ ...good, index: { current: 'i2', keys: { i1: key() } } }), /names no key of "index/],
      [JSON.stringify(former), /"index" is missing/],
      [JSON.stringify({ ...good, keys: { k1: shared }, index: index(shared) }), /must not be one of/],
      [JSON.stringify({ ...good, badgeSigningKey: '' }), /not a PEM private key/],
    ];
    for (const [text, told] of faults)
      assert.throws(
        () => parseKeyRing(text),
        (error: Error) => {
          assert.match(error.message, told);
          for (const secret of [shared, good.keys.k1!, good.index.keys.i1!, 'c2hvcnQ='])
            assert.ok(!error.message.includes(secret));
          return true;
        },
      );
    assert.deepEqual(parseKeyRing(JSON.stringify(good)), good);
    assert.deepEqual(parseKeyRing(JSON.stringify({ ...former, indexKey: good.index.keys.i1 })), good, 'as it was once');
  });
});
