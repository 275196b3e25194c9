import type { PhotoStore } from '../../domain/photo.ts';
import { createAttendeePhotos } from '../registration/attendee-photo.ts';
import type { Store } from '../knex.ts';

/** Deletes the photos no row points at any more; one whose deletion fails stays condemned for the next time. */
export async function purgePhotos(store: Store, photos: PhotoStore): Promise<number> {
  const condemned = createAttendeePhotos(store);
  let deleted = 0;
  for (const key of await condemned.condemned(60, 1_000)) {
    await photos.delete(key);
    await condemned.forget(key);
    deleted += 1;
  }
  return deleted;
}

/** Removes what nobody can need any more; how many rows of each kind. Safe to run at any time, by any number at once. */
export async function purge({ knex }: Store): Promise<Record<string, number>> {
  const olderThan = (days: number) => knex.raw<Date>("now() - ? * interval '1 day'", [days]);
  return {
    sessions: await knex('sessions').where('expiresAt', '<', olderThan(0)).delete(),
    // The contract of an idempotency key is a week.
    idempotencyKeys: await knex('idempotency_keys').where('createdAt', '<', olderThan(7)).delete(),
    // Accounts that were asked for and refused: nobody can log in to them.
    units: await knex('units').whereNull('openedAt').where('createdAt', '<', olderThan(7)).delete(),
    verificationCodes: await knex('verification_codes').where('expiresAt', '<', olderThan(1)).delete(),
    // What nobody confirmed; the number goes, the rest stays on record.
    mobileChanges: await knex('mobile_changes')
      .where({ state: 'proposed' })
      .where('lapsesAt', '<', olderThan(0))
      .update({ state: 'lapsed', decidedAt: knex.fn.now(), mobile: null }),
    staffInvitations: await knex('staff_invitations').where('expiresAt', '<', olderThan(30)).delete(),
    // Met no more for a day: it opens again, or is gone. One that somebody meets later is noted anew.
    unreadableFields: await knex('unreadable_fields').where('seenAt', '<', olderThan(1)).delete(),
    limitCounts: await knex('limit_counts').where('expire', '<', Date.now()).delete(),
    // An effect must be remembered for as long as its run may repeat it.
    effects: await knex('effects').where('at', '<', olderThan(180)).delete(),
  };
}
