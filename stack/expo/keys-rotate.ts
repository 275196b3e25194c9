import type { KeyRing } from '../../db/key-ring.ts';
import { aDataKeyOfEach, keysNotOf, type DataKeyOfRing } from '../../db/data-key.ts';
import { rowsOf } from '../../db/knex.ts';
import { rotateKeys } from '../../db/ops/key-rotation.ts';
import { keyUse, type KeyUse, type RingKeyUse } from '../../db/ops/key-use.ts';
import type { RotationDeed } from '../../db/ops/rotation-batch.ts';
import { readCommandConfig, withStore } from '../command.ts';
import type { Command } from './command.ts';

const mostNamed = 50;

/** Safe at any time, beside programs that serve, and as often as one likes. 1 when something could not be done. */
export const command: Command = {
  run: () =>
    withStore(
      readCommandConfig(),
      { pool: 2, name: 'keys-rotate', asApplication: true, statementTimeoutMs: 0 },
      async (store, ring) => {
        const other = keysNotOf(ring, await rowsOf<DataKeyOfRing>(store.knex, aDataKeyOfEach)).filter(
          (key) => key in ring.keys,
        );
        // What it lacks is told below; what it has by another's name would be taken for its own.
        if (other.length > 0)
          throw new Error(`KEY_RING has another key ${other.join(', ')} than the one this database knows`);
        const done: Partial<Record<RotationDeed, number>> = {};
        const undone: string[] = [];
        for await (const batch of rotateKeys(store, ring)) {
          for (const [deed, count] of Object.entries(batch.done) as [RotationDeed, number][])
            done[deed] = (done[deed] ?? 0) + count;
          undone.push(...batch.undone);
        }
        const lines = [...doneLines(done, ring), ...useLines(await keyUse(store, ring), ring)];
        for (const line of lines) console.log(line);
        for (const line of undone.slice(0, mostNamed)) console.log(`not done: ${line}`);
        if (undone.length > mostNamed) console.log(`not done: ${undone.length - mostNamed} more`);
        return undone.length > 0 ? 1 : 0;
      },
    ),
};

function doneLines(done: Partial<Record<RotationDeed, number>>, { current, index }: KeyRing): string[] {
  const words: Record<RotationDeed, string> = {
    dataKeysWrapped: `data keys wrapped anew by ${current}`,
    valuesSealed: 'values sealed anew by a data key that the ring itself had sealed',
    valuesErased: 'values of erased registrations removed that the ring itself had sealed',
    documentsNoted: 'documents sealed beside indexes that had none',
    indexesAdded: `indexes of people added, so that each has one by ${Object.keys(index.keys).join(' and ')}`,
    indexesRemoved: 'indexes of people removed whose key is in the ring no more',
    likenessesIndexed: `likenesses indexed anew by ${index.current}`,
  };
  const told = (Object.keys(words) as RotationDeed[]).filter((deed) => done[deed]);
  return told.length === 0 ? ['Nothing was to be done.'] : told.map((deed) => `${done[deed]} ${words[deed]}`);
}

function useLines(use: KeyUse, ring: KeyRing): string[] {
  const photos =
    use.earlyPhotos === 0
      ? []
      : [
          `photos: ${use.earlyPhotos} are from before data keys; their files are not read here, and need the ring's key of then`,
        ];
  return [
    ...use.ringKeys.map((key) => `key ${key.key}: ${ringKeyLine(key, use, ring)}`),
    ...photos,
    ...indexKeyLines(use, ring),
  ];
}

function ringKeyLine({ key, dataKeys, values, auditEntries }: RingKeyUse, use: KeyUse, ring: KeyRing): string {
  const counts = [
    [dataKeys, 'data keys'],
    [values, 'values of its own'],
    [auditEntries, 'words in the audit, which nobody may change'],
  ] as const;
  const named = counts.filter(([count]) => count > 0).map((count) => count.join(' '));
  const needs = named.join(', ') || 'nothing';
  if (key === ring.current) return `current; ${needs}`;
  if (!(key in ring.keys)) return `NOT in the ring, and ${needs} cannot be opened without it: put it back`;
  if (named.length > 0) return `must stay in the ring for ${needs}`;
  return use.earlyPhotos > 0
    ? 'must stay in the ring for photos (below)'
    : 'nothing names it; it may become current, or leave the ring';
}

function indexKeyLines({ peopleWithout, likenesses, outOfReach }: KeyUse, { index }: KeyRing): string[] {
  const alone = peopleWithout.find(({ key }) => key === index.current)!.people;
  const lines = peopleWithout.map(({ key, people }) => {
    const finds = people === 0 ? 'finds everybody' : `does not find ${people} people`;
    if (key === index.current) return `current; ${finds}`;
    if (alone > 0) return `must stay in the ring: ${index.current} does not find ${alone} people`;
    const made = likenesses.find((found) => found.key === key)?.people ?? 0;
    if (made > 0) return `must stay in the ring: it made ${made} likenesses`;
    return `${finds}; it may ${people === 0 ? 'become current, or ' : ''}leave the ring a week after it was current`;
  });
  return [
    ...lines.map((line, at) => `index key ${peopleWithout[at]!.key}: ${line}`),
    ...outOfReach.map((key) => `index key ${key}: NOT in the ring, and some people are found by it alone: put it back`),
  ];
}
