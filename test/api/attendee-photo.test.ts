import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { startApi, testPhotoDir, type Json, type TestApi } from '../support/api.ts';
import { createUnit, lockAttendee, mainlander, staffToken, type TestUnit } from '../support/fixtures.ts';

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#c08060' } });

const codes = ({ errors }: Json): string[] => errors.map(({ path, code }: Json) => `${path}: ${code}`);

describe('attendee photos', () => {
  let api: TestApi;
  let unit: TestUnit;
  let path: string;
  let attendeeId: string;
  let next = 0;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
    ({ attendeeId } = (await api.call('POST', '/attendees', { token: unit.token, body: mainlander(next++) })).body);
    path = `/attendees/${attendeeId}/photo`;
  });
  after(() => api.close());

  const put = (body: Uint8Array, type = 'image/jpeg', headers: Record<string, string> = {}) =>
    api.call('PUT', path, { token: unit.token, body, headers: { 'Content-Type': type, ...headers } });
  const get = (token = unit.token) => api.call('GET', path, { token });

  for (const format of ['jpeg', 'png'] as const) {
    it(`given a ${format}, when uploaded and read, then a JPEG comes back, sealed in its store (G3.3), and the version moved`, async () => {
      assert.equal((await get()).status, 404);
      const reply = await put(await picture(400, 560).toFormat(format).toBuffer(), `image/${format}`, {
        'If-Match': '"1"',
      });
      assert.deepEqual([reply.status, reply.body.hasPhoto, reply.headers.get('etag')], [200, true, '"2"']);
      const photo = await get();
      assert.equal(photo.headers.get('content-type'), 'image/jpeg');
      const { format: kept, width, height } = await sharp(photo.body).metadata();
      assert.deepEqual([kept, width, height], ['jpeg', 400, 560]);
      const row = (await api.store.knex('attendee_photos').where({ attendeeId }).first('photoKey'))!;
      assert.ok(!readFileSync(join(testPhotoDir(), row.photoKey)).includes(photo.body.subarray(0, 20)));
    });
  }

  it('given what is no usable photo, when uploaded, then it is refused with the reason and nothing is kept', async () => {
    const small = await put(await picture(294, 413).jpeg().toBuffer());
    assert.deepEqual([small.status, small.body.code], [422, 'photo_invalid']);
    assert.deepEqual(codes(small.body), ['photo: too_small']);
    assert.match(small.body.detail, /294×413/);
    const stripe = await put(await picture(300, 6000).jpeg().toBuffer(), 'image/jpeg', { 'Accept-Language': 'zh-CN' });
    assert.deepEqual([stripe.status, ...codes(stripe.body)], [422, 'photo: wrong_aspect']);
    assert.match(stripe.body.errors[0].message, /^照片为300×6000像素/);
    const text = await put(Buffer.from('not a picture'));
    assert.deepEqual([text.status, ...codes(text.body)], [422, 'photo: not_an_image']);
    const nothing = await put(Buffer.alloc(0));
    assert.deepEqual([nothing.status, ...codes(nothing.body)], [422, 'photo: not_an_image']);
    const large = await put(Buffer.alloc(3 * 1024 * 1024, 0xff));
    assert.deepEqual([large.status, large.body.code], [413, 'body_too_large']);
    assert.match(large.body.detail, /3\.0 MB; at most 2\.0 MB/);
    for (const [bytes, type, words] of [
      [Buffer.from('GIF89a'), 'image/gif', /GIF file/],
      [Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'image/heic', /HEIC.*Most Compatible/],
      [Buffer.from('{}'), 'application/json', /JPEG or PNG/],
    ] as const) {
      const { status, body } = await put(bytes, type);
      assert.deepEqual([status, body.code], [415, 'unsupported_media_type']);
      assert.match(body.detail, words);
    }
    assert.equal((await get()).status, 404);
    assert.equal((await api.call('GET', `/attendees/${attendeeId}`, { token: unit.token })).body.hasPhoto, false);
  });

  it('given a photo that is called something else, when uploaded, then its bytes decide', async () => {
    const [jpeg, png] = [await picture(400, 560).jpeg().toBuffer(), await picture(400, 560).png().toBuffer()];
    for (const [bytes, type] of [
      [jpeg, 'image/jpg'],
      [jpeg, 'image/pjpeg; charset=binary'],
      [jpeg, 'image/png'],
      [jpeg, 'application/octet-stream'],
      [png, 'image/x-png'],
      [png, 'image/jpeg'],
    ] as const) {
      const { status, body } = await put(bytes, type);
      assert.deepEqual([status, body.hasPhoto], [200, true], type);
    }
    assert.equal((await get()).headers.get('content-type'), 'image/jpeg');
  });

  it('given a locked person, when a photo is uploaded, then 409 and the old one stays', async () => {
    const bytes = await picture(400, 560).jpeg().toBuffer();
    await put(bytes);
    await lockAttendee(api.store, attendeeId);
    const reply = await put(await picture(500, 700).jpeg().toBuffer());
    assert.deepEqual([reply.status, reply.body.code], [409, 'attendee_locked']);
    assert.equal((await sharp((await get()).body).metadata()).width, 400);
  });

  it('given a photo, when others ask for it, then only the own delegation and the bureau see it', async () => {
    await put(await picture(400, 560).jpeg().toBuffer());
    const other = await createUnit(api.store);
    assert.equal((await get(other.token)).status, 404);
    const review = async (login: string) =>
      (await api.call('GET', `/review${path}`, { token: await staffToken(api.store, login) })).status;
    assert.deepEqual(
      [
        await review('delegation-3'),
        await review('delegation-1'),
        await review('bureau'),
        await review('delegation-4'),
      ],
      [200, 200, 200, 404],
    );
  });
});
