import type { IdentityDocument } from '../../domain/identity.ts';
import type { AttendeeData } from '../../domain/attendee-field.ts';
import { keyOfForm, personKey } from '../../domain/identity.ts';
import { createAttendees, attendeeField, type Attendee } from './attendee.ts';
import { createEvents } from '../event.ts';
import { inTransaction, type Store } from '../knex.ts';
import { createPersonKeys } from './person-key.ts';

/** What the bureau puts right about a person, whatever unit's (one person, one badge). */
export function createAttendeeCorrections(store: Store) {
  const { knex, personalData } = store;
  const keys = createPersonKeys(store);

  return {
    /** On whose lists of the current edition a document is; first whose it is, where a unit has submitted it. */
    async holdersOf(document: IdentityDocument): Promise<string[]> {
      const current = await knex('editions').where({ isCurrent: true }).first('edition');
      return current ? keys.holdersOf(current.edition, personKey(document)) : [];
    },

    /**
     * Gives cards and permits that were added as passports, before a document's own form decided what it is, the key they have on
     * every other list; how many. Harmless to repeat.
     */
    async keyByForm(): Promise<number> {
      let keyed = 0;
      for (const attendeeId of await addedAsPassports(store).pluck('attendeeId')) {
        const isKeyed = await inTransaction(store, async (trx) => {
          // As it is now: the unit may change it.
          const person = await addedAsPassports(trx)
            .where({ attendeeId })
            .forUpdate()
            .first('attendeeId', 'edition', 'registrationId', 'documentNumber');
          const number =
            person && personalData.show(attendeeField('documentNumber', attendeeId), person.documentNumber);
          const key = number && keyOfForm(number);
          if (!key || (await createPersonKeys(trx).hasKey(attendeeId, key))) return false;
          return createPersonKeys(trx).addKey(person, key);
        });
        if (isKeyed) keyed += 1;
      }
      return keyed;
    },

    /** A person as they are now, held until the transaction ends: the unit may change them at the same moment. What is corrected is what this answers. */
    async hold(attendeeId: string): Promise<Attendee | undefined> {
      await knex('attendees').where({ attendeeId }).forUpdate().first('attendeeId');
      return createAttendees(store).find(attendeeId, { scope: 'all' });
    },

    /** Gives a person who is held another document. The one before stays theirs as well: nobody else comes with it. The transaction ends where this refuses. */
    async correctDocument(
      { attendeeId, registrationId, documentNumber }: Attendee,
      document: IdentityDocument,
    ): Promise<'corrected' | 'same' | 'badge_made' | 'attendee_already_registered'> {
      if (await knex('badges').where({ attendeeId }).first('badgeNo')) return 'badge_made';
      if (documentNumber === document.number) return 'same';
      const { edition } = (await knex('attendees').where({ attendeeId }).first('edition'))!;
      if (!(await keys.addDocument({ edition, registrationId, attendeeId }, personKey(document))))
        return 'attendee_already_registered';
      await knex('attendees')
        .where({ attendeeId })
        .update({
          documentNumber: personalData.seal(
            attendeeField('documentNumber', attendeeId),
            document.number,
            registrationId,
          ),
          // They were of the number before.
          confirmedWarnings: [],
          version: knex.raw('version + 1'),
        });
      await createEvents(store).append({
        registrationId,
        kind: 'document_corrected',
        actor: 'bureau',
        detail: { attendeeId },
      });
      return 'corrected';
    },

    /** Gives a person who is held another name, and what the badge prints for it; null where it prints the name. */
    async recordName(
      { attendeeId, registrationId }: Attendee,
      person: AttendeeData & { printedName: string | null },
    ): Promise<'recorded' | 'badge_made'> {
      if (await knex('badges').where({ attendeeId }).first('badgeNo')) return 'badge_made';
      await createAttendees(store).rename({ attendeeId, registrationId }, person);
      await createEvents(store).append({
        registrationId,
        kind: 'name_recorded',
        actor: 'bureau',
        detail: { attendeeId },
      });
      return 'recorded';
    },
  };
}

/** People in the list of other countries whose number has a length that no passport has. What is sealed is as long as its text, behind a byte and its key's id (of 16 bytes; the ring's keys have their own length there), 12 bytes and 16. */
function addedAsPassports({ knex }: Store) {
  return knex('attendees')
    .where({ list: 'overseas' })
    .whereNot({ state: 'withdrawn' })
    .whereRaw(
      'octet_length(document_number) - CASE get_byte(document_number, 0) WHEN 0 THEN 16 ELSE get_byte(document_number, 0) END - 29 IN (11, 15, 18)',
    );
}
