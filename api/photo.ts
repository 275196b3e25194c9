import sharp from 'sharp';
import { createSemaphore } from './semaphore.ts';

// One photo, one thread, nothing kept: uploads are rare beside everything else this process does. Some pixels take a second and 300 MB.
const decoding = createSemaphore({ atOnce: 1, maxWaiting: 32 });
const deadlineSeconds = 10;
sharp.concurrency(1);
sharp.cache(false);

const maxBytes = 2 * 1024 * 1024;
/** Pixels that are decoded at most: a small file may unfold to gigabytes. */
const maxPixels = 40_000_000;
/** The badge's 25 × 35 mm at 600 dpi; at least 300 dpi is asked for. */
const printed = { width: 590, height: 826 };
const least = { width: 295, height: 413 };

type PhotoRefusal = 'not_an_image' | 'wrong_format' | 'too_small' | 'too_large' | 'wrong_aspect';

export type PhotoReading =
  | { ok: true; jpeg: Buffer; width: number; height: number }
  | { ok: false; reason: PhotoRefusal };

// Looked at before any decoder: libvips would also open SVG, TIFF and more, each with its own history of holes.
const decodable = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n'];
const otherImages = [/^GIF8[79]a/, /^RIFF.{4}WEBP/s, /^BM/, /^(?:II\*\0|MM\0\*)/, /^.{4}ftyp/s, /^\s*<(?:\?xml|svg)/];

function signatureRefusal(bytes: Buffer): PhotoRefusal | undefined {
  const head = bytes.toString('latin1', 0, 64);
  if (otherImages.some((signature) => signature.test(head))) return 'wrong_format';
  if (!decodable.some((signature) => head.startsWith(signature))) return 'not_an_image';
  // An animated PNG says so before its first picture.
  return head.startsWith('\x89PNG') && bytes.subarray(0, Math.max(0, bytes.indexOf('IDAT'))).includes('acTL')
    ? 'wrong_format'
    : undefined;
}

function sizeRefusal({ width, height }: { width: number; height: number }): PhotoRefusal | undefined {
  if (width * height > maxPixels) return 'too_large';
  if (width < least.width || height < least.height) return 'too_small';
  return width > height ? 'wrong_aspect' : undefined;
}

/**
 * Reads an uploaded badge photo: JPEG or PNG, at most 2 MB, at least 295×413 px, upright. What is kept is a new JPEG of at
 * most 590×826 px without the camera's metadata (place, time, device), turned the way the camera meant it.
 */
export async function readPhoto(bytes: Buffer): Promise<PhotoReading> {
  if (bytes.length > maxBytes) return { ok: false, reason: 'too_large' };
  const signature = signatureRefusal(bytes);
  if (signature) return { ok: false, reason: signature };
  return decoding(() => decode(bytes));
}

async function decode(bytes: Buffer): Promise<PhotoReading> {
  try {
    const header = await sharp(bytes, { limitInputPixels: false }).metadata();
    const size = sizeRefusal(header.autoOrient);
    if (size) return { ok: false, reason: size };
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .timeout({ seconds: deadlineSeconds })
      .autoOrient()
      .flatten({ background: 'white' })
      .resize({ ...printed, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 85 })
      .toBuffer({ resolveWithObject: true });
    return { ok: true, jpeg: data, width: info.width, height: info.height };
  } catch (error) {
    return { ok: false, reason: /timeout/.test((error as Error).message) ? 'too_large' : 'not_an_image' };
  }
}
