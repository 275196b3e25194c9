import assert from 'node:assert/strict';
// It brings an undici of its own, as in every process of ours: `fetch` is not Node's any more.
import 'alipay-sdk';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createPhotoFiles } from '../../activities/providers/photo-files.ts';
import { createPhotoS3 } from '../../activities/providers/photo-s3.ts';
import type { PhotoStore } from '../../domain/photo.ts';
import { newPhotoKey } from '../../db/registration/attendee-photo.ts';
import { createS3 } from '../../sandbox/s3.ts';
import { runDir } from '../support/run.ts';

describe('photo stores (G3.3)', () => {
  const account = { region: 'cn-south-1', bucket: 'photos', accessKeyId: 'AK', secretAccessKey: 'a secret' };
  let server: Server;
  let endpoint: string;
  const s3 = (more: object = {}) => createPhotoS3({ ...account, endpoint, ...more });
  before(async () => {
    server = createServer(createS3({ ...account, dir: join(runDir(), 's3') })).listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const key = () => newPhotoKey('0b7ad66e-5b8c-4c0c-9d3b-000000000000');

  for (const [name, storeOf] of [
    ['files', () => createPhotoFiles(join(runDir(), 'photo-store'))],
    ['S3', () => s3()],
  ] as [string, () => PhotoStore][]) {
    it(`given ${name}, when a photo is put, read and deleted, then it comes back as it was until it is gone; what is not there is no error`, async () => {
      const store = storeOf();
      const [mine, other] = [key(), key()];
      const bytes = randomBytes(100_000);
      assert.equal(await store.get(mine), undefined);
      await store.put(mine, bytes);
      assert.ok((await store.get(mine))!.equals(bytes));
      assert.equal(await store.get(other), undefined);
      await store.delete(mine);
      await store.delete(mine);
      assert.equal(await store.get(mine), undefined);
    });
  }

  it('given a wrong secret, bucket or region, when a photo is put or read, then it fails and nothing is stored', async () => {
    const mine = key();
    for (const more of [
      { secretAccessKey: 'another' },
      { bucket: 'others' },
      { region: 'eu-west-1' },
      { accessKeyId: 'XX' },
    ])
      await assert.rejects(s3(more).put(mine, Buffer.from('x')), JSON.stringify(more));
    assert.equal(await s3().get(mine), undefined);
    await s3().put(mine, Buffer.from('x'));
    await assert.rejects(s3({ secretAccessKey: 'another' }).get(mine));
  });

  it('given a store that is away, or an endpoint that is neither https nor loopback, when asked, then it is an error', async () => {
    await assert.rejects(s3({ endpoint: 'http://127.0.0.1:9' }).get(key()));
    assert.throws(() => createPhotoS3({ ...account, endpoint: 'http://photos.example' }), /https or loopback/);
  });
});
