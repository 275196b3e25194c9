import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createPersonalData, parseKeyRing, type KeyRing, type SealedField } from '../../db/personal-data.ts';
import type { Sealed } from '../../db/table.ts';

const key = () => randomBytes(32).toString('base64');
const ring = (more: Partial<KeyRing> = {}): KeyRing => ({
  current: 'k1',
  keys: { k1: key() },
  indexKey: key(),
  badgeSigningKey: 'PRIVATE KEY',
  ...more,
});
const place: SealedField = { table: 'attendees', column: 'name', row: '1' };
const name = '诸葛明月';

describe('personal data', () => {
  it('given a text, when it is sealed twice, then each opens to it and no two are alike', () => {
    const data = createPersonalData(ring());
    const [one, two] = [data.seal(place, name), data.seal(place, name)];
    assert.equal(data.open(place, one), name);
    assert.equal(data.open(place, two), name);
    assert.notDeepEqual(one, two);
    assert.ok(!one.includes(Buffer.from(name)));
    assert.equal(data.open(place, data.seal(place, '')), '');
  });

  it('given a sealed value, when any of its bytes is changed or its end is cut off, then it does not open', () => {
    const data = createPersonalData(ring());
    const sealed = data.seal(place, name);
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Buffer.from(sealed) as Sealed;
      tampered[at]! ^= 1;
      assert.throws(() => data.open(place, tampered), `byte ${at}`);
      assert.throws(() => data.open(place, sealed.subarray(0, at) as Sealed), `cut at ${at}`);
    }
    assert.equal(data.open(place, sealed), name);
  });

  it('given a sealed value, when it is copied to another table, column or row, then it does not open there', () => {
    const data = createPersonalData(ring());
    const sealed = data.seal(place, name);
    for (const elsewhere of [{ table: 'units' }, { column: 'permitName' }, { row: '2' }]) {
      assert.throws(() => data.open({ ...place, ...elsewhere } as SealedField, sealed), JSON.stringify(elsewhere));
    }
    assert.throws(
      () => data.open({ table: 'attendees', column: 'nam', row: 'e1' } as unknown as SealedField, sealed),
      'the parts of a place are kept apart',
    );
  });

  it('given what was sealed while its table had another name, when it is read where it stands now, then it opens, and there alone', () => {
    const fixed = (n: number) => Buffer.alloc(32, n).toString('base64');
    const data = createPersonalData(ring({ keys: { k1: fixed(1) }, indexKey: fixed(2) }));
    const sealed = Buffer.from('AmsxBrZIy8tvykJE9CQp2LJpEwKA5x41qlIqEq5m3dLM9EAnsybwcFJQ', 'base64') as Sealed;
    const row = '6b1f8a3c-0000-4000-8000-000000000001';
    assert.equal(data.open({ table: 'previous_edition_accounts', column: 'mobile', row }, sealed), '13700001234');
    assert.throws(() => data.open({ table: 'units', column: 'mobile', row }, sealed));
  });

  it('given a new current key, when the old one stays in the ring, then old values open and new ones need the new key', () => {
    const old = ring();
    const sealedBefore = createPersonalData(old).seal(place, name);
    const rotated = createPersonalData({ ...old, current: 'k2', keys: { ...old.keys, k2: key() } });
    assert.equal(rotated.open(place, sealedBefore), name);
    const sealedAfter = rotated.seal(place, name);
    assert.equal(rotated.open(place, sealedAfter), name);
    assert.throws(() => createPersonalData(old).open(place, sealedAfter), /Key k2 is not in the key ring/);
    const sameName = createPersonalData(ring());
    assert.throws(() => sameName.open(place, sealedBefore), 'another key under the same name');
  });

  it('given one number, when it is indexed, then it is the same each time and another for any other number, kind or key', () => {
    const keys = ring();
    const { blindIndex } = createPersonalData(keys);
    const index = blindIndex('person', 'E12345678');
    assert.equal(index.length, 32);
    assert.deepEqual(
      createPersonalData({ ...keys, current: 'k2', keys: { k2: key() } }).blindIndex('person', 'E12345678'),
      index,
    );
    for (const other of [
      blindIndex('person', 'E12345679'),
      blindIndex('unit', 'E12345678'),
      createPersonalData(ring()).blindIndex('person', 'E12345678'),
    ]) {
      assert.notDeepEqual(other, index);
    }
    assert.notDeepEqual(blindIndex('a', 'bc'), blindIndex('ab', 'c'));
  });

  it('given a key ring with a fault, when it is read, then the fault is named and no key is quoted', () => {
    const good = ring();
    const shared = key();
    const faults: [text: string | undefined, told: RegExp][] = [
      [undefined, /missing/],
      ['{', /not JSON/],
      [JSON.stringify({ ...good, current: 'k9' }), /names no key/],
      [JSON.stringify({ ...good, keys: { k1: 'c2hvcnQ=' } }), /key k1 is not 32 bytes/],
      [JSON.stringify({ ...good, indexKey: 'c2hvcnQ=' }), /"indexKey" is not 32 bytes/],
      [JSON.stringify({ ...good, keys: { k1: shared }, indexKey: shared }), /must not be one of/],
      [JSON.stringify({ ...good, badgeSigningKey: '' }), /not a PEM private key/],
    ];
    for (const [text, told] of faults) {
      assert.throws(
        () => parseKeyRing(text),
        (error: Error) => {
          assert.match(error.message, told);
          for (const secret of [shared, good.keys.k1!, good.indexKey, 'c2hvcnQ='])
            assert.ok(!error.message.includes(secret));
          return true;
        },
      );
    }
    assert.deepEqual(parseKeyRing(JSON.stringify(good)), good);
  });
});
