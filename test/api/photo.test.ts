import assert from 'node:assert/strict';
import sharp, { type Sharp } from 'sharp';
import { readPhoto } from '../../api/photo.ts';
import { DomainError } from '../../domain/errors.ts';
import { worded, type Language } from '../../domain/message.ts';

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
  return reading.ok ? 'accepted' : reading.fault.code;
}

async function told(bytes: Buffer, language: Language = 'zh') {
  const reading = await readPhoto(bytes);
  return reading.ok ? 'accepted' : worded(reading.fault.message, language);
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

  it('given pictures of every shape, when read, then a portrait is one from square to 1.6 times as high, and what is kept is large enough to print (G3.3)', async () => {
    for (const [width, height, expected] of [
      [413, 295, 'wrong_aspect'],
      [412, 295, 'too_small'],
      [600, 500, 'wrong_aspect'],
      [501, 500, 'wrong_aspect'],
      [500, 500, [500, 500]],
      [600, 600, [590, 590]],
      [3000, 4000, [590, 787]],
      [700, 1060, [545, 826]],
      [1000, 1600, [516, 826]],
      [1000, 1601, 'wrong_aspect'],
      [1080, 1920, 'wrong_aspect'],
      [300, 6000, 'wrong_aspect'],
      [100, 6000, 'too_small'],
    ] as const) {
      const reading = await readPhoto(await picture(width, height).jpeg().toBuffer());
      assert.deepEqual(reading.ok ? [reading.width, reading.height] : reading.fault.code, expected);
      if (reading.ok) assert.ok(reading.width >= 295 && reading.height >= 413);
    }
  });

  it('given a stripe, or one that its camera means to be turned into a stripe, when read, then it is told how large it is and what is asked for', async () => {
    const stripe = await picture(300, 6000).jpeg().toBuffer();
    const lying = await picture(6000, 300).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    for (const bytes of [stripe, lying]) {
      assert.match(await told(bytes), /^照片为300×6000像素.*25:35.*1\.6倍.*295×413像素/);
      assert.match(await told(bytes, 'en'), /300×6000 pixels.*295×413/);
    }
    assert.match(await told(await picture(600, 500).png().toBuffer()), /600×500像素.*横向/);
    assert.match(await told(await picture(100, 140).png().toBuffer()), /100×140像素，至少需要295×413像素/);
  });

  const painted = sharp({ create: { width: 400, height: 560, channels: 4, background: '#c08060ff' } });
  const clear = sharp({ create: { width: 400, height: 560, channels: 4, background: '#c0806000' } });
  for (const [kind, bytes, red] of [
    ['JPEG in CMYK', painted.clone().removeAlpha().toColourspace('cmyk').jpeg(), 0xc0],
    ['progressive JPEG', painted.clone().removeAlpha().jpeg({ progressive: true }), 0xc0],
    ['JPEG in Display P3', painted.clone().removeAlpha().withIccProfile('p3').jpeg(), 0xc0],
    ['grey JPEG', painted.clone().removeAlpha().greyscale().jpeg(), 0x8f],
    ['PNG of 16 bits', painted.clone().removeAlpha().toColourspace('rgb16').png(), 0xc0],
    ['transparent PNG of 16 bits', clear.clone().toColourspace('rgb16').png(), 0xff],
    ['transparent PNG with a palette', clear.clone().png({ palette: true }), 0xff],
    ['interlaced PNG', painted.clone().png({ progressive: true }), 0xc0],
  ] as const)
    it(`given a ${kind}, when read, then it is kept as a plain JPEG of its colours, on white`, async () => {
      const reading = await readPhoto(await bytes.toBuffer());
      assert.ok(reading.ok);
      const { format, space, depth, channels, icc } = await sharp(reading.jpeg).metadata();
      assert.deepEqual([format, space, depth, channels, icc], ['jpeg', 'srgb', 'uchar', 3, undefined]);
      const { mean } = (await sharp(reading.jpeg).stats()).channels[0]!;
      assert.ok(Math.abs(mean - red) < 4, `${mean}`);
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
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    assert.equal(await refusal(heic), 'wrong_format');
    assert.match(await told(heic), /HEIC.*兼容性最佳.*JPEG/);
    assert.match(await told(heic, 'en'), /HEIC.*Most Compatible.*JPEG/);
    assert.match(await told(await picture(300, 420).webp().toBuffer()), /WebP/);
  });

  it('given bytes that are no image or one cut short, when read, then it is told which', async () => {
    const jpeg = await noise(400, 560).jpeg({ quality: 80 }).toBuffer();
    const png = await noise(400, 560).png().toBuffer();
    assert.equal(await refusal(jpeg), 'accepted');
    assert.equal(await refusal(png), 'accepted');
    for (const whole of [jpeg, png]) {
      for (const part of [0.01, 0.5, 0.9])
        assert.equal(await refusal(whole.subarray(0, Math.ceil(whole.length * part))), 'damaged', `${part}`);
    }
    assert.match(await told(jpeg.subarray(0, 20 * 1024)), /已损坏或不完整（收到20 KB）/);
    assert.equal(await refusal(Buffer.from('\xff\xd8\xff and nothing else', 'latin1')), 'damaged');
    assert.match(await told(Buffer.alloc(0)), /文件是空的/);
    for (const text of ['', 'hello', '%PDF-1.7'])
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
