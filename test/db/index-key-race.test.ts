import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { KeyRing } from '../../db/key-ring.ts';
import { rowsOf, type Store } from '../../db/knex.ts';
import { createUnit, type TestUnit } from '../support/fixtures.ts';
import { size } from '../support/size.ts';
import { addPerson, rotate, startRings, take, type Rings } from './key-rings.ts';

/* One person, one badge, while the keys that index are rotated beneath programs that serve. */

describe('two programs of different rings', () => {
  let rings: Rings;
  const people = size({ small: 24, long: 400 });
  const unitsOfEach = 3;
  before(async () => {
    rings = await startRings();
  });
  after(() => rings.close());

  interface Program {
    store: Store;
    units: TestUnit[];
  }

  async function program(indexKeys: string): Promise<Program> {
    const store = rings.program(rings.ring('k1', indexKeys), 6);
    const units = [];
    for (let n = 0; n < unitsOfEach; n++) units.push(await createUnit(store));
    return { store, units };
  }
  const unitOf = ({ units }: Program, n: number) => units[n % unitsOfEach]!;
  /** On a list by one program, taken by another, which may know other keys. */
  async function claim(lists: Program, takes: Program, n: number): Promise<boolean> {
    const unit = unitOf(lists, n);
    return take(takes.store, unit, [await addPerson(lists.store, unit, n)]);
  }

  /** Works until what it stands beside is over. */
  async function rotatingBeside<T>(store: Store, ring: KeyRing, work: Promise<T>): Promise<T> {
    const over = work.then(() => true);
    for (let isOver = false; !isOver; isOver = await Promise.race([over, setImmediate(false)]))
      assert.deepEqual((await rotate(store, ring, { rows: 5 })).undone, []);
    return work;
  }

  it('given rings that share one key at each point of a rotation, when units claim one person at the same moment, then one has them, also whom another claimed at an earlier point', async () => {
    const points = [
      { rings: ['i1', 'i1 i2'], rotates: 'i1 i2' },
      { rings: ['i1 i2', 'i2 i1'], rotates: 'i2 i1' },
      { rings: ['i2 i1', 'i2'], rotates: 'i2' },
      { rings: ['i2', 'i2'], rotates: 'i2' },
    ] as const;
    const won = new Map<number, number>();
    const claimed = (n: number, hasWon: boolean) => won.set(n, (won.get(n) ?? 0) + Number(hasWon));
    for (const [point, { rings: of, rotates }] of points.entries()) {
      // Whoever served with the keys before has stopped: what they left is rotated before a key leaves.
      const ring = rings.ring('k1', rotates);
      const rotator = rings.program(ring);
      if (point > 0 && rotates !== 'i2') await rotate(rotator, ring);
      const [one, two] = [await program(of[0]), await program(of[1])];
      const mine = Array.from({ length: people }, (_, n) => 1_000 * (point + 1) + n);
      const earlier = [...won.keys()];
      const claims = [
        ...mine.flatMap((n) => [
          [n, one, one],
          [n, two, n % 2 === 0 ? two : one],
        ]),
        ...earlier.map((n) => [n, n % 2 === 0 ? one : two, n % 2 === 0 ? two : one]),
      ] as [number, Program, Program][];
      const all = Promise.all(claims.map(async ([n, lists, takes]) => claimed(n, await claim(lists, takes, n))));
      await rotatingBeside(rotator, ring, all);
    }
    assert.deepEqual(
      [...won].filter(([, times]) => times !== 1),
      [],
      'each was won once, whoever claimed them and when',
    );
    assert.equal(won.size, points.length * people);
    const held = await rowsOf<{ people: number; keys: string[] }>(
      rings.base.store.knex,
      'SELECT count(DISTINCT p.attendee_id)::int AS people, array_agg(DISTINCT l.index_key) AS keys FROM person_keys p JOIN list_keys l USING (attendee_id, person_index)',
    );
    assert.deepEqual(held, [{ people: won.size, keys: ['i2'] }]);
  });
});
