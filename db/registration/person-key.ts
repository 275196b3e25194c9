import { randomUUID } from 'node:crypto';
import { createAudit } from '../audit.ts';
import { rowsOf, type Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';

/** Where people are compared with those of other units. */
export type ComparedAt = 'submission' | 'lock';

interface Comparison {
  at: ComparedAt;
  edition: string;
  registrationId: string;
  attendeeIds: readonly string[];
  /** Who locks. */
  staffId?: string;
}

interface Keyed {
  edition: string;
  registrationId: string;
  attendeeId: string;
}

/** Where what a key was made of stands, sealed: the lasting part of a document, so that another key can be made of it. */
export const documentField = (documentId: string): SealedField => ({
  table: 'list_keys',
  column: 'document',
  row: documentId,
});

/**
 * One person, one badge, by blind indexes of documents. `list_keys`: a person is once on a list; `person_keys`: a person is one
 * unit's in the edition, taken at submission or lock. Whatever leaves a list is free with it. A document has a row by each index key
 * of the ring, all under one `document_id`: two programs whose rings share one of these keys meet at the same person.
 */
export function createPersonKeys(store: Store) {
  const { knex, personalData } = store;
  // In one order whoever writes, as in `take`.
  const indexed = (personKey: string) =>
    personalData.blindIndexes('person', personKey).toSorted((a, b) => Buffer.compare(a.index, b.index));
  const indexesOf = (personKey: string) => indexed(personKey).map(({ index }) => index);

  /** Those of the people whom another unit has. */
  async function elsewhere(attendeeIds: readonly string[]): Promise<string[]> {
    return knex('list_keys as l')
      .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
      .join('person_keys as k', { 'k.edition': 'a.edition', 'k.personIndex': 'l.personIndex' })
      .whereRaw('k.attendee_id <> l.attendee_id')
      .whereIn('l.attendeeId', [...attendeeIds])
      .groupBy('a.attendeeId')
      .orderBy(['a.createdAt', 'a.attendeeId'])
      .pluck('a.attendeeId');
  }

  /** Takes what nobody else has; always in one order, so that two units never wait for each other in a circle. */
  async function take(edition: string, attendeeIds: readonly string[]): Promise<Buffer[]> {
    const taken = await rowsOf<{ personIndex: Buffer }>(
      knex,
      `INSERT INTO person_keys (edition, person_index, attendee_id)
       SELECT ?::text, person_index, attendee_id FROM list_keys WHERE attendee_id = ANY(?::uuid[]) ORDER BY person_index
       ON CONFLICT (edition, person_index) DO NOTHING RETURNING person_index`,
      [edition, [...attendeeIds]],
    );
    return taken.map((row) => row.personIndex);
  }

  return {
    elsewhere,

    /** On the own list; false when the person is on it already, and the transaction is over then. */
    async list(registrationId: string, attendeeId: string, personKey: string): Promise<boolean> {
      const keys = indexed(personKey);
      const documentId = randomUUID();
      const named = { documentId, document: personalData.seal(documentField(documentId), personKey, registrationId) };
      const added = await knex('list_keys')
        .insert(
          keys.map(({ key, index }) => ({ registrationId, personIndex: index, indexKey: key, attendeeId, ...named })),
        )
        .onConflict(['registrationId', 'personIndex'])
        .ignore()
        .returning('personIndex');
      if (added.length === keys.length) return true;
      const there = await knex('list_keys')
        .where({ registrationId })
        .whereIn(
          'personIndex',
          keys.map(({ index }) => index),
        )
        .select('attendeeId', 'documentId', 'isKept', { isNamed: knex.raw<boolean>('document IS NOT NULL') });
      if (there.some((row) => row.attendeeId !== attendeeId)) return false;
      // By fewer keys, or from before documents stood beside them: one document from now on.
      if (added.length > 0 || there.some((row) => !row.isNamed))
        await knex('list_keys')
          .where({ registrationId })
          .whereIn(
            'documentId',
            there.map((row) => row.documentId),
          )
          .update({ ...named, isKept: there.some((row) => row.isKept) });
      return true;
    },

    async hasKey(attendeeId: string, personKey: string): Promise<boolean> {
      const found = knex('list_keys').where({ attendeeId }).whereIn('personIndex', indexesOf(personKey));
      return (await found.first('attendeeId')) !== undefined;
    },

    /** Another document makes it another person: whom the unit had is free, but for what the bureau said is this one's. The same changes nothing, by whichever keys it is there. */
    async relist(registrationId: string, attendeeId: string, personKey: string): Promise<boolean> {
      const same = knex('list_keys').where({ attendeeId }).whereIn('personIndex', indexesOf(personKey));
      await knex('list_keys')
        .where({ attendeeId, isKept: false })
        .whereNotIn('documentId', same.select('documentId'))
        .delete();
      return this.list(registrationId, attendeeId, personKey);
    },

    /** Off their list: they may come with another unit. */
    async unlist(attendeeIds: readonly string[]): Promise<void> {
      await knex('list_keys')
        .whereIn('attendeeId', [...attendeeIds])
        .delete();
    },

    /** Which of these people are on the list already. */
    async listed(registrationId: string, personKeys: readonly string[]): Promise<Set<string>> {
      const keyOf = new Map(
        personKeys.flatMap((key) => indexesOf(key).map((index) => [index.toString('hex'), key] as const)),
      );
      const found = await knex('list_keys')
        .where({ registrationId })
        .whereIn(
          'personIndex',
          [...keyOf.keys()].map((hex) => Buffer.from(hex, 'hex')),
        )
        .pluck('personIndex');
      return new Set(found.map((index) => keyOf.get(index.toString('hex'))!));
    },

    /** One more key of a person, beside those there are; false when somebody else on the list has it. Another unit that has it keeps it. */
    async addKey({ edition, registrationId, attendeeId }: Keyed, personKey: string): Promise<boolean> {
      if (!(await this.list(registrationId, attendeeId, personKey))) return false;
      const isTaken = await knex('person_keys').where({ attendeeId }).first('attendeeId');
      if (isTaken) await take(edition, [attendeeId]);
      return true;
    },

    /** One more document of a person, who has them all from then on, whatever their unit changes; false when it is somebody else's, and the transaction is over then. */
    async addDocument(person: Keyed, personKey: string): Promise<boolean> {
      const { attendeeId } = person;
      if (!(await this.addKey(person, personKey)) || (await elsewhere([attendeeId])).length > 0) return false;
      await knex('list_keys').where({ attendeeId }).update({ isKept: true });
      return true;
    },

    /** On whose lists a document is, whoever has the person first. */
    async holdersOf(edition: string, personKey: string): Promise<string[]> {
      return knex('list_keys as l')
        .join('attendees as a', { 'a.attendeeId': 'l.attendeeId', 'a.edition': knex.raw('?', [edition]) })
        .leftJoin('person_keys as k', { 'k.attendeeId': 'l.attendeeId', 'k.personIndex': 'l.personIndex' })
        .whereIn('l.personIndex', indexesOf(personKey))
        .groupBy('a.attendeeId')
        .orderByRaw('bool_and(k.attendee_id IS NULL), a.created_at, a.attendee_id')
        .pluck('a.attendeeId');
    },

    /**
     * Takes people for their unit; those whom another has are the answer, in the order of the list, and on record. At submission
     * all are taken or none, at lock all others.
     */
    async takeAll({ at, edition, registrationId, attendeeIds, staffId }: Comparison): Promise<string[]> {
      const taken = await take(edition, attendeeIds);
      const met = await elsewhere(attendeeIds);
      if (met.length === 0) return met;
      await knex('person_keys')
        .where({ edition })
        .whereIn('personIndex', taken)
        .modify((rows) => void (at === 'lock' && rows.whereIn('attendeeId', met)))
        .delete();
      await this.recordMet({ at, registrationId, attendeeIds: met, ...(staffId ? { staffId } : {}) });
      return met;
    },

    /** That a unit's people were met elsewhere, and at which of its steps. */
    async recordMet({ at, registrationId, attendeeIds, staffId }: Omit<Comparison, 'edition'>) {
      const detail = { at, people: attendeeIds.length, attendeeIds };
      await createAudit(store).append({ staffId, action: 'people_met_elsewhere', subject: registrationId, detail });
    },
  };
}
