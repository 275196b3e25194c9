import type { Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';
import { createConsents } from '../../../db/registration/consent.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createEvents } from '../../../db/event.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { attendeeView, viewOfAttendee } from './attendee-form.ts';
import type { Deps } from '../../deps.ts';
import { etagOf } from '../../etag.ts';
import { operation } from '../../operation.ts';
import { maxPhotoBytes, readPhoto, type Photo } from '../../photo.ts';
import { readStoredPhoto, storePhoto } from '../../photo-storage.ts';
import type { NoteRead } from '../../read-record.ts';
import { uuid } from '../../schemas.ts';
import { findOwnAttendee, holdAttendees } from './attendee.ts';

const params = z.object({ attendeeId: uuid });
const tag = 'Attendees';
type PhotoAt = { attendeeId: string; key: string };

/** However old phones and browsers call a photo of the two kinds. */
const photoTypes = ['image/jpeg', 'image/jpg', 'image/pjpeg', 'image/png', 'image/x-png'];

/** The photo, whatever it is called; what is neither called so nor one is of a type that is not taken. */
async function readUpload({ bytes, type }: { bytes: Buffer; type: string }): Promise<Photo> {
  const photo = await readPhoto(bytes);
  if (photo.ok) return photo;
  const { code, message } = photo.fault;
  if (!photoTypes.includes(type) && (code === 'not_an_image' || code === 'wrong_format'))
    throw new DomainError('unsupported_media_type', { detail: message });
  throw new DomainError('photo_invalid', { errors: [{ path: 'photo', code, message }] });
}

async function keyOf(store: Store, attendee: { attendeeId: string } | undefined): Promise<PhotoAt | undefined> {
  const key = attendee && (await createAttendeePhotos(store).keyOf(attendee.attendeeId));
  return attendee && key !== undefined ? { attendeeId: attendee.attendeeId, key } : undefined;
}

async function send(
  { deps, found, noteRead }: { deps: Deps; found: PhotoAt; noteRead: NoteRead },
  res: Response,
): Promise<void> {
  const photo = await readStoredPhoto(deps, found.attendeeId, found.key);
  if (!photo) throw new DomainError('not_found');
  await noteRead({ people: [found.attendeeId] });
  res.type('image/jpeg').set('Content-Disposition', `inline; filename="photo-${found.attendeeId}.jpg"`).send(photo);
}

export const attendeePhotoRoutes = [
  operation({
    id: 'uploadAttendeePhoto',
    method: 'put',
    path: '/attendees/:attendeeId/photo',
    tag,
    summary:
      'Upload the badge photo: JPEG or PNG, upright (at most 1.6 times as high as wide), at least 295×413, at most 2 MB',
    roles: ['unit'],
    params,
    find: findOwnAttendee,
    raw: { types: ['image/jpeg', 'image/png'], isReadByBytes: true, limit: maxPhotoBytes, read: readUpload },
    answers: { 200: attendeeView },
    refusals: [
      'photo_invalid',
      'attendee_locked',
      'consent_withdrawn',
      'not_editable',
      'stale_version',
      'body_too_large',
      'unsupported_media_type',
      'unavailable',
    ],
    // The picture is decoded and stored outside the transaction: it takes longer than a row should be held.
    handle: async ({
      deps,
      store,
      session: { unitId, registrationId },
      params: { attendeeId },
      body,
      ifMatch,
      language,
    }) => {
      const { jpeg } = body as Photo;
      const key = await storePhoto(deps, { attendeeId, registrationId }, jpeg);
      const attendee = await inTransaction(store, async (trx) => {
        const attendees = createAttendees(trx);
        const assertChangeable = await holdAttendees(trx, registrationId, [attendeeId]);
        assertChangeable(ifMatch);
        if (await createConsents(trx).isWithdrawn(unitId, 'photos')) throw new DomainError('consent_withdrawn');
        await createAttendeePhotos(trx).attach(attendeeId, key);
        await createEvents(trx).append({ registrationId, kind: 'photo_saved', actor: 'unit', detail: { attendeeId } });
        return (await attendees.find(attendeeId, { registrationId }))!;
      });
      return { status: 200, body: viewOfAttendee(attendee, language), headers: etagOf(attendee.version) };
    },
  }),
  operation({
    id: 'getAttendeePhoto',
    method: 'get',
    path: '/attendees/:attendeeId/photo',
    tag,
    summary: 'The badge photo',
    roles: ['unit'],
    params,
    find: async (context) => keyOf(context.store, await findOwnAttendee(context)),
    answers: { 200: 'image/jpeg' },
    refusals: ['unavailable'],
    stream: send,
  }),
  operation({
    id: 'getAttendeePhotoAsReviewer',
    method: 'get',
    path: '/review/attendees/:attendeeId/photo',
    tag: 'Review',
    summary: 'The badge photo of a person of the own units',
    roles: ['delegation', 'bureau'],
    params,
    find: async ({ store, session, params }) =>
      keyOf(
        store,
        await createAttendees(store).find(params.attendeeId, {
          scope: await createDelegations(store).scopeOf(session),
        }),
      ),
    reads: 'people_read',
    answers: { 200: 'image/jpeg' },
    refusals: ['unavailable'],
    stream: send,
  }),
];
