import type { IdentityDocument } from '../domain/identity.ts';
import { personKey } from '../domain/identity.ts';
import { attendeePlace } from './attendee.ts';
import { createEvents } from './event.ts';
import type { Store } from './knex.ts';

/** What the bureau puts right about a person, whatever unit's (one person, one badge). */
export function createAttendeeCorrections(store: Store) {
  const { knex, personalData } = store;
  const indexOf = (document: IdentityDocument) => personalData.blindIndex('person', personKey(document));

  return {
    /** Whose document it is in the current edition. */
    async holderOf(document: IdentityDocument): Promise<string | undefined> {
      const row = (await knex('person_keys as k')
        .join('editions as e', { 'e.edition': 'k.edition', 'e.is_current': knex.raw('true') })
        .where('k.person_index', indexOf(document))
        .first('k.attendee_id')) as { attendee_id: string } | undefined;
      return row?.attendee_id;
    },

    /**
     * Gives a person another document. The one before stays theirs as well: nobody else comes with it.
     * Held by the caller's transaction, which ends where this refuses.
     */
    async correctDocument(attendeeId: string, document: IdentityDocument): Promise<'corrected' | 'badge_made' | 'attendee_already_registered'> {
      const person = (await knex('attendees').where({ attendee_id: attendeeId }).forUpdate().first('edition', 'registration_id')) as {
        edition: string;
        registration_id: string;
      };
      if (await knex('badges').where({ attendee_id: attendeeId }).first('badge_no')) return 'badge_made';
      const key = { edition: person.edition, person_index: indexOf(document) };
      await knex('person_keys')
        .insert({ ...key, attendee_id: attendeeId })
        .onConflict(['edition', 'person_index'])
        .ignore();
      const holder = (await knex('person_keys').where(key).first('attendee_id')) as { attendee_id: string };
      if (holder.attendee_id !== attendeeId) return 'attendee_already_registered';
      await knex('attendees')
        .where({ attendee_id: attendeeId })
        .update({
          document_number: personalData.seal(attendeePlace('document_number', attendeeId), document.number),
          version: knex.raw('version + 1'),
        });
      await createEvents(store).append({
        registrationId: person.registration_id,
        kind: 'document_corrected',
        actor: 'bureau',
        detail: { attendeeId },
      });
      return 'corrected';
    },
  };
}
