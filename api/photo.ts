import sharp from 'sharp';
import type { FieldError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { createSemaphore } from './semaphore.ts';

// One photo, one thread, nothing kept: uploads are rare beside everything else this process does. Some pixels take a second and 300 MB.
const decoding = createSemaphore({ atOnce: 1, maxWaiting: 32 });
const deadlineSeconds = 10;
sharp.concurrency(1);
sharp.cache(false);

export const maxPhotoBytes = 2 * 1024 * 1024;
/** Pixels that are decoded at most: a small file may unfold to gigabytes. */
const maxPixels = 40_000_000;
/** The badge's 25 × 35 mm at 600 dpi; at least 300 dpi is asked for. */
const printed = { width: 590, height: 826 };
const least = { width: 295, height: 413 };
/**
 * Height by width. The badge shows the middle 25:35 of a photo: of a square one (2 × 2 in, as passports of some countries have
 * it) that takes something off the sides, of one much taller than the photos of documents (35 × 53 mm at most) off the head.
 */
const upright = { least: 1, most: 1.6 };

type PhotoFault = Pick<FieldError, 'message'> & {
  code: 'not_an_image' | 'wrong_format' | 'damaged' | 'too_small' | 'too_large' | 'wrong_aspect';
};

export interface Photo {
  jpeg: Buffer;
  width: number;
  height: number;
}
export type PhotoReading = ({ ok: true } & Photo) | { ok: false; fault: PhotoFault };

// Looked at before any decoder: libvips would also open SVG, TIFF and more, each with its own history of holes.
const decodable = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n'];
const otherFormats: readonly [name: string, signature: RegExp][] = [
  ['GIF', /^GIF8[79]a/],
  ['WebP', /^RIFF.{4}WEBP/s],
  ['BMP', /^BM/],
  ['TIFF', /^(?:II\*\0|MM\0\*)/],
  ['HEIC', /^.{4}ftyp(?:hei|hev|mif1|msf1)/s],
  ['AVIF', /^.{4}ftypavi[fs]/s],
  ['MP4', /^.{4}ftyp/s],
  ['JPEG XL', /^.{4}JXL /s],
  ['JPEG 2000', /^.{4}jP {2}/s],
  ['SVG', /^\s*<(?:\?xml|svg)/],
];

/** What the first bytes say against it. */
function signatureFault(bytes: Buffer): PhotoFault | undefined {
  if (bytes.length === 0) return { code: 'not_an_image', message: say('photo_empty') };
  const head = bytes.toString('latin1', 0, 64);
  const isOfOther = (format: string): PhotoFault => ({
    code: 'wrong_format',
    message: format === 'HEIC' ? say('photo_heic') : say('photo_format', { format }),
  });
  const other = otherFormats.find(([, signature]) => signature.test(head));
  if (other) return isOfOther(other[0]);
  if (!decodable.some((signature) => head.startsWith(signature)))
    return { code: 'not_an_image', message: say('photo_not_an_image') };
  // An animated PNG says so before its first picture.
  return head.startsWith('\x89PNG') && bytes.subarray(0, Math.max(0, bytes.indexOf('IDAT'))).includes('acTL')
    ? isOfOther('APNG')
    : undefined;
}

function shapeFault({ width, height }: { width: number; height: number }): PhotoFault | undefined {
  if (width * height > maxPixels)
    return { code: 'too_large', message: say('photo_too_many_pixels', { width, height, most: maxPixels / 1e6 }) };
  const measured = { width, height, leastWidth: least.width, leastHeight: least.height };
  const shape = height / width;
  // Turned, it may be large enough.
  const isLying = shape < upright.least && width >= least.height && height >= least.width;
  if (!isLying && (width < least.width || height < least.height))
    return { code: 'too_small', message: say('photo_too_small', measured) };
  if (shape >= upright.least && shape <= upright.most) return undefined;
  const message = shape < upright.least ? say('photo_lying', measured) : say('photo_too_tall', measured);
  return { code: 'wrong_aspect', message };
}

/**
 * Reads an uploaded badge photo by its bytes, whatever it is called: JPEG or PNG, at most 2 MB, turned the way the camera meant it
 * at least 295×413 px and from square to 1.6 times as high as wide. What is kept is a new JPEG in sRGB, within those bounds and at
 * most 590×826 px, on white, without the camera's metadata (place, time, device).
 */
export async function readPhoto(bytes: Buffer): Promise<PhotoReading> {
  const megabytes = (bytes.length / 1024 / 1024).toFixed(1);
  if (bytes.length > maxPhotoBytes)
    return { ok: false, fault: { code: 'too_large', message: say('upload_too_large', { megabytes, most: '2.0' }) } };
  const fault = signatureFault(bytes);
  return fault ? { ok: false, fault } : decoding(() => decode(bytes));
}

async function decode(bytes: Buffer): Promise<PhotoReading> {
  try {
    const { autoOrient: turned } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const fault = shapeFault(turned);
    if (fault) return { ok: false, fault };
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: deadlineSeconds })
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ ...printed, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg({ quality: 85 })
      .toBuffer({ resolveWithObject: true });
    return { ok: true, jpeg: data, width: info.width, height: info.height };
  } catch (error) {
    const isSlow = (error as Error).message.includes('timeout');
    const kilobytes = Math.ceil(bytes.length / 1024);
    return {
      ok: false,
      fault: isSlow
        ? { code: 'too_large', message: say('photo_too_slow', { seconds: deadlineSeconds }) }
        : { code: 'damaged', message: say('photo_damaged', { kilobytes }) },
    };
  }
}
