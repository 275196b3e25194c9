import { randomBytes, randomUUID } from 'node:crypto';
import type { PhotoStore } from '../../domain/photo.ts';
import { faultCode } from './outcome.ts';
import { Refused, standingBy, type Checked, type RefusalCause } from './standing.ts';

const causes: Readonly<Record<string, RefusalCause>> = {
  InvalidAccessKeyId: 'account',
  SignatureDoesNotMatch: 'key',
  NoSuchBucket: 'place',
  AccessDenied: 'right',
  RequestTimeTooSkewed: 'clock',
  EACCES: 'right',
  EPERM: 'right',
  EROFS: 'right',
  ENOTDIR: 'place',
  ENOENT: 'place',
  ENOSPC: 'other',
};

/** A photo store that can be asked whether it keeps what it is given: one small object of its own is put, read and taken away. */
export function withCheck(store: PhotoStore): PhotoStore & Checked {
  return {
    ...store,
    check: () =>
      standingBy(async () => {
        const [key, bytes] = [`doctor/${randomUUID()}`, randomBytes(16)];
        try {
          await store.put(key, bytes);
          const kept = await store.get(key);
          await store.delete(key);
          if (!kept?.equals(bytes)) throw new Refused('other', 'other_bytes');
        } catch (error) {
          const code = faultCode(error);
          throw causes[code] ? new Refused(causes[code], code) : error;
        }
      }),
  };
}
