import { possiblePersonKeys } from '../../domain/identity.ts';
import { nobody } from '../data-key.ts';
import { inTransaction, rowsOf, type Store } from '../knex.ts';
import { Unreadable, type BlindIndex } from '../personal-data.ts';
import type { Row } from '../query.ts';
import { attendeeField } from '../registration/attendee.ts';
import { documentField } from '../registration/person-key.ts';
import type { Sealed } from '../table.ts';
import type { RotationBatch } from './rotation-batch.ts';

interface Person {
  registrationId: string;
  attendeeId: string;
}

type Listed = Row<'list_keys'> & { isTaken: boolean } & Pick<
    Row<'attendees'>,
    'edition' | 'country' | 'documentNumber'
  >;

/** A document on a list: its rows, one by each index key that it has. */
type Document = [Listed, ...Listed[]];

/** Where a document lacks what the keys of a ring make, or has more; whatever is taken for a unit is so by each of them. */
const inNeed = `
  SELECT l.registration_id, l.attendee_id FROM list_keys l
  LEFT JOIN person_keys p ON p.attendee_id = l.attendee_id AND p.person_index = l.person_index
  WHERE l.registration_id = ANY(:registrationIds)
  GROUP BY l.registration_id, l.attendee_id, l.document_id
  HAVING NOT array_agg(l.index_key) @> :keys::text[] OR NOT array_agg(l.index_key) <@ :keys::text[] OR bool_or(l.document IS NULL)
    OR count(p.person_index) BETWEEN 1 AND cardinality(:keys::text[]) - 1`;

/**
 * Brings the blind indexes of people to what the ring says: a row by each of its keys, so that everybody is found by any of them, and
 * none by a key it has no more, where all others are there. At most `rows` people in a transaction, which holds them and their
 * registrations as whoever changes a list does.
 */
export async function* rotatePersonIndexes(store: Store, rows: number): AsyncGenerator<RotationBatch> {
  const { knex, personalData } = store;

  for (let after = nobody; ;) {
    const registrationIds = await knex('registrations')
      .where('registrationId', '>', after)
      .orderBy('registrationId')
      .limit(rows)
      .pluck('registrationId');
    if (registrationIds.length === 0) return;
    after = registrationIds.at(-1)!;
    const people = await rowsOf<Person>(knex, inNeed, { registrationIds, keys: personalData.indexKeys });
    for (let start = 0; start < people.length; start += rows)
      yield await inTransaction(store, (trx) => rotate(trx, people.slice(start, start + rows)));
  }
}

/** A document whose text is known, the indexes it is to have, and that text sealed. */
interface Wanted {
  document: Document;
  by: BlindIndex[];
  sealed: Sealed;
  isNew: boolean;
}

async function rotate(store: Store, people: readonly Person[]): Promise<RotationBatch> {
  const { knex, personalData } = store;
  const documents = await hold(store, people);
  const known = documents.map((document) => ({ document, wanted: wantedOf(store, document) }));
  const undone = known
    .filter(({ wanted }) => !wanted)
    .map(({ document }) => {
      const by = document.map(({ indexKey }) => indexKey).join(', ');
      return `person ${document[0].attendeeId}: one of their documents is not known any more, and found by index key ${by} alone`;
    });
  const all = known.flatMap(({ wanted }) => wanted ?? []);
  const listed = await addTo(listsOf(all), (sorted) =>
    knex('list_keys').insert(sorted).onConflict().ignore().returning(['attendeeId', 'personIndex']),
  );
  const isNew = all.filter((wanted) => wanted.isNew);
  for (const { document, sealed } of isNew)
    await knex('list_keys').where({ documentId: document[0].documentId }).update({ document: sealed });
  const takes = takesOf(all).filter((row) => !listed.refused.has(nameOf(row)));
  const taken = await addTo(takes, (sorted) =>
    knex('person_keys').insert(sorted).onConflict().ignore().returning(['attendeeId', 'personIndex']),
  );

  const whole: string[] = [];
  for (const { document, by } of all) {
    const [{ attendeeId, documentId }] = document;
    const names = by.map(({ index }) => nameOf({ attendeeId, personIndex: index }));
    if (names.some((name) => listed.refused.has(name) || taken.refused.has(name)))
      undone.push(`person ${attendeeId}: somebody else has one of their documents by another index key`);
    else whole.push(documentId);
  }
  const indexesRemoved = await knex('list_keys')
    .whereIn('documentId', whole)
    .whereNotIn('indexKey', [...personalData.indexKeys])
    .delete();
  return { done: { documentsNoted: isNew.length, indexesAdded: listed.added, indexesRemoved }, undone };
}

function wantedOf(store: Store, document: Document): Wanted | undefined {
  const { personalData } = store;
  const [{ documentId, registrationId }] = document;
  const kept = keptText(store, document);
  const text = kept ?? textByForm(store, document);
  if (text === undefined) return undefined;
  const sealed =
    kept === undefined
      ? personalData.seal(documentField(documentId), text, registrationId)
      : document.find((row) => row.document)!.document!;
  return { document, by: personalData.blindIndexes('person', text), sealed, isNew: kept === undefined };
}

/** The rows of lists that are lacking. */
const listsOf = (all: readonly Wanted[]) =>
  all.flatMap(({ document, by, sealed }) => {
    const [{ registrationId, attendeeId, documentId, isKept }] = document;
    return by
      .filter(({ key }) => !document.some(({ indexKey }) => indexKey === key))
      .map(({ key, index }) => ({
        registrationId,
        personIndex: index,
        indexKey: key,
        attendeeId,
        documentId,
        document: sealed,
        isKept,
      }));
  });

/** The same of whom a unit has taken. */
const takesOf = (all: readonly Wanted[]) =>
  all.flatMap(({ document, by }) => {
    const [{ edition, attendeeId }] = document;
    if (!document.some(({ isTaken }) => isTaken)) return [];
    return by
      .filter(({ key }) => !document.some(({ indexKey, isTaken }) => isTaken && indexKey === key))
      .map(({ index }) => ({ edition, attendeeId, personIndex: index }));
  });

/** The people's documents, which nobody changes until the transaction ends: registrations first, as all do who hold both. */
async function hold({ knex }: Store, people: readonly Person[]): Promise<Document[]> {
  const attendeeIds = people.map(({ attendeeId }) => attendeeId);
  const held = (table: string, id: string) =>
    `SELECT ${id} FROM ${table} WHERE ${id} = ANY(?) ORDER BY ${id} FOR NO KEY UPDATE`;
  await rowsOf(knex, held('registrations', 'registration_id'), [people.map(({ registrationId }) => registrationId)]);
  await rowsOf(knex, held('attendees', 'attendee_id'), [attendeeIds]);
  const rows: Listed[] = await knex('list_keys as l')
    .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
    .leftJoin('person_keys as p', { 'p.attendeeId': 'l.attendeeId', 'p.personIndex': 'l.personIndex' })
    .whereIn('l.attendeeId', attendeeIds)
    .select('l.*', 'a.edition', 'a.country', 'a.documentNumber', {
      isTaken: knex.raw<boolean>('p.attendee_id IS NOT NULL'),
    });
  const documents = new Map<string, Document>();
  for (const row of rows) {
    const document = documents.get(row.documentId);
    if (document) document.push(row);
    else documents.set(row.documentId, [row]);
  }
  return [...documents.values()];
}

/** Whether a text is the document's, as far as the ring has keys to tell. */
function isOf({ personalData }: Store, document: Document, text: string): boolean[] {
  return personalData.blindIndexes('person', text).flatMap(({ key, index }) => {
    const row = document.find(({ indexKey }) => indexKey === key);
    return row ? [row.personIndex.equals(index)] : [];
  });
}

/** What stands beside the indexes; undefined where nothing does, or it does not open, or is not what they were made of. */
function keptText(store: Store, document: Document): string | undefined {
  const sealed = document.find((row) => row.document)?.document;
  if (!sealed) return undefined;
  try {
    const text = store.personalData.open(documentField(document[0].documentId), sealed);
    return isOf(store, document, text).includes(false) ? undefined : text;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** What the person's form has, where an index was made of it. */
function textByForm(store: Store, document: Document): string | undefined {
  const [{ attendeeId, documentNumber, country }] = document;
  const number = store.personalData.show(attendeeField('documentNumber', attendeeId), documentNumber);
  return possiblePersonKeys(number, country).find((text) => {
    const found = isOf(store, document, text);
    return found.length > 0 && !found.includes(false);
  });
}

interface Indexed {
  attendeeId: string;
  personIndex: Buffer;
}

const nameOf = ({ attendeeId, personIndex }: Indexed) => `${attendeeId} ${personIndex.toString('hex')}`;

/** In the order in which units take people, so that nobody waits in a circle; which rows somebody else's stand in the way of. */
async function addTo<R extends Indexed>(
  rows: readonly R[],
  insert: (sorted: R[]) => PromiseLike<Indexed[]>,
): Promise<{ added: number; refused: Set<string> }> {
  const refused = new Set(rows.map(nameOf));
  if (rows.length === 0) return { added: 0, refused };
  const added = await insert(rows.toSorted((a, b) => Buffer.compare(a.personIndex, b.personIndex)));
  for (const row of added) refused.delete(nameOf(row));
  return { added: added.length, refused };
}
