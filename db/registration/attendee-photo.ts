import { randomUUID } from 'node:crypto';
import { rowsOf, type Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Sealed } from '../table.ts';

/** Whose face it is, and whose data. */
export interface PhotoOwner {
  attendeeId: string;
  registrationId: string;
}

function photoField(attendeeId: string): SealedField {
  return { table: 'attendee_photos', column: 'photo', row: attendeeId };
}

/** Never used twice: what is under a key never changes. */
export function newPhotoKey(attendeeId: string): string {
  return `${attendeeId}/${randomUUID()}`;
}

/**
 * Under which key the photo store keeps a person's photo. A key is condemned before its file is written and until a row points
 * at it; when no row does any more it is condemned again. So no crash loses a photo or leaves one for ever.
 */
export function createAttendeePhotos({ knex, personalData }: Store) {
  // Where the keys are, there it is sealed and opened, though it stands in a file.
  const passed = async (bytes: Buffer) => {
    const [row] = await rowsOf<{ bytes: Sealed }>(knex, 'SELECT ?::bytea AS bytes', [bytes]);
    return row!.bytes;
  };

  async function condemn(...keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    await knex('condemned_photos')
      .insert(keys.map((photoKey) => ({ photoKey })))
      .onConflict('photoKey')
      .ignore();
  }

  return {
    condemn,

    /** Before any store sees them. */
    seal: ({ attendeeId, registrationId }: PhotoOwner, jpeg: Buffer): Promise<Buffer> =>
      passed(personalData.seal(photoField(attendeeId), jpeg, registrationId)),

    /** Throws `Unreadable`. */
    async open(attendeeId: string, sealed: Buffer): Promise<Buffer> {
      // Its beginning names its key.
      await passed(sealed.subarray(0, 64));
      // Sealed above.
      return personalData.openBytes(photoField(attendeeId), sealed as Sealed);
    },

    async keyOf(attendeeId: string): Promise<string | undefined> {
      const row = await knex('attendee_photos').where({ attendeeId }).first('photoKey');
      return row?.photoKey;
    },

    /** In the transaction that holds the person. */
    async attach(attendeeId: string, key: string): Promise<void> {
      const before = await knex('attendee_photos').where({ attendeeId }).first('photoKey');
      if (before) await condemn(before.photoKey);
      await knex('condemned_photos').where({ photoKey: key }).delete();
      await knex('attendee_photos')
        .insert({ attendeeId, photoKey: key, storedAt: knex.fn.now() })
        .onConflict('attendeeId')
        .merge();
      await knex('attendees')
        .where({ attendeeId })
        .update({ hasPhoto: true, version: knex.raw('version + 1') });
    },

    /** Of people about to be deleted. */
    async condemnOf(attendeeIds: readonly string[]): Promise<void> {
      await condemn(
        ...(await knex('attendee_photos')
          .whereIn('attendeeId', [...attendeeIds])
          .pluck('photoKey')),
      );
    },

    /** Of a registration's people who have no badge yet; whose went. */
    async removeUnused(registrationId: string): Promise<string[]> {
      const people = await knex('attendees as a')
        .join('attendee_photos as p', 'p.attendeeId', 'a.attendeeId')
        .where({ registrationId })
        .whereNotExists(knex('badges').whereRaw('badges.attendee_id = a.attendee_id'))
        .orderBy('a.attendeeId')
        .forUpdate('a')
        .select('a.attendeeId', 'p.photoKey');
      const attendeeIds = people.map(({ attendeeId }) => attendeeId);
      await condemn(...people.map(({ photoKey }) => photoKey));
      await knex('attendee_photos').whereIn('attendeeId', attendeeIds).delete();
      await knex('attendees')
        .whereIn('attendeeId', attendeeIds)
        .update({ hasPhoto: false, version: knex.raw('version + 1') });
      return attendeeIds;
    },

    /** Condemned long enough ago that no upload can still be at it. */
    async condemned(minutes: number, rows: number): Promise<string[]> {
      return knex('condemned_photos')
        .whereRaw("condemned_at < now() - ? * interval '1 minute'", [minutes])
        .whereNotExists(knex('attendee_photos').whereRaw('attendee_photos.photo_key = condemned_photos.photo_key'))
        .orderBy('condemnedAt')
        .limit(rows)
        .pluck('photoKey');
    },

    async forget(key: string): Promise<void> {
      await knex('condemned_photos').where({ photoKey: key }).delete();
    },
  };
}
