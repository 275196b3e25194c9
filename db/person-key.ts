import { createAudit } from './audit.ts';
import type { Store } from './knex.ts';

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

/**
 * One person, one badge, by blind indexes of documents. `list_keys`: a person is once on a list; `person_keys`: a person is one
 * unit's in the edition, taken at submission or lock. Whatever leaves a list is free with it.
 */
export function createPersonKeys(store: Store) {
  const { knex, personalData } = store;
  const indexOf = (personKey: string) => personalData.blindIndex('person', personKey);

  /** Those of the people whom another unit has. */
  async function elsewhere(attendeeIds: readonly string[]): Promise<string[]> {
    return knex('list_keys as l')
      .join('attendees as a', 'a.attendee_id', 'l.attendee_id')
      .join('person_keys as k', function sameDocument() {
        this.on('k.edition', 'a.edition').andOn('k.person_index', 'l.person_index').andOn('k.attendee_id', '<>', 'l.attendee_id');
      })
      .whereIn('l.attendee_id', [...attendeeIds])
      .groupBy('a.attendee_id')
      .orderBy(['a.created_at', 'a.attendee_id'])
      .pluck<string[]>('a.attendee_id');
  }

  /** Takes what nobody else has; always in one order, so that two units never wait for each other in a circle. */
  async function take(edition: string, attendeeIds: readonly string[]): Promise<Buffer[]> {
    const wanted = knex('list_keys')
      .whereIn('attendee_id', [...attendeeIds])
      .orderBy('person_index')
      .select(knex.raw('?::text', [edition]), 'person_index', 'attendee_id');
    const taken = (await knex(knex.raw('person_keys (edition, person_index, attendee_id)'))
      .insert(wanted)
      .onConflict(['edition', 'person_index'])
      .ignore()
      .returning('person_index')) as { person_index: Buffer }[];
    return taken.map((row) => row.person_index);
  }

  return {
    elsewhere,

    /** On the own list; false when the person is on it already, and the transaction is over then. */
    async list(registrationId: string, attendeeId: string, personKey: string): Promise<boolean> {
      const row = { registration_id: registrationId, person_index: indexOf(personKey) };
      await knex('list_keys')
        .insert({ ...row, attendee_id: attendeeId })
        .onConflict(['registration_id', 'person_index'])
        .ignore();
      return ((await knex('list_keys').where(row).first('attendee_id')) as { attendee_id: string } | undefined)?.attendee_id === attendeeId;
    },

    /** Another document makes it another person: whom the unit had is free. The same changes nothing. */
    async relist(registrationId: string, attendeeId: string, personKey: string): Promise<boolean> {
      const known: unknown = await knex('list_keys')
        .where({ attendee_id: attendeeId, person_index: indexOf(personKey) })
        .first('attendee_id');
      if (known) return true;
      await this.unlist([attendeeId]);
      return this.list(registrationId, attendeeId, personKey);
    },

    /** Off their list: they may come with another unit. */
    async unlist(attendeeIds: readonly string[]): Promise<void> {
      await knex('list_keys')
        .whereIn('attendee_id', [...attendeeIds])
        .delete();
    },

    /** Which of these people are on the list already. */
    async listed(registrationId: string, personKeys: readonly string[]): Promise<Set<string>> {
      const keyOf = new Map(personKeys.map((key) => [indexOf(key).toString('hex'), key]));
      const found = await knex('list_keys')
        .where({ registration_id: registrationId })
        .whereIn(
          'person_index',
          [...keyOf.keys()].map((hex) => Buffer.from(hex, 'hex')),
        )
        .pluck<Buffer[]>('person_index');
      return new Set(found.map((index) => keyOf.get(index.toString('hex'))!));
    },

    /** One more document of a person, who has them all from then on; false when it is somebody else's, and the transaction is over then. */
    async addDocument(person: { edition: string; registrationId: string; attendeeId: string }, personKey: string): Promise<boolean> {
      const { edition, registrationId, attendeeId } = person;
      if (!(await this.list(registrationId, attendeeId, personKey))) return false;
      const isTaken: unknown = await knex('person_keys').where({ attendee_id: attendeeId }).first('attendee_id');
      if (isTaken) await take(edition, [attendeeId]);
      return (await elsewhere([attendeeId])).length === 0;
    },

    /** On whose lists a document is, whoever has the person first. */
    async holdersOf(edition: string, personKey: string): Promise<string[]> {
      return knex('list_keys as l')
        .join('attendees as a', { 'a.attendee_id': 'l.attendee_id', 'a.edition': knex.raw('?', [edition]) })
        .leftJoin('person_keys as k', { 'k.attendee_id': 'l.attendee_id', 'k.person_index': 'l.person_index' })
        .where('l.person_index', indexOf(personKey))
        .orderByRaw('k.attendee_id IS NULL, a.created_at, a.attendee_id')
        .pluck<string[]>('l.attendee_id');
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
        .whereIn('person_index', taken)
        .modify((rows) => void (at === 'lock' && rows.whereIn('attendee_id', met)))
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
