import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Kind } from '../check.ts';
import type { Scene } from '../scene.ts';

const photo = '/attendees/{attendee}/photo';
const least = { width: 295, height: 413 };

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#d9c0a3' } })
    .jpeg({ quality: 40 })
    .toBuffer();
const send = (scene: Scene, body: Buffer) =>
  scene.send({ as: 'unit', method: 'PUT', path: photo, headers: { 'Content-Type': 'image/jpeg' }, body });

async function assertKeptLargeEnough(scene: Scene, of: string) {
  const { width, height } = await sharp(await scene.get('unit', photo)).metadata();
  assert.ok(width >= least.width && height >= least.height, `${of} is kept as ${width}×${height}`);
}

export const photoShape: Kind = {
  async effect({ scene }) {
    assert.equal((await scene.people())[0].hasPhoto, false);
    await scene.expect(404, { as: 'unit', method: 'GET', path: photo });
  },
  neighbours: [
    {
      title: 'given portraits as cameras take them, when they are sent, then they are taken and kept at least 295×413',
      given: 'unit with a person',
      async check(scene) {
        for (const [width, height] of [
          [295, 413],
          [413, 579],
          [1200, 1600],
          [2400, 3200],
          [2000, 3000],
        ] as const) {
          const { status, body } = await send(scene, await picture(width, height));
          assert.equal(status, 200, `${width}×${height}: ${JSON.stringify(body)}`);
          await assertKeptLargeEnough(scene, `${width}×${height}`);
        }
      },
    },
    {
      title:
        'given pictures of every other shape, when they are sent, then each is refused as no portrait or kept at least 295×413',
      given: 'unit with a person',
      async check(scene) {
        for (const [width, height] of [
          [6000, 413],
          [4000, 500],
          [300, 3000],
          [500, 2000],
          [1080, 1920],
          [1000, 1000],
        ] as const) {
          const { status, body } = await send(scene, await picture(width, height));
          if (status === 200) await assertKeptLargeEnough(scene, `${width}×${height}`);
          else assert.deepEqual([status, body.code], [422, 'photo_invalid'], `${width}×${height}`);
          const stripe = Math.max(width / height, height / width) > 3;
          assert.ok(!stripe || status === 422, `${width}×${height} is no portrait`);
        }
      },
    },
  ],
};
