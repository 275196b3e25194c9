import type { KeyRing } from '../key-ring.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createRingSealed } from './ring-sealed.ts';

/** A key of `keys` beside the current one, or one that the ring has no more: what still takes it to open. */
export interface RingKeyUse {
  key: string;
  dataKeys: number;
  values: number;
  auditEntries: number;
}

export interface KeyUse {
  ringKeys: RingKeyUse[];
  /** Photos from before data keys: their files name a key of the ring, and are not read here. */
  earlyPhotos: number;
  /** How many people a key of the index does not find, each of them by another. */
  peopleWithout: { key: string; people: number }[];
  /** How many likenesses each key of the index made. */
  likenesses: { key: string; people: number }[];
  /** Keys of the index that the ring has no more and somebody is found by alone. */
  outOfReach: string[];
}

/**
 * Keys of the index that a ring has no more and some people are found by alone ($1: those it has): in a program with that
 * ring they could be registered once more.
 */
export const peopleOutOfReach = `
  SELECT DISTINCT l.index_key AS key FROM list_keys l WHERE l.document_id IN (
    SELECT l.document_id FROM list_keys l LEFT JOIN person_keys p ON p.attendee_id = l.attendee_id AND p.person_index = l.person_index
    GROUP BY l.document_id
    HAVING NOT bool_or(l.index_key = ANY($1)) OR (count(p.person_index) > 0 AND NOT bool_or(l.index_key = ANY($1) AND p.person_index IS NOT NULL)))
  ORDER BY 1`;

/** What names which key, so that somebody can tell when one may leave the ring. */
export async function keyUse(store: Store, ring: KeyRing): Promise<KeyUse> {
  const { knex } = store;
  const wrapped = await rowsOf<{ key: string; dataKeys: number }>(
    knex,
    'SELECT ring_key AS key, count(*)::int AS data_keys FROM data_keys WHERE destroyed_at IS NULL GROUP BY ring_key',
  );
  const sealed = await createRingSealed(store, 0).count();
  const ids = new Set([...Object.keys(ring.keys), ...[...wrapped, ...sealed].map(({ key }) => key)]);
  const ringKeys = [...ids].map((key) => {
    const { values = 0, auditEntries = 0 } = sealed.find((found) => found.key === key) ?? {};
    return { key, dataKeys: wrapped.find((found) => found.key === key)?.dataKeys ?? 0, values, auditEntries };
  });
  const [photos] = await rowsOf<{ early: number }>(
    knex,
    'SELECT count(*)::int AS early FROM attendee_photos WHERE stored_at < (SELECT min(made_at) FROM data_keys)',
  );
  return {
    ringKeys,
    earlyPhotos: photos!.early,
    peopleWithout: await rowsOf(
      knex,
      `SELECT k.key, count(DISTINCT d.attendee_id)::int AS people FROM unnest(?::text[]) WITH ORDINALITY k (key, at)
       LEFT JOIN (SELECT l.attendee_id, array_agg(l.index_key) AS listed, array_agg(l.index_key) FILTER (WHERE p.person_index IS NOT NULL) AS taken
         FROM list_keys l LEFT JOIN person_keys p ON p.attendee_id = l.attendee_id AND p.person_index = l.person_index
         GROUP BY l.attendee_id, l.document_id) d ON k.key <> ALL(d.listed) OR k.key <> ALL(d.taken)
       GROUP BY k.key, k.at ORDER BY k.at`,
      [Object.keys(ring.index.keys)],
    ),
    likenesses: await rowsOf(
      knex,
      'SELECT likeness_key AS key, count(*)::int AS people FROM attendees WHERE likeness_key IS NOT NULL GROUP BY 1 ORDER BY 1',
    ),
    outOfReach: (
      await rowsOf<{ key: string }>(knex, peopleOutOfReach.replaceAll('$1', ':keys'), {
        keys: Object.keys(ring.index.keys),
      })
    ).map(({ key }) => key),
  };
}
