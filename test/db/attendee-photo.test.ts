import assert from 'node:assert/strict';
import { createAttendeePhotos, newPhotoKey, type PhotoOwner } from '../../db/registration/attendee-photo.ts';
import { purgePhotos } from '../../db/ops/housekeeping.ts';
import { createPhotoFiles } from '../../activities/providers/photo-files.ts';
import { storePhoto } from '../../api/photo-storage.ts';
import { DomainError } from '../../domain/errors.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { createUnit } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';
import { runDir } from '../support/run.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('photos in their store', () => {
  let base: TestStore;
  const photos = createPhotoFiles(`${runDir()}/purged-photos`);
  before(async () => (base = await startStore()));
  after(() => base.close());
  const log = { error: () => undefined } as never;

  async function person() {
    const { registrationId } = await createUnit(base.store);
    return { registrationId, attendeeId: (await createPeople(base.store, registrationId, [{ unlocked: true }]))[0]! };
  }
  const put = (of: PhotoOwner) => storePhoto({ store: base.store, photos, log }, of, Buffer.from('a face'));
  const age = () =>
    base.store.knex('condemned_photos').update({ condemnedAt: base.store.knex.raw("now() - interval '61 minutes'") });

  it('given an upload that crashed before its row, one that was replaced, and one in use, when an hour has passed, then only the last is kept (G3.3)', async () => {
    const face = await person();
    const { attendeeId } = face;
    const [orphan, replaced, used] = [await put(face), await put(face), await put(face)];
    await createAttendeePhotos(base.store).attach(attendeeId, replaced);
    await createAttendeePhotos(base.store).attach(attendeeId, used);
    assert.equal(await purgePhotos(base.store, photos), 0, 'an upload may still be at it');
    await age();
    assert.equal(await purgePhotos(base.store, photos), 2);
    assert.deepEqual([await photos.get(orphan), await photos.get(replaced)], [undefined, undefined]);
    assert.ok(await photos.get(used));
    assert.deepEqual(await base.store.knex('condemned_photos'), []);
  });

  it('given a person who is deleted, when an hour has passed, then the photo is gone too', async () => {
    const face = await person();
    const { attendeeId } = face;
    const key = await put(face);
    await createAttendeePhotos(base.store).attach(attendeeId, key);
    await createAttendees(base.store).delete([attendeeId]);
    await age();
    assert.equal(await purgePhotos(base.store, photos), 1);
    assert.equal(await photos.get(key), undefined);
  });

  it('given a store that fails, when a photo is uploaded or purged, then it is told as away and the key stays condemned', async () => {
    const broken = {
      ...photos,
      put: () => Promise.reject(new Error('full')),
      delete: () => Promise.reject(new Error('read-only')),
    };
    await assert.rejects(
      storePhoto({ store: base.store, photos: broken, log }, await person(), Buffer.from('a face')),
      (error) => error instanceof DomainError && error.refusal.code === 'unavailable',
    );
    await age();
    await assert.rejects(purgePhotos(base.store, broken));
    assert.equal((await base.store.knex('condemned_photos')).length, 1);
  });

  it('given a key, when it is deleted twice or leads out of the directory, then the first is no error and the second is one', async () => {
    const key = newPhotoKey((await person()).attendeeId);
    await photos.put(key, Buffer.from('x'));
    await photos.delete(key);
    await photos.delete(key);
    assert.equal(await photos.get(key), undefined);
    for (const wrong of ['../etc/passwd', '/etc/passwd', 'a/../../b', 'A.jpg'])
      await assert.rejects(async () => photos.put(wrong, Buffer.from('x')), /no photo key/);
  });
});
