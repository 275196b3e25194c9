import assert from 'node:assert/strict';
import sharp, { type Sharp } from 'sharp';
import { readPhoto } from '../../api/photo.ts';
import { DomainError } from '../../domain/errors.ts';

const picture = (width: number, height: number, background = '#c08060') =>
  sharp({ create: { width, height, channels: 3, background } });

/** Noise does not compress: a file that can be cut in the middle of its pixels. */
function noise(width: number, height: number): Sharp {
  let state = 1;
  const pixels = Buffer.alloc(width * height * 3).map(() => (state = (state * 48_271) % 2_147_483_647) & 0xff);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

async function refusal(bytes: Buffer) {
  const reading = await readPhoto(bytes);
  return reading.ok ? 'accepted' : reading.reason;
}

describe('photo', () => {
  for (const format of ['jpeg', 'png'] as const) {
    it(`given an upright ${format}, when read, then it comes back as a JPEG of at most 590×826`, async () => {
      const reading = await readPhoto(await picture(800, 1120).toFormat(format).toBuffer());
      assert.ok(reading.ok);
      const kept = await sharp(reading.jpeg).metadata();
      assert.deepEqual([kept.format, kept.width, kept.height], ['jpeg', 590, 826]);
      assert.deepEqual([reading.width, reading.height], [590, 826]);
      const { dominant } = await sharp(reading.jpeg).stats();
      assert.ok(Math.abs(dominant.r - 0xc0) < 16 && Math.abs(dominant.b - 0x60) < 16, 'the picture itself is kept');
    });
  }

  it('given the smallest photo accepted, when read, then it is not enlarged; one pixel less is too small', async () => {
    const reading = await readPhoto(await picture(295, 413).jpeg().toBuffer());
    assert.ok(reading.ok);
    assert.deepEqual([reading.width, reading.height], [295, 413]);
    assert.equal(await refusal(await picture(294, 413).jpeg().toBuffer()), 'too_small');
    assert.equal(await refusal(await picture(295, 412).png().toBuffer()), 'too_small');
  });

  it('given a camera that stores its picture lying, when read, then it is upright and says nothing about the camera', async () => {
    const bytes = await picture(700, 500)
      .withExif({ IFD0: { Make: 'SecretCam', Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    assert.equal((await sharp(bytes).metadata()).orientation, 6);
    const reading = await readPhoto(bytes);
    assert.ok(reading.ok);
    assert.deepEqual([reading.width, reading.height], [500, 700]);
    const kept = await sharp(reading.jpeg).metadata();
    assert.deepEqual(
      [kept.orientation, kept.exif, kept.icc, kept.xmp, kept.iptc],
      [undefined, undefined, undefined, undefined, undefined],
    );
  });

  it('given a transparent PNG, when read, then what shows through is white', async () => {
    const reading = await readPhoto(
      await sharp({ create: { width: 300, height: 420, channels: 4, background: '#00000000' } })
        .png()
        .toBuffer(),
    );
    assert.ok(reading.ok);
    const { dominant } = await sharp(reading.jpeg).stats();
    assert.ok(dominant.r > 240 && dominant.g > 240 && dominant.b > 240);
  });

  it('given a landscape picture, when read, then its aspect is wrong; a square one will do', async () => {
    assert.equal(await refusal(await picture(600, 500).jpeg().toBuffer()), 'wrong_aspect');
    assert.equal(await refusal(await picture(500, 500).jpeg().toBuffer()), 'accepted');
  });

  it('given a file over 2 MB or a picture over 40 megapixels, when read, then it is too large', async () => {
    assert.equal(
      await refusal(Buffer.concat([await picture(300, 420).jpeg().toBuffer(), Buffer.alloc(2 * 1024 * 1024)])),
      'too_large',
    );
    const bomb = await picture(6000, 7000).png({ compressionLevel: 9 }).toBuffer();
    assert.ok(bomb.length < 2 * 1024 * 1024);
    assert.equal(await refusal(bomb), 'too_large');
  });

  it('given another kind of image, whatever it is called, when read, then its format is wrong', async () => {
    for (const format of ['gif', 'webp', 'tiff', 'avif'] as const)
      assert.equal(await refusal(await picture(300, 420).toFormat(format).toBuffer()), 'wrong_format', format);
    assert.equal(
      await refusal(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="300" height="420"/>')),
      'wrong_format',
    );
    assert.equal(await refusal(Buffer.from('<?xml version="1.0"?><svg/>')), 'wrong_format');
    const still = await picture(300, 420).png().toBuffer();
    const header = 8 + 25;
    const animated = Buffer.concat([
      still.subarray(0, header),
      Buffer.from('000000086163544c0000000200000000f38d9370', 'hex'),
      still.subarray(header),
    ]);
    assert.equal(await refusal(animated), 'wrong_format', 'animated PNG');
  });

  it('given bytes that are no image or one cut short, when read, then it is not an image', async () => {
    const jpeg = await noise(400, 560).jpeg({ quality: 80 }).toBuffer();
    const png = await noise(400, 560).png().toBuffer();
    assert.equal(await refusal(jpeg), 'accepted');
    assert.equal(await refusal(png), 'accepted');
    for (const whole of [jpeg, png]) {
      for (const part of [0.01, 0.5, 0.9])
        assert.equal(await refusal(whole.subarray(0, Math.ceil(whole.length * part))), 'not_an_image', `${part}`);
    }
    for (const text of ['', 'hello', '%PDF-1.7', '\xff\xd8\xff and nothing else'])
      assert.equal(await refusal(Buffer.from(text, 'latin1')), 'not_an_image', text);
  });

  it('given more photos at once than may wait, when read, then those are refused as unavailable and the others are read one after the other', async () => {
    const bytes = await picture(400, 560).jpeg().toBuffer();
    let most = 0;
    const counted = (given: number) => (most = Math.max(most, given));
    sharp.queue.on('change', counted);
    const readings = await Promise.allSettled(Array.from({ length: 40 }, () => readPhoto(bytes))).finally(() =>
      sharp.queue.off('change', counted),
    );
    const refused = readings
      .filter(({ status }) => status === 'rejected')
      .map((reading) => (reading as PromiseRejectedResult).reason as unknown);
    assert.equal(refused.length, 7);
    assert.ok(refused.every((error) => error instanceof DomainError && error.refusal.code === 'unavailable'));
    assert.ok(readings.filter((reading) => reading.status === 'fulfilled').every(({ value }) => value.ok));
    assert.equal(most, 1, 'given to libvips at once');
  });
});
