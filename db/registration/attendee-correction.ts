import type { IdentityDocument } from '../../domain/identity.ts';
import { personKey } from '../../domain/identity.ts';
import { attendeeField } from './attendee.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
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
     * Gives a person another document. The one before stays theirs as well: nobody else comes with it.
     * Held by the caller's transaction, which ends where this refuses.
     */
    async correctDocument(
      attendeeId: string,
      document: IdentityDocument,
    ): Promise<'corrected' | 'same' | 'badge_made' | 'attendee_already_registered'> {
      const person = (await knex('attendees')
        .where({ attendeeId })
        .forUpdate()
        .first('edition', 'registrationId', 'documentNumber'))!;
      if (await knex('badges').where({ attendeeId }).first('badgeNo')) return 'badge_made';
      const { edition, registrationId, documentNumber } = person;
      if (personalData.show(attendeeField('documentNumber', attendeeId), documentNumber) === document.number)
        return 'same';
      if (!(await keys.addDocument({ edition, registrationId, attendeeId }, personKey(document))))
        return 'attendee_already_registered';
      await knex('attendees')
        .where({ attendeeId })
        .update({
          documentNumber: personalData.seal(attendeeField('documentNumber', attendeeId), document.number),
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
  };
}
