import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createAudit } from '../../db/audit.ts';
import { nobody } from '../../db/data-key.ts';
import { inTransaction, rowsOf, untyped, type Store } from '../../db/knex.ts';
import { createErasures } from '../../db/ops/erasure.ts';
import { keyUse } from '../../db/ops/key-use.ts';
import type { SealedField } from '../../db/personal-data.ts';
import { createAddresses } from '../../db/registration/address.ts';
import type { Sealed } from '../../db/table.ts';
import { erased } from '../../domain/unreadable.ts';
import { address } from '../support/fixtures.ts';
import { size } from '../support/size.ts';
import { rotate, sealedByRing, startRings, unitWith, type Rings } from './key-rings.ts';

describe('rotation of the keys that seal', () => {
  let rings: Rings;
  let former: Store;
  let store: Store;
  before(async () => {
    rings = await startRings();
    former = rings.program(rings.ring('k1 k2', 'i1'));
    store = rings.program(rings.ring('k2 k1', 'i1'));
  });
  after(() => rings.close());
  const rotating = (how = {}) => rotate(store, rings.ring('k2 k1', 'i1'), how);
  const usesOf = async (key: string) => {
    const { ringKeys } = await keyUse(store, rings.ring('k2 k1', 'i1'));
    return ringKeys.find((use) => use.key === key)!;
  };

  /** A value of an owner's, as it would stand in a row. */
  async function sealedFor(owner: string, field: SealedField, text: string): Promise<Sealed> {
    const value = former.personalData.seal(field, text, owner);
    return (await rowsOf<{ bytes: Sealed }>(former.knex, 'SELECT ?::bytea AS bytes', [value]))[0]!.bytes;
  }

  it('given data keys wrapped by the key before, when they are rotated, interrupted and begun anew, then each is wrapped by the current one alone; what is damaged is named, what is destroyed stays so', async () => {
    const owners = Array.from({ length: size({ small: 300, long: 20_000 }) }, () => randomUUID());
    const field: SealedField = { table: 'attendees', column: 'name', row: '1' };
    const [first, second] = [
      await sealedFor(owners[0]!, field, '诸葛明月'),
      await sealedFor(owners[1]!, field, '司徒志远'),
    ];
    for (const owner of owners.slice(2)) await sealedFor(owner, field, '');
    const damaged = { owner: owners.at(-1)! };
    const destroyed = { owner: owners.at(-2)! };
    const { dataKeyId } = (await former.knex('data_keys').where(damaged).first('dataKeyId'))!;
    await former
      .knex('data_keys')
      .where(damaged)
      .update({ wrappedKey: randomBytes(60) });
    await former.knex('data_keys').where(destroyed).update({ wrappedKey: null, destroyedAt: new Date() });
    const before = (await usesOf('k1')).dataKeys;

    await rotating({ rows: 50, batches: 2 });
    assert.deepEqual([(await usesOf('k1')).dataKeys, (await usesOf('k2')).dataKeys].map(Boolean), [true, true]);
    const began = performance.now();
    const { undone } = await rotating();
    const perSecond = Math.round((before - 100) / ((performance.now() - began) / 1_000));
    console.log(`      ${perSecond} data keys a second`);

    assert.deepEqual([undone.length, undone[0]!.startsWith(`data key ${dataKeyId}, wrapped by k1: `)], [1, true]);
    assert.deepEqual([(await usesOf('k1')).dataKeys, (await usesOf('k2')).dataKeys], [1, before - 1]);
    assert.deepEqual((await rotating()).done, {}, 'nothing is left to be done');
    assert.equal((await former.knex('data_keys').where(destroyed).first('wrappedKey'))!.wrappedKey, null);
    const later = rings.program(rings.ring('k2', 'i1'));
    await rowsOf(later.knex, 'SELECT ?::bytea AS one, ?::bytea AS two', [first, second]);
    assert.deepEqual(
      [first, second].map((sealed) => later.personalData.show(field, sealed)),
      ['诸葛明月', '司徒志远'],
    );
    await former.knex('data_keys').where(damaged).update({ wrappedKey: null, destroyedAt: new Date() });
  });

  /** A registration of which nothing was ever sealed by a data key. */
  async function copyFromBefore(of: { unitId: string; registrationId: string; attendeeIds: string[] }) {
    const { knex } = former;
    const unit = (await knex('units').where({ unitId: of.unitId }).first())!;
    const registration = (await knex('registrations').where({ registrationId: of.registrationId }).first())!;
    const person = (await knex('attendees').where({ attendeeId: of.attendeeIds[0]! }).first())!;
    const ids = { unitId: randomUUID(), registrationId: randomUUID(), attendeeId: randomUUID() };
    await knex('units').insert({ ...unit, unitId: ids.unitId, account: ids.unitId, mobile: Buffer.alloc(0) as Sealed });
    await knex('registrations').insert({
      registrationId: ids.registrationId,
      unitId: ids.unitId,
      delegationId: registration.delegationId,
      edition: registration.edition,
      state: registration.state,
    });
    await knex('attendees').insert({ ...person, attendeeId: ids.attendeeId, registrationId: ids.registrationId });
    return ids;
  }

  it('given values that the ring itself sealed, when keys are rotated, then each names its owner’s data key and opens; the audit’s, whom nobody may change, are counted, what is damaged is named, and what is erased is gone', async () => {
    const { knex } = former;
    const ring = rings.ring('k1', 'i1');
    const [unit, gone] = [await unitWith(former, [1, 2]), await unitWith(former, [3])];
    for (const { unitId } of [unit, gone])
      await createAddresses(former).insert(unitId, {
        ...address,
        county: '',
        addressId: randomUUID(),
        isDefault: true,
      });
    /** Puts a value as the ring sealed it in the place of what stands there. */
    async function asBefore(field: SealedField, text: string, id: Record<string, string>): Promise<void> {
      await untyped(knex)(field.table)
        .where(id)
        .update({ [field.column]: sealedByRing(ring, field, text) });
    }
    const [addressId, attendeeId, other] = [
      (await knex('addresses').where({ unitId: unit.unitId }).first('addressId'))!.addressId,
      ...(unit.attendeeIds as [string, string]),
    ];
    const { staffId } = (await knex('staff').where({ login: 'bureau' }).first('staffId'))!;
    const { registrationId, unitId } = unit;
    const put: [owner: string, text: string, field: SealedField, id: Record<string, string>][] = [
      [registrationId, '诸葛明月', { table: 'attendees', column: 'name', row: attendeeId }, { attendeeId }],
      [registrationId, 'E1', { table: 'attendees', column: 'documentNumber', row: attendeeId }, { attendeeId }],
      [
        registrationId,
        '{}',
        { table: 'registrations', column: 'unitContact', row: registrationId },
        { registrationId },
      ],
      [unitId, '13800001111', { table: 'units', column: 'mobile', row: unitId }, { unitId }],
      [unitId, '季华五路', { table: 'addresses', column: 'street', row: addressId }, { addressId }],
      [nobody, '13700001111', { table: 'staff', column: 'mobile', row: staffId }, { staffId }],
    ];
    for (const [, text, field, id] of put) await asBefore(field, text, id);
    const late = await copyFromBefore(unit);
    const lateName: SealedField = { table: 'attendees', column: 'name', row: late.attendeeId };
    for (const field of [lateName, { ...lateName, column: 'documentNumber' } as SealedField])
      await asBefore(field, '皇甫', { attendeeId: late.attendeeId });
    await inTransaction(former, (trx) => createErasures(trx).erase({ ...late, cause: 'retention' }));
    await knex('attendees')
      .where({ attendeeId: other })
      .update({ name: Buffer.concat([Buffer.from('\x02k1'), randomBytes(40)]) as Sealed });
    await createAudit(former).append({ action: 'reduction_granted', subject: 'x', reason: 'kept' });
    const auditRow = randomUUID();
    await knex('audit_entries').insert({
      rowId: auditRow,
      action: 'reduction_granted',
      subject: auditRow,
      reason: sealedByRing(ring, { table: 'audit_entries', column: 'reason', row: auditRow }, '理由'),
    });
    assert.deepEqual(await usesOf('k1'), {
      key: 'k1',
      dataKeys: (await usesOf('k1')).dataKeys,
      values: 9,
      auditEntries: 1,
    });

    const { done, undone } = await rotating({ rows: 2 });
    assert.deepEqual([done.valuesSealed, done.valuesErased], [6, 2]);
    assert.deepEqual(
      undone.filter((line) => line.includes(other)).map((line) => line.startsWith('attendees.name of')),
      [true],
    );
    for (const [owner, text, field, id] of put) {
      const row = (await untyped(store.knex)(field.table).where(id).first(field.column)) as Record<string, Sealed>;
      const sealed = row[field.column]!;
      assert.equal(store.personalData.open(field, sealed), text);
      const key = sealed.toString('hex', 1, 17).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      assert.equal((await store.knex('data_keys').where({ dataKeyId: key }).first('owner'))!.owner, owner);
    }
    const { name } = (await store.knex('attendees').where({ attendeeId: late.attendeeId }).first('name'))!;
    assert.equal(store.personalData.show(lateName, name), erased);
    assert.ok(!name.includes(Buffer.from('k1')));
    const { values, auditEntries } = await usesOf('k1');
    assert.deepEqual([values, auditEntries], [1, 1]);
    assert.deepEqual((await rotating()).done, {});
    await assert.rejects(store.knex('audit_entries').where({ rowId: auditRow }).update({ reason: null }), /permission/);
  });
});
