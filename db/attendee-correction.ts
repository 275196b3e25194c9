import type { IdentityDocument } from '../domain/identity.ts';
import { personKey } from '../domain/identity.ts';
import { attendeeField } from './attendee.ts';
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
        .join('editions as e', { 'e.edition': 'k.edition', 'e.isCurrent': knex.raw('true') })
        .where('k.personIndex', indexOf(document))
        .first('k.attendeeId')) as { attendeeId: string } | undefined;
      return row?.attendeeId;
    },

    /**
     * Gives a person another document. The one before stays theirs as well: nobody else comes with it.
     * Held by the caller's transaction, which ends where this refuses.
     */
    async correctDocument(attendeeId: string, document: IdentityDocument): Promise<'corrected' | 'badge_made' | 'attendee_already_registered'> {
      const person = (await knex('attendees').where({ attendeeId }).forUpdate().first('edition', 'registrationId')) as {
        edition: string;
        registrationId: string;
      };
      if (await knex('badges').where({ attendeeId }).first('badgeNo')) return 'badge_made';
      const key = { edition: person.edition, personIndex: indexOf(document) };
      await knex('person_keys')
        .insert({ ...key, attendeeId })
        .onConflict(['edition', 'personIndex'])
        .ignore();
      const holder = (await knex('person_keys').where(key).first('attendeeId')) as { attendeeId: string };
      if (holder.attendeeId !== attendeeId) return 'attendee_already_registered';
      await knex('attendees')
        .where({ attendeeId })
        .update({
          documentNumber: personalData.seal(attendeeField('documentNumber', attendeeId), document.number),
          version: knex.raw('version + 1'),
        });
      await createEvents(store).append({
        registrationId: person.registrationId,
        kind: 'document_corrected',
        actor: 'bureau',
        detail: { attendeeId },
      });
      return 'corrected';
    },
  };
}
