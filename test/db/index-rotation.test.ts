import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { dataOf } from '../../domain/attendee-field.ts';
import { createIdempotencyKeys } from '../../db/idempotency-key.ts';
import { inTransaction, type Store } from '../../db/knex.ts';
import { createErasures } from '../../db/ops/erasure.ts';
import { keyUse } from '../../db/ops/key-use.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import { assertPeopleInReach } from '../../stack/production.ts';
import { createUnit, mainlander } from '../support/fixtures.ts';
import { untilOneWaits } from '../support/lock-wait.ts';
import { size } from '../support/size.ts';
import { addPerson, personKeyOf, rotate, startRings, take, unitWith, type Rings } from './key-rings.ts';

describe('rotation of the keys that index', () => {
  let rings: Rings;
  /** The programs before, while both keys are in every ring, when the new one is current, and after. */
  let [before1, both, turned, after2]: Store[] = [];
  const ids = ['i1', 'i1 i2', 'i2 i1', 'i2'];
  before(async () => {
    rings = await startRings();
    [before1, both, turned, after2] = ids.map((id) => rings.program(rings.ring('k1', id)));
  });
  after(() => rings.close());
  // A rotation is of everybody.
  afterEach(() => before1!.knex('attendees').delete());

  const programs = () => [before1!, both!, turned!, after2!] as const;
  const rotating = (stage: 0 | 1 | 2 | 3, how = {}) => rotate(programs()[stage], rings.ring('k1', ids[stage]!), how);
  const use = (stage: 0 | 1 | 2 | 3) => keyUse(programs()[stage], rings.ring('k1', ids[stage]!));
  const keysOf = async (attendeeId: string) =>
    (await before1!.knex('list_keys').where({ attendeeId }).orderBy('indexKey').pluck('indexKey')).join(' ');
  const takenBy = async (attendeeId: string) =>
    (
      await before1!
        .knex('person_keys as p')
        .join('list_keys as l', { 'l.attendeeId': 'p.attendeeId', 'l.personIndex': 'p.personIndex' })
        .where('p.attendeeId', attendeeId)
        .orderBy('l.indexKey')
        .pluck('l.indexKey')
    ).join(' ');
  const holders = (store: Store, n: number) => createPersonKeys(store).holdersOf('2', personKeyOf(n));

  it('given people of i1, when i2 is added, becomes current and i1 leaves, with a rotation each time, then everybody is found at each point, once, and in the end by i2 alone', async () => {
    const unit = await unitWith(before1!, [1, 2]);
    const [taken] = unit.attendeeIds as [string, string];
    const listed = await addPerson(before1!, unit, 3);
    assert.deepEqual([await keysOf(taken), await takenBy(listed)], ['i1', '']);
    assert.deepEqual((await use(1)).peopleWithout, [
      { key: 'i1', people: 0 },
      { key: 'i2', people: 3 },
    ]);

    assert.deepEqual(await rotating(1), { done: { indexesAdded: 3 }, undone: [] });
    assert.deepEqual(await rotating(1), { done: {}, undone: [] });
    assert.deepEqual([await keysOf(taken), await takenBy(taken)], ['i1 i2', 'i1 i2']);
    assert.deepEqual([await keysOf(listed), await takenBy(listed)], ['i1 i2', '']);
    for (const program of programs()) assert.deepEqual(await holders(program, 1), [taken]);
    for (const program of programs())
      assert.deepEqual(
        [...(await createPersonKeys(program).listed(unit.registrationId, [1, 3, 4].map(personKeyOf)))].toSorted(),
        [1, 3].map(personKeyOf).toSorted(),
      );
    assert.deepEqual(await rotating(2), { done: { likenessesIndexed: 3 }, undone: [] });
    const next = await addPerson(turned!, unit, 4);
    assert.equal(await keysOf(next), 'i1 i2');
    await assertPeopleInReach(rings.base.databaseUrl, rings.ring('k1', 'i2'), assert.fail);

    assert.deepEqual((await rotating(3)).done, { indexesRemoved: 4 });
    for (const attendeeId of [taken, listed, next]) assert.equal(await keysOf(attendeeId), 'i2');
    assert.deepEqual([await takenBy(taken), await takenBy(listed)], ['i2', '']);
    const { peopleWithout, likenesses, outOfReach } = await use(3);
    assert.deepEqual(
      [peopleWithout, likenesses, outOfReach],
      [[{ key: 'i2', people: 0 }], [{ key: 'i2', people: 4 }], []],
    );
    const other = await createUnit(after2!);
    assert.equal(await take(after2!, other, [await addPerson(after2!, other, 1)]), false);
  });

  it('given a program that has only i1 yet, when it saves a person again whom another indexed by both, then the other’s index stays; with another document all go', async () => {
    const unit = await unitWith(both!, [5]);
    const [attendeeId] = unit.attendeeIds as [string];
    assert.equal(await createPersonKeys(before1!).relist(unit.registrationId, attendeeId, personKeyOf(5)), true);
    assert.deepEqual([await keysOf(attendeeId), await takenBy(attendeeId)], ['i1 i2', 'i1 i2']);
    assert.equal(await createPersonKeys(before1!).relist(unit.registrationId, attendeeId, personKeyOf(6)), true);
    assert.deepEqual([await keysOf(attendeeId), await takenBy(attendeeId)], ['i1', '']);
    assert.deepEqual(await holders(both!, 5), []);
  });

  it('given indexes from before documents stood beside them, when keys are rotated, then they are made of the present document where it fits; what the bureau corrected is named and keeps i1, until it is told once more', async () => {
    const unit = await unitWith(before1!, [7, 8]);
    const [plain, corrected] = unit.attendeeIds as [string, string];
    const keys = createPersonKeys(before1!);
    await createAttendees(before1!).update(
      { attendeeId: corrected, registrationId: unit.registrationId },
      { data: dataOf(mainlander(9)), printedName: null, personKey: personKeyOf(8), confirmedWarnings: [] },
    );
    const of = { edition: '2', registrationId: unit.registrationId, attendeeId: corrected };
    assert.equal(await keys.addDocument(of, personKeyOf(9)), true);
    await before1!.knex('list_keys').update({ document: null });

    const { done, undone } = await rotating(1);
    assert.deepEqual(done, { documentsNoted: 2, indexesAdded: 2 });
    assert.deepEqual(undone, [
      `person ${corrected}: one of their documents is not known any more, and found by index key i1 alone`,
    ]);
    assert.deepEqual([await keysOf(plain), await takenBy(plain)], ['i1 i2', 'i1 i2']);
    assert.deepEqual([await keysOf(corrected), await takenBy(corrected)], ['i1 i1 i2', 'i1 i1 i2']);
    await assert.rejects(
      assertPeopleInReach(rings.base.databaseUrl, rings.ring('k1', 'i2'), assert.fail),
      /lacks index key i1/,
    );
    const early = await rotating(3);
    assert.deepEqual([early.undone, await keysOf(corrected)], [undone, 'i1 i2'], 'i1 of what is not known stays');
    assert.deepEqual((await use(3)).outOfReach, ['i1']);

    assert.equal(await createPersonKeys(both!).addDocument(of, personKeyOf(8)), true);
    assert.deepEqual((await rotating(1)).undone, []);
    assert.deepEqual((await rotating(3)).undone, []);
    assert.deepEqual([await keysOf(corrected), await takenBy(corrected)], ['i2 i2', 'i2 i2']);
    for (const n of [8, 9]) assert.deepEqual(await holders(after2!, n), [corrected]);
    assert.deepEqual(
      await before1!.knex('list_keys').where({ attendeeId: corrected }).pluck('isKept'),
      [true, true],
      'they stay theirs',
    );
  });

  it('given a damaged document, a damaged name and one that another unit came to have, when keys are rotated, then these are named and everybody else goes on', async () => {
    const unit = await unitWith(before1!, [11, 12, 13, 14]);
    const [noDocument, noName, twice, sound] = unit.attendeeIds as [string, string, string, string];
    const { knex } = before1!;
    await knex('list_keys')
      .where({ attendeeId: noDocument })
      .update({ document: randomBytes(60) as never });
    await knex('attendees')
      .where({ attendeeId: noDocument })
      .update({ documentNumber: randomBytes(60) as never });
    await knex('attendees')
      .where({ attendeeId: noName })
      .update({ name: Buffer.alloc(60) as never });
    // Rings that share no key meet at nobody: what the order of the steps is for.
    const other = await unitWith(after2!, [13]);
    assert.equal(await takenBy(other.attendeeIds[0]!), 'i2');

    const added = await rotating(1);
    assert.deepEqual(
      added.undone.filter((line) => !line.startsWith('attendees.')).toSorted(),
      [
        `person ${noDocument}: one of their documents is not known any more, and found by index key i1 alone`,
        `person ${other.attendeeIds[0]!}: somebody else has one of their documents by another index key`,
        `person ${twice}: somebody else has one of their documents by another index key`,
      ].toSorted(),
    );
    assert.deepEqual([await takenBy(sound), await takenBy(twice), await takenBy(noName)], ['i1 i2', 'i1', 'i1 i2']);
    const { undone } = await rotating(2);
    assert.deepEqual(
      undone.filter((line) => line.includes(noName)).map((line) => line.startsWith('attendees.name of')),
      [true],
    );
    assert.deepEqual((await use(2)).likenesses, [
      { key: 'i1', people: 1 },
      { key: 'i2', people: 4 },
    ]);
  });

  it('given a unit that is about to save somebody with another document, when keys are rotated at that moment, then they wait, and the document before has no index left', async () => {
    const unit = await unitWith(before1!, [18]);
    const [attendeeId] = unit.attendeeIds as [string];
    const rotated = await inTransaction(before1!, async (trx) => {
      const person = { data: dataOf(mainlander(19)), printedName: null, personKey: personKeyOf(19) };
      const of = { attendeeId, registrationId: unit.registrationId };
      assert.equal(await createAttendees(trx).update(of, { ...person, confirmedWarnings: [] }), true);
      const waits = rotating(1);
      await untilOneWaits(before1!);
      return { waits };
    });
    assert.deepEqual(await rotated.waits, { done: { indexesAdded: 1 }, undone: [] });
    assert.equal(await keysOf(attendeeId), 'i1 i2');
    assert.deepEqual([await holders(both!, 18), await holders(after2!, 19)], [[], [attendeeId]]);
  });

  it('given an erased registration, when keys are rotated, then nothing of it comes back', async () => {
    const unit = await unitWith(before1!, [15]);
    const erase = (trx: Store) =>
      createErasures(trx).erase({ registrationId: unit.registrationId, cause: 'withdrawal' });
    assert.equal(await inTransaction(before1!, erase), true);
    assert.deepEqual(await rotating(1), { done: {}, undone: [] });
    assert.deepEqual(await rotating(2), { done: {}, undone: [] });
    assert.equal(await keysOf(unit.attendeeIds[0]!), '');
  });

  it('given two who look alike, when one is indexed by another key, then nobody compares them until both are', async () => {
    const [one, two] = [await unitWith(before1!, [16]), await unitWith(before1!, [17])];
    const [first] = one.attendeeIds as [string];
    const alike = async () => (await createAttendees(before1!).lookalikes([first])).get(first) ?? 0;
    assert.equal(await alike(), 1);
    await rotating(1);
    assert.deepEqual((await rotating(2, { rows: 1, batches: 1 })).done, { likenessesIndexed: 1 });
    assert.equal(await alike(), 0);
    await rotating(2);
    assert.equal(await alike(), 1);
    assert.equal(two.attendeeIds.length, 1);
  });

  it('given a request that was answered under i1, when it is repeated, then a ring with i1 knows it, whichever is current', async () => {
    const scope = { principal: 'unit:1', operation: 'POST /orders', key: 'k' };
    const rowId = randomUUID();
    await createIdempotencyKeys(before1!).insert({ rowId, scope, request: 'body', answer: { status: 200, body: {} } });
    const known = async (store: Store, request: string) => {
      const keys = createIdempotencyKeys(store);
      return keys.matches((await keys.find(scope))!, request);
    };
    assert.deepEqual(await Promise.all(programs().map((store) => known(store, 'body'))), [true, true, true, false]);
    assert.equal(await known(turned!, 'another'), false);
  });

  it('given many people, when i2 is added, interrupted half-way and begun anew, then each has it', async () => {
    const people = size({ small: 200, long: 20_000 });
    const units = 10;
    for (let unit = 0; unit < units; unit++)
      await unitWith(
        before1!,
        Array.from({ length: people / units }, (_, n) => 100 + unit * (people / units) + n),
      );
    await rotating(1, { rows: 50, batches: 2 });
    const without = async () => (await use(1)).peopleWithout.find(({ key }) => key === 'i2')!.people;
    assert.equal(await without(), people - 100);
    const began = performance.now();
    await rotating(1);
    const perSecond = Math.round((people - 100) / ((performance.now() - began) / 1_000));
    console.log(`      ${perSecond} people a second`);
    assert.equal(await without(), 0);
  });
});
