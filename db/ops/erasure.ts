import type { ErasureDue, Removed } from '../../domain/erasure.ts';
import { nobody } from '../data-key.ts';
import { createEvents } from '../event.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createAttendeePhotos } from '../registration/attendee-photo.ts';

/** Money, paper or a dispute that is not at its end: until then somebody needs to know whose it is. */
const underWay = `
  EXISTS (SELECT FROM badge_orders o WHERE o.registration_id = r.registration_id AND o.state NOT IN ('closed', 'settled'))
  OR EXISTS (SELECT FROM refunds f JOIN badge_orders o USING (order_no) WHERE o.registration_id = r.registration_id AND f.state <> 'refunded')
  OR EXISTS (SELECT FROM invoices i JOIN badge_orders o USING (order_no) WHERE o.registration_id = r.registration_id
    AND (i.state IN ('issuing', 'reversing', 'awaiting_buyer') OR i.red_due))
  OR EXISTS (SELECT FROM disputes d WHERE d.registration_id = r.registration_id AND d.state = 'open')`;

const isNotErased = 'NOT EXISTS (SELECT FROM erasures x WHERE x.registration_id = r.registration_id)';

/** Registrations whose data has had its time: the edition's retention after its end. */
export const isPastRetention = `
  FROM registrations r JOIN editions e ON e.edition = r.edition
  WHERE now() > e.expo_closes_at + e.retention_days * interval '1 day'
    AND ${isNotErased}`;

/**
 * The end of personal data: the key that sealed a registration's is destroyed, and with it every sealed copy, also in backups;
 * what is found by a person's data, or holds it outside that key, is removed. Money's rows stay, and say of whom by ids alone.
 */
export function createErasures(store: Store) {
  const { knex, personalData } = store;

  return {
    /** Whose time is over and who are at rest, at most `rows`. */
    async due(rows: number): Promise<ErasureDue[]> {
      return rowsOf<ErasureDue>(
        knex,
        `SELECT r.registration_id, 'withdrawal' AS cause FROM registrations r JOIN withdrawals w USING (registration_id)
           WHERE w.ended_at IS NOT NULL AND ${isNotErased} AND NOT (${underWay})
         UNION SELECT r.registration_id, 'retention' ${isPastRetention} AND NOT (${underWay})
           AND NOT EXISTS (SELECT FROM withdrawals w WHERE w.registration_id = r.registration_id AND w.ended_at IS NOT NULL)
         ORDER BY registration_id LIMIT ?`,
        [rows],
      );
    },

    /** Accounts that were imported for an edition whose data has had its time: whoever did not come back. */
    async forgetImported(): Promise<number> {
      const over = knex('editions').whereRaw("now() > expo_closes_at + retention_days * interval '1 day'");
      return knex('previous_edition_accounts')
        .whereIn('edition', over.whereNotNull('previousEdition').select('previousEdition'))
        .delete();
    },

    /** In a transaction, once. False where it is done, or where something is still under way. */
    async erase({ registrationId, cause }: ErasureDue): Promise<boolean> {
      await knex('registrations').where({ registrationId }).forUpdate().first('registrationId');
      const [row] = await rowsOf<{ unitId: string; account: string }>(
        knex,
        `SELECT r.unit_id, u.account FROM registrations r JOIN units u ON u.unit_id = r.unit_id
         WHERE r.registration_id = ? AND NOT (${underWay}) AND ${isNotErased}`,
        [registrationId],
      );
      if (!row) return false;
      const removed = { ...(await this.removePeople(registrationId)), ...(await this.removeUnit(registrationId, row)) };
      if (cause === 'withdrawal') await this.removeForms(registrationId, row.unitId);
      // Who has none yet, because all of theirs is from before there were any, gets one that is destroyed: it is what says that they are erased.
      const keys = await rowsOf(
        knex,
        `INSERT INTO data_keys (data_key_id, owner, ring_key, destroyed_at) SELECT gen_random_uuid(), owner, 'none', now() FROM unnest(?::uuid[]) owner
         ON CONFLICT (owner) DO UPDATE SET wrapped_key = NULL, destroyed_at = now() WHERE data_keys.destroyed_at IS NULL RETURNING owner`,
        [[...new Set([registrationId, row.unitId])]],
      );
      await createEvents(store).append({
        registrationId,
        kind: 'personal_data_erased',
        actor: 'system',
        detail: { cause },
      });
      await knex('erasures').insert({ registrationId, cause, removed: { ...removed, keys: keys.length } });
      return true;
    },

    /** What finds a person, and their photo. */
    async removePeople(registrationId: string): Promise<Removed> {
      const attendeeIds = await knex('attendees').where({ registrationId }).pluck('attendeeId');
      await createAttendeePhotos(store).condemnOf(attendeeIds);
      const photos = await knex('attendee_photos').whereIn('attendeeId', attendeeIds).delete();
      const personKeys = await knex('person_keys').whereIn('attendeeId', attendeeIds).delete();
      const listKeys = await knex('list_keys').whereIn('attendeeId', attendeeIds).delete();
      const people = await knex('attendees')
        .where({ registrationId })
        .update({ likenessIndex: null, likenessKey: null, hasPhoto: false, version: knex.raw('version + 1') });
      return { people, photos, personKeys, listKeys };
    },

    /** What holds the unit's data outside its key: answers kept for repeats, notices of providers as they came, codes, logins. */
    async removeUnit(
      registrationId: string,
      { unitId, account }: { unitId: string; account: string },
    ): Promise<Removed> {
      const principals = [`unit:${unitId}`, `public:${account}`];
      // Staff are answered with a person's name where they correct it.
      const answers = await knex('idempotency_keys')
        .whereIn('principal', principals)
        .orWhereRaw("principal LIKE 'staff:%' AND operation ~ '(attendees|registrations|disputes|mobile-changes)'")
        .delete();
      const sessions = await knex('sessions').where({ unitId }).delete();
      const opening = knex('units').where({ unitId }).select('verificationCodeId');
      const codes = await knex('verification_codes')
        .whereIn('subject', [unitId, account])
        .orWhereIn('verificationCodeId', opening)
        .delete();
      const notices = await rowsOf<{ rowId: string }>(
        knex,
        `SELECT n.row_id FROM provider_notices n JOIN badge_orders o ON o.order_no = left(n.subject, 14) WHERE o.registration_id = ?`,
        [registrationId],
      );
      for (const { rowId } of notices)
        await knex('provider_notices')
          .where({ rowId })
          .update({
            raw: personalData.seal({ table: 'provider_notices', column: 'raw', row: rowId }, '', nobody),
          });
      // With which they came, where they are of an edition that is not here.
      const imported = await knex('previous_edition_accounts').where({ account }).delete();
      return { answers, sessions, codes, notices: notices.length, imported };
    },

    /** Who leaves takes along what a next edition would have begun with. */
    async removeForms(registrationId: string, unitId: string): Promise<void> {
      await knex('registrations')
        .where({ registrationId })
        .update({ unitName: null, unitInfo: null, procurementIntent: null });
      await knex('units').where({ unitId }).update({ passwordHash: '' });
    },
  };
}
