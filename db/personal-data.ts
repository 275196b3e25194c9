import { createHash, createHmac, randomBytes } from 'node:crypto';
import { erased, unreadable } from '../domain/unreadable.ts';
import { toSnakeCase } from './column-name.ts';
import {
  decipher,
  encipher,
  type Ask,
  type DataKey,
  type DataKeys,
  type Owner,
  KeyDestroyed,
  nobody,
} from './data-key.ts';
import type { KeyRing } from './key-ring.ts';
import type { Sealed } from './table.ts';
import type { SealedColumns } from './tables.ts';

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

/** A stored value that does not open where it stands: its key is not to be had, or it is not what was sealed there. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** A stored value whose key was destroyed on purpose. */
export class Erased extends Unreadable {
  override name = 'Erased';
}

/** A blind index, and the id of the ring's key that made it. */
export interface BlindIndex {
  key: string;
  index: Buffer;
}

export type PersonalData = ReturnType<typeof createPersonalData>;

/** Before the id of a data key; what the ring itself sealed once begins with the length of that key's id. */
const byDataKey = 0;
const headBytes = 17;
const least = headBytes + 28;

/** What a table was called when it was first sealed in: its values stay bound to that. */
const firstNames: Partial<Record<SealedField['table'], string>> = {
  previous_edition_accounts: 'first_edition_accounts',
};

const boundTo = (field: SealedField, keyId: string) =>
  Buffer.from(JSON.stringify([firstNames[field.table] ?? field.table, toSnakeCase(field.column), field.row, keyId]));

function sealedBy(dataKeyId: string, body: Buffer): Sealed {
  const id = Buffer.from(dataKeyId.replaceAll('-', ''), 'hex');
  // The one place where sealed bytes come to be.
  return Buffer.concat([Buffer.of(byDataKey), id, body]) as Sealed;
}

/** What is to be sealed: it becomes bytes where it is sent to the database, with the key its owner has there; nothing else reads it. */
class ToSeal {
  readonly #field: SealedField;
  readonly #value: Buffer;
  readonly owner: Owner;
  /** Whether nobody's key will do where the owner's is destroyed: of what happens afterwards. */
  readonly outlives: boolean;

  constructor(field: SealedField, value: string | Buffer, owner: Owner, outlives: boolean) {
    this.outlives = outlives;
    this.#field = field;
    this.#value = Buffer.from(value as string);
    this.owner = owner;
  }

  by({ id, key }: DataKey): Sealed {
    return sealedBy(id, encipher(key, boundTo(this.#field, id), this.#value));
  }

  toPostgres(): never {
    throw new Error(`${this.#field.table}.${this.#field.column}: nothing is sealed on a connection without keys`);
  }

  toJSON(): string {
    return 'to be sealed';
  }
}

const isSealed = (bytes: unknown): bytes is Sealed =>
  Buffer.isBuffer(bytes) && bytes.length >= least && bytes[0] === byDataKey;

function dataKeyIdOf(sealed: Sealed): string {
  const hex = sealed.toString('hex', 1, headBytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What stands for a value whose owner's key was destroyed: it opens for nobody, and says so. */
export const erasedBy = (dataKeyId: string): Sealed => sealedBy(dataKeyId, randomBytes(least - headBytes));

/** What a connection does for personal data: seals what is sent, and has the keys of what is read. */
export function createSealing(keys: DataKeys) {
  return {
    /** The values of a statement, those to be sealed as bytes. */
    async seal(values: readonly unknown[], ask: Ask): Promise<unknown[]> {
      const byOwner = new Map<Owner, DataKey>();
      const keyOf = async ({ owner, outlives }: ToSeal): Promise<DataKey> =>
        byOwner.get(owner) ??
        keys.toSeal(owner, ask).catch((error: unknown) => {
          if (outlives && error instanceof KeyDestroyed) return keys.toSeal(nobody, ask);
          throw error;
        });
      const sealed: unknown[] = [];
      // One after the other: they share a connection.
      for (const value of values)
        if (value instanceof ToSeal) {
          const key = await keyOf(value);
          byOwner.set(value.owner, key);
          sealed.push(value.by(key));
        } else sealed.push(value);
      return sealed;
    },

    /** So that what is sealed in these can be opened. */
    learn: (values: Iterable<unknown>, ask: Ask): Promise<void> =>
      keys.learn([...values].filter(isSealed).map(dataKeyIdOf), ask),
  };
}

export type Sealing = ReturnType<typeof createSealing>;

/** AES-256-GCM by field. `note` hears of each field that did not open, but for those that are erased. */
export function createPersonalData(
  ring: KeyRing,
  keys: DataKeys,
  note: (field: SealedField) => void = () => undefined,
) {
  const { current, keys: indexKeys } = ring.index;
  const indexBy = (key: string, kind: string, normalised: string): Buffer =>
    createHmac('sha256', Buffer.from(indexKeys[key]!, 'base64'))
      .update(JSON.stringify(['v1', kind, normalised]))
      .digest();
  const indexKeyIds = [current, ...Object.keys(indexKeys).filter((key) => key !== current)];

  function openOne(field: SealedField, sealed: Sealed): Buffer {
    if (sealed[0] !== byDataKey) {
      const idEnd = 1 + sealed.readUInt8(0);
      const keyId = sealed.toString('utf8', 1, idEnd);
      return decipher(keys.ringKey(keyId), boundTo(field, keyId), sealed.subarray(idEnd));
    }
    const id = dataKeyIdOf(sealed);
    const key = keys.toOpen(id);
    if (key === null) throw new Erased(`${field.table}.${toSnakeCase(field.column)} of ${field.row} is erased`);
    if (!key) throw new Error(`data key ${id} is not to be had`);
    return decipher(key, boundTo(field, id), sealed.subarray(headBytes));
  }

  function openBytes(field: SealedField, sealed: Sealed): Buffer {
    try {
      return openOne(field, sealed);
    } catch (error) {
      if (error instanceof Erased) throw error;
      note(field);
      throw new Unreadable(
        `${field.table}.${toSnakeCase(field.column)} of ${field.row} cannot be opened: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }

  const open = (field: SealedField, sealed: Sealed): string => openBytes(field, sealed).toString('utf8');

  function openOr<T>(instead: (marker: string) => T, read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Unreadable) return instead(error instanceof Erased ? erased : unreadable);
      throw error;
    }
  }

  return {
    /** For a statement: sealed with its owner's key as it is sent. */
    // Whoever reads it finds no bytes; the connection puts them in its place.
    seal: (field: SealedField, value: string | Buffer, owner: Owner, { outlives = false } = {}): Sealed =>
      new ToSeal(field, value, owner, outlives) as unknown as Sealed,
    /** For what something is done with: a text is sent, a badge made, a secret compared. Throws `Unreadable`. */
    openBytes,
    open,
    /** For what is shown: a field that does not open shows as `unreadable`, one that is no more as `erased`, and the rest of its row and its list beside it. */
    show: (field: SealedField, sealed: Sealed): string =>
      openOr(
        (marker) => marker,
        () => open(field, sealed),
      ),
    /** The same of JSON, whose type is that of what was sealed there; `instead` is what shows, of the marker. */
    showJson: <T>(field: SealedField, sealed: Sealed, instead: (marker: string) => T): T =>
      openOr(instead, () => JSON.parse(open(field, sealed)) as T),
    /** Equal for equal input of the same kind, for as long as the ring's current key is; useless without it. */
    blindIndex: (kind: string, normalised: string): Buffer => indexBy(current, kind, normalised),
    /** The id of that key. */
    indexKey: current,
    /** The ids of all, that one first. */
    indexKeys: indexKeyIds,
    /** The same by each key of the ring, the current one first: whoever shares a key of it finds what another made. */
    blindIndexes: (kind: string, normalised: string): BlindIndex[] =>
      indexKeyIds.map((key) => ({ key, index: indexBy(key, kind, normalised) })),
  };
}

/** For random secrets (tokens), which need no key: nobody can guess what was hashed. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
