import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { createAttendeePhotos, newPhotoKey, type PhotoOwner } from '../db/registration/attendee-photo.ts';
import type { Deps } from './deps.ts';

type Storage = Pick<Deps, 'store' | 'photos' | 'log'>;

async function ask<T>({ log }: Storage, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    log.error({ err: (error as Error).message }, 'the photo store failed');
    throw new DomainError('unavailable', { detail: say('photos_away') });
  }
}

/** Seals a photo and puts it under a key of its own, condemned until a person's row points at it. */
export async function storePhoto(storage: Storage, person: PhotoOwner, jpeg: Buffer): Promise<string> {
  const key = newPhotoKey(person.attendeeId);
  const photos = createAttendeePhotos(storage.store);
  await photos.condemn(key);
  const sealed = await photos.seal(person, jpeg);
  await ask(storage, () => storage.photos.put(key, sealed));
  return key;
}

/** Undefined, and on record, when the store has lost it. */
export async function readStoredPhoto(storage: Storage, attendeeId: string, key: string): Promise<Buffer | undefined> {
  const sealed = await ask(storage, () => storage.photos.get(key));
  if (!sealed) storage.log.error({ attendeeId }, 'a photo is not in its store');
  return sealed && createAttendeePhotos(storage.store).open(attendeeId, sealed);
}
