import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { KeyRing } from './key-ring.ts';

/** Whose data is sealed: a registration's (by its id, or its unit's), or nobody's in particular. */
export type Owner = string;
export const nobody: Owner = '00000000-0000-0000-0000-000000000000';

/** Asks the database where the statement runs whose values are sealed or opened: on its connection, in its transaction. */
export type Ask = <R extends object>(sql: string, bindings: readonly unknown[]) => Promise<R[]>;

export interface DataKey {
  id: string;
  key: Buffer;
}

/** One that is not destroyed, and which key of the ring wraps it. */
interface WrappedKey {
  id: string;
  owner: Owner;
  ringKey: string;
  wrapped: Buffer;
}

interface KeyRow {
  data_key_id: string;
  owner: Owner;
  ring_key: string;
  wrapped_key: Buffer | null;
}

/** The data of somebody whose key is destroyed is gone: nothing is sealed for them any more. */
export class KeyDestroyed extends Error {
  override name = 'KeyDestroyed';
}

/** A key that does not come out of its wrapping: the ring's key is missing, or its bytes are damaged. */
export class KeyUnusable extends Error {
  override name = 'KeyUnusable';
}

/** How long a process may remember a key that was destroyed meanwhile. */
const rememberedMs = 60_000;
const mostRemembered = 20_000;
const ivBytes = 12;
const tagBytes = 16;
const columns = 'data_key_id, owner, ring_key, wrapped_key';

/** The bytes of `text` under `key`, bound to `about`: IV, tag, ciphertext. */
export function encipher(key: Buffer, about: Buffer, text: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(about);
  const body = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Throws where they are not what `encipher` made under that key and bound to that. */
export function decipher(key: Buffer, about: Buffer, bytes: Buffer): Buffer {
  const bodyStart = ivBytes + tagBytes;
  const opening = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
  opening.setAAD(about).setAuthTag(bytes.subarray(ivBytes, bodyStart));
  return Buffer.concat([opening.update(bytes.subarray(bodyStart)), opening.final()]);
}

const boundTo = (id: string, owner: Owner, ringKeyId: string) =>
  Buffer.from(JSON.stringify(['data_keys', id, owner, ringKeyId]));

/** One data key by each of the ring's keys that wrapped any. */
export const aDataKeyOfEach = `SELECT DISTINCT ON (ring_key) data_key_id AS "dataKeyId", owner, ring_key AS "ringKey", wrapped_key AS "wrappedKey"
  FROM data_keys WHERE destroyed_at IS NULL ORDER BY ring_key, made_at`;
export interface DataKeyOfRing {
  dataKeyId: string;
  owner: Owner;
  ringKey: string;
  wrappedKey: Buffer;
}

/** Ids of the keys that wrapped what a database has and are not in a ring, or are there with other bytes: another ring's, of the same name. */
export function keysNotOf(ring: KeyRing, rows: readonly DataKeyOfRing[]): string[] {
  const keys = new Map(Object.entries(ring.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  return rows.flatMap(({ dataKeyId: id, owner, ringKey: by, wrappedKey: wrapped }) => {
    try {
      decipher(keys.get(by)!, boundTo(id, owner, by), wrapped);
      return [];
    } catch {
      return [by];
    }
  });
}

/**
 * The keys that seal: one a registration, wrapped by the ring. To seal, the database is asked each time, so that no key is used that
 * is destroyed or was never committed; to open, what was read is remembered for a minute.
 */
export function createDataKeys(ring: KeyRing) {
  const ringKeys = new Map(Object.entries(ring.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  const remembered = new Map<string, { key: Buffer | null; at: number }>();

  function ringKey(id: string): Buffer {
    const key = ringKeys.get(id);
    if (!key) throw new Error(`Key ${id} is not in the key ring`);
    return key;
  }
  const unwrap = ({ data_key_id: id, owner, ring_key: by, wrapped_key: wrapped }: KeyRow) =>
    wrapped && decipher(ringKey(by), boundTo(id, owner, by), wrapped);
  const wrap = (id: string, owner: Owner, key: Buffer) =>
    encipher(ringKey(ring.current), boundTo(id, owner, ring.current), key);

  function usable(row: KeyRow): Buffer | null {
    try {
      return unwrap(row);
    } catch (error) {
      throw new KeyUnusable(`data key ${row.data_key_id} cannot be unwrapped: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  async function ofOwner(owner: Owner, ask: Ask): Promise<KeyRow> {
    const find = async () => (await ask<KeyRow>(`SELECT ${columns} FROM data_keys WHERE owner = ?`, [owner]))[0];
    const found = await find();
    if (found) return found;
    const id = randomUUID();
    await ask(
      'INSERT INTO data_keys (data_key_id, owner, ring_key, wrapped_key) VALUES (?, ?, ?, ?) ON CONFLICT (owner) DO NOTHING',
      [id, owner, ring.current, wrap(id, owner, randomBytes(32))],
    );
    return (await find())!;
  }

  return {
    ringKey,

    /** Makes one where the owner has none yet, in the transaction that seals. Throws `KeyDestroyed`, `KeyUnusable`. */
    async toSeal(owner: Owner, ask: Ask): Promise<DataKey> {
      const row = await ofOwner(owner, ask);
      const key = usable(row);
      if (!key) throw new KeyDestroyed(`The data of ${owner} is erased`);
      return { id: row.data_key_id, key };
    },

    /** Reads those of the keys that are not remembered, or no longer. A key whose ring key is missing stays unknown. */
    async learn(ids: Iterable<string>, ask: Ask): Promise<void> {
      const since = Date.now() - rememberedMs;
      const unknown = [...new Set(ids)].filter((id) => !((remembered.get(id)?.at ?? -Infinity) > since));
      if (unknown.length === 0) return;
      if (remembered.size + unknown.length > mostRemembered)
        for (const [id, { at }] of remembered) if (at <= since && !unknown.includes(id)) remembered.delete(id);
      const rows = await ask<KeyRow>(`SELECT ${columns} FROM data_keys WHERE data_key_id = ANY(?)`, [unknown]);
      // What is remembered stays until it is known anew: somebody may be about to open with it.
      for (const row of rows)
        try {
          remembered.set(row.data_key_id, { key: unwrap(row), at: Date.now() });
        } catch {
          // Not in this ring, or not by the key that bears its name there: what it sealed does not open.
        }
    },

    /** One that was learnt; null when it is destroyed, undefined when nobody knows it. */
    toOpen: (id: string): Buffer | null | undefined => remembered.get(id)?.key,

    /** The same key under the ring's current one. Throws where it does not come out of its wrapping. */
    rewrap({ id, owner, ringKey: by, wrapped }: WrappedKey): Buffer {
      return wrap(id, owner, decipher(ringKey(by), boundTo(id, owner, by), wrapped));
    },
  };
}

export type DataKeys = ReturnType<typeof createDataKeys>;
