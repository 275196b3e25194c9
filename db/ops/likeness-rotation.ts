import { nobody } from '../data-key.ts';
import { inTransaction, rowsOf, type Store } from '../knex.ts';
import { Unreadable } from '../personal-data.ts';
import type { Row } from '../query.ts';
import { attendeeField, likenessOf } from '../registration/attendee.ts';
import type { RotationBatch } from './rotation-batch.ts';

/** Makes the indexes by which reviewers see who looks alike anew, by the ring's current key: of two keys none are ever equal. */
export async function* rotateLikenesses(store: Store, rows: number): AsyncGenerator<RotationBatch> {
  for (let after: string | undefined = nobody; ;) {
    const did: RotationBatch & { last?: string } = await inTransaction(store, (trx) => batch(trx, after!, rows));
    if (did.last === undefined) return;
    yield { done: did.done, undone: did.undone };
    after = did.last;
  }
}

async function batch(
  { knex, personalData }: Store,
  after: string,
  rows: number,
): Promise<RotationBatch & { last?: string }> {
  // Locked in the order in which whoever locks people does.
  const people = await rowsOf<Pick<Row<'attendees'>, 'attendeeId' | 'list' | 'name' | 'sex' | 'region' | 'country'>>(
    knex,
    `SELECT attendee_id, list, name, sex, region, country FROM attendees
     WHERE likeness_key <> ? AND attendee_id > ? ORDER BY attendee_id LIMIT ? FOR NO KEY UPDATE`,
    [personalData.indexKey, after, rows],
  );
  const undone: string[] = [];
  const indexed: { attendeeId: string; likenessIndex: Buffer }[] = [];
  for (const { attendeeId, name, ...person } of people)
    try {
      const opened = { ...person, name: personalData.open(attendeeField('name', attendeeId), name) };
      indexed.push({ attendeeId, ...likenessOf(personalData, opened) });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      undone.push(error.message);
    }
  await rowsOf(
    knex,
    `UPDATE attendees a SET likeness_index = n.index, likeness_key = ? FROM unnest(?::uuid[], ?::bytea[]) n (id, index) WHERE a.attendee_id = n.id`,
    [
      personalData.indexKey,
      indexed.map(({ attendeeId }) => attendeeId),
      indexed.map(({ likenessIndex }) => likenessIndex),
    ],
  );
  const last = people.at(-1)?.attendeeId;
  return { done: { likenessesIndexed: indexed.length }, undone, ...(last === undefined ? {} : { last }) };
}
