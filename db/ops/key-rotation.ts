import type { KeyRing } from '../key-ring.ts';
import type { Store } from '../knex.ts';
import { rewrapDataKeys } from './data-key-rotation.ts';
import { rotateLikenesses } from './likeness-rotation.ts';
import { rotatePersonIndexes } from './person-index-rotation.ts';
import { createRingSealed } from './ring-sealed.ts';
import type { RotationBatch } from './rotation-batch.ts';

/**
 * Brings all that names a key to what the ring says, in small transactions: whoever stops keeps what is done, and whoever begins anew
 * does the rest. What cannot be done is named, and the rest goes on. The store is one of this ring.
 */
export async function* rotateKeys(store: Store, ring: KeyRing, rows = 200): AsyncGenerator<RotationBatch> {
  yield* rewrapDataKeys(store, ring, rows);
  yield* createRingSealed(store, rows).reseal();
  yield* rotatePersonIndexes(store, rows);
  yield* rotateLikenesses(store, rows);
}
