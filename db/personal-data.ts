import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { unreadable } from '../domain/unreadable.ts';
import { toSnakeCase } from './column-name.ts';
import type { Sealed } from './table.ts';
import type { SealedColumns } from './tables.ts';

/** `keys` encrypt (the newest is `current`, the others still open what they sealed); `indexKey` serves only blind indexes. */
export interface KeyRing {
  current: string;
  keys: Record<string, string>;
  indexKey: string;
  badgeSigningKey: string;
}

/** A photo is sealed before any store sees it: it stands in a file, not in a column. */
interface PhotoFile {
  table: 'attendee_photos';
  column: 'photo';
  row: string;
}

/** Where a sealed value stands: bound to it, so that a value copied to another row or column does not open. */
export type SealedField =
  | PhotoFile
  | { [T in keyof SealedColumns]: { table: T; column: SealedColumns[T]; row: string } }[keyof SealedColumns];

/** A stored value that does not open where it stands: its key is not in the ring, or it is not what was sealed there. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

export type PersonalData = ReturnType<typeof createPersonalData>;

/** What a table was called when it was first sealed in: its values stay bound to that. */
const firstNames: Partial<Record<SealedField['table'], string>> = {
  previous_edition_accounts: 'first_edition_accounts',
};

const ivBytes = 12;
const tagBytes = 16;

/** Reads a key ring from its JSON text; says what is wrong with it without quoting it. */
export function parseKeyRing(text: string | undefined): KeyRing {
  if (!text) throw new Error('KEY_RING (or KEY_RING_FILE) is missing: personal data cannot be stored without it');
  let ring: KeyRing;
  try {
    // Looked at right below.
    ring = JSON.parse(text) as KeyRing;
  } catch {
    throw new Error('KEY_RING is not JSON');
  }
  const is32Bytes = (key: unknown) => typeof key === 'string' && Buffer.from(key, 'base64').length === 32;
  if (!ring.keys?.[ring.current]) throw new Error('KEY_RING: "current" names no key of "keys"');
  const wrong = Object.entries(ring.keys).find(([, key]) => !is32Bytes(key));
  if (wrong) throw new Error(`KEY_RING: key ${wrong[0]} is not 32 bytes of base64`);
  if (!is32Bytes(ring.indexKey)) throw new Error('KEY_RING: "indexKey" is not 32 bytes of base64');
  if (Object.values(ring.keys).includes(ring.indexKey))
    throw new Error('KEY_RING: "indexKey" must not be one of "keys"');
  if (!ring.badgeSigningKey?.includes('PRIVATE KEY'))
    throw new Error('KEY_RING: "badgeSigningKey" is not a PEM private key');
  return ring;
}

/**
 * AES-256-GCM by field. A sealed value is: length of key id, key id, 12-byte IV, 16-byte tag, ciphertext. `note` hears of each
 * field that did not open.
 */
export function createPersonalData(ring: KeyRing, note: (field: SealedField) => void = () => undefined) {
  const keys = new Map(Object.entries(ring.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  const indexKey = Buffer.from(ring.indexKey, 'base64');

  const boundTo = (field: SealedField, keyId: string) =>
    Buffer.from(JSON.stringify([firstNames[field.table] ?? field.table, toSnakeCase(field.column), field.row, keyId]));
  const keyOf = (keyId: string) => {
    const key = keys.get(keyId);
    if (!key) throw new Error(`Key ${keyId} is not in the key ring`);
    return key;
  };

  function seal(field: SealedField, value: string | Buffer): Sealed {
    const keyId = ring.current;
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', keyOf(keyId), iv).setAAD(boundTo(field, keyId));
    const body = Buffer.concat([
      typeof value === 'string' ? cipher.update(value, 'utf8') : cipher.update(value),
      cipher.final(),
    ]);
    const id = Buffer.from(keyId);
    // The one place that seals.
    return Buffer.concat([Buffer.from([id.length]), id, iv, cipher.getAuthTag(), body]) as Sealed;
  }

  function decipher(field: SealedField, sealed: Sealed): Buffer {
    const idEnd = 1 + sealed.readUInt8(0);
    const keyId = sealed.toString('utf8', 1, idEnd);
    const tagStart = idEnd + ivBytes;
    const opening = createDecipheriv('aes-256-gcm', keyOf(keyId), sealed.subarray(idEnd, tagStart), {
      authTagLength: tagBytes,
    });
    opening.setAAD(boundTo(field, keyId)).setAuthTag(sealed.subarray(tagStart, tagStart + tagBytes));
    return Buffer.concat([opening.update(sealed.subarray(tagStart + tagBytes)), opening.final()]);
  }

  function openBytes(field: SealedField, sealed: Sealed): Buffer {
    try {
      return decipher(field, sealed);
    } catch (error) {
      note(field);
      throw new Unreadable(
        `${field.table}.${toSnakeCase(field.column)} of ${field.row} cannot be opened: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  }

  const open = (field: SealedField, sealed: Sealed): string => openBytes(field, sealed).toString('utf8');

  function openOr<T>(instead: T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Unreadable) return instead;
      throw error;
    }
  }

  return {
    seal,
    /** For what something is done with: a text is sent, a badge made, a secret compared. Throws `Unreadable`. */
    openBytes,
    open,
    /** For what is shown: a field that does not open shows as `unreadable`, and the rest of its row and its list beside it. */
    show: (field: SealedField, sealed: Sealed): string => openOr(unreadable, () => open(field, sealed)),
    /** The same of JSON, whose type is that of what was sealed there; `instead` is what shows. */
    showJson: <T>(field: SealedField, sealed: Sealed, instead: T): T =>
      openOr(instead, () => JSON.parse(open(field, sealed)) as T),
    /** Equal for equal input of the same kind, and useless without its key: what uniqueness and look-ups of personal data stand on. */
    blindIndex: (kind: string, normalised: string): Buffer =>
      createHmac('sha256', indexKey)
        .update(JSON.stringify(['v1', kind, normalised]))
        .digest(),
  };
}

/** For random secrets (tokens), which need no key: nobody can guess what was hashed. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
