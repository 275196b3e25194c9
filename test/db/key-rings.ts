import { randomBytes, randomUUID } from 'node:crypto';
import { dataOf } from '../../domain/attendee-field.ts';
import { encipher } from '../../db/data-key.ts';
import type { KeyRing } from '../../db/key-ring.ts';
import { createStore, inTransaction, type Store } from '../../db/knex.ts';
import { rotateKeys } from '../../db/ops/key-rotation.ts';
import type { RotationBatch } from '../../db/ops/rotation-batch.ts';
import type { SealedField } from '../../db/personal-data.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import type { Sealed } from '../../db/table.ts';
import { createUnit, idCard, mainlander, type TestUnit } from '../support/fixtures.ts';
import { startStore, type TestStore } from '../support/store.ts';

const key = () => randomBytes(32).toString('base64');

/** Programs on one database whose rings differ, as they do while keys are rotated. */
export async function startRings() {
  const base: TestStore = await startStore();
  const stores: Store[] = [];
  const { keys, index } = base.keyRing;
  const all = {
    keys: { ...keys, k2: key() } as Record<string, string>,
    index: { ...index.keys, i2: key() } as Record<string, string>,
  };
  const pick = (from: Record<string, string>, ids: readonly string[]) =>
    Object.fromEntries(ids.map((id) => [id, from[id]!]));

  return {
    base,

    /** `k2 k1` has both and seals with k2. */
    ring(ringKeys: string, indexKeys: string): KeyRing {
      const [ofRing, ofIndex] = [ringKeys.split(' '), indexKeys.split(' ')];
      return {
        ...base.keyRing,
        current: ofRing[0]!,
        keys: pick(all.keys, ofRing),
        index: { current: ofIndex[0]!, keys: pick(all.index, ofIndex) },
      };
    },

    program(ring: KeyRing, pool = 3): Store {
      const store = createStore({ databaseUrl: base.databaseUrl, pool, name: 'program', asApplication: true, ring });
      stores.push(store);
      return store;
    },

    async close() {
      for (const { knex } of stores) await knex.destroy();
      await base.close();
    },
  };
}

export type Rings = Awaited<ReturnType<typeof startRings>>;

/** All of a rotation, or its first batches alone, as when it is interrupted between two. */
export async function rotate(
  store: Store,
  ring: KeyRing,
  { rows = 200, batches = Infinity } = {},
): Promise<RotationBatch> {
  const sum: RotationBatch = { done: {}, undone: [] };
  let count = 0;
  for await (const { done, undone } of rotateKeys(store, ring, rows)) {
    for (const [deed, n] of Object.entries(done))
      sum.done[deed as never] = ((sum.done[deed as never] ?? 0) + n) as never;
    sum.undone.push(...undone);
    if (++count === batches) break;
  }
  for (const [deed, n] of Object.entries(sum.done)) if (n === 0) delete sum.done[deed as never];
  return sum;
}

/** As the ring itself sealed, before there were data keys. */
export function sealedByRing(ring: KeyRing, { table, column, row }: SealedField, text: string): Sealed {
  const id = ring.current;
  const snake = column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const about = Buffer.from(JSON.stringify([table, snake, row, id]));
  const sealed = encipher(Buffer.from(ring.keys[id]!, 'base64'), about, Buffer.from(text));
  return Buffer.concat([Buffer.of(id.length), Buffer.from(id), sealed]) as Sealed;
}

export const personKeyOf = (n: number) => `id_card:${idCard(n)}`;

/** The n-th person, on a unit's list. */
export async function addPerson(store: Store, { registrationId }: Pick<TestUnit, 'registrationId'>, n: number) {
  const attendeeId = randomUUID();
  const person = { data: dataOf(mainlander(n)), personKey: personKeyOf(n) };
  const isListed = await createAttendees(store).insert({ attendeeId, edition: '2', registrationId, ...person });
  if (!isListed) throw new Error(`person ${n} is on the list already`);
  return attendeeId;
}

/** As a submission takes them for their unit; whether it does. */
export function take(
  store: Store,
  { registrationId }: Pick<TestUnit, 'registrationId'>,
  attendeeIds: readonly string[],
): Promise<boolean> {
  return inTransaction(store, async (trx) => {
    await trx.knex('registrations').where({ registrationId }).forUpdate().first('registrationId');
    const of = { at: 'submission', edition: '2', registrationId, attendeeIds } as const;
    return (await createPersonKeys(trx).takeAll(of)).length === 0;
  });
}

/** A unit whose people are taken for it. */
export async function unitWith(store: Store, people: readonly number[]): Promise<TestUnit & { attendeeIds: string[] }> {
  const unit = await createUnit(store);
  const attendeeIds: string[] = [];
  for (const n of people) attendeeIds.push(await addPerson(store, unit, n));
  await take(store, unit, attendeeIds);
  return { ...unit, attendeeIds };
}
