/**
 * What personal data stands on, outside the database. `keys` wrap data keys (the newest is `current`, the others still unwrap what
 * they wrapped); `index` serves only blind indexes, by each of its keys where a person is to be one (README, Personal data: how keys
 * are rotated); the badge's key signs.
 */
export interface KeyRing {
  current: string;
  keys: Record<string, string>;
  index: { current: string; keys: Record<string, string> };
  badgeSigningKey: string;
}

/** Rings once had one index key, without an id. */
interface FormerKeyRing extends Omit<KeyRing, 'index'> {
  index?: KeyRing['index'];
  indexKey?: string;
}

const is32Bytes = (key: unknown) => typeof key === 'string' && Buffer.from(key, 'base64').length === 32;

function assertKeys(name: string, current: string, keys: Record<string, string> | undefined): void {
  if (!keys?.[current]) throw new Error(`KEY_RING: "current" names no key of "${name}"`);
  const wrong = Object.entries(keys).find(([, key]) => !is32Bytes(key));
  if (wrong) throw new Error(`KEY_RING: key ${wrong[0]} is not 32 bytes of base64`);
}

/** Reads a key ring from its JSON text; says what is wrong with it without quoting it. */
export function parseKeyRing(text: string | undefined): KeyRing {
  if (!text) throw new Error('KEY_RING (or KEY_RING_FILE) is missing: personal data cannot be stored without it');
  let given: FormerKeyRing;
  try {
    // Looked at right below.
    given = JSON.parse(text) as FormerKeyRing;
  } catch {
    throw new Error('KEY_RING is not JSON');
  }
  const {
    indexKey,
    index = indexKey === undefined ? undefined : { current: 'i1', keys: { i1: indexKey } },
    ...ring
  } = given;
  assertKeys('keys', ring.current, ring.keys);
  if (!index) throw new Error('KEY_RING: "index" is missing');
  assertKeys('index.keys', index.current, index.keys);
  if (Object.values(index.keys).some((key) => Object.values(ring.keys).includes(key)))
    throw new Error('KEY_RING: a key of "index" must not be one of "keys"');
  if (new Set(Object.values(index.keys)).size < Object.keys(index.keys).length)
    throw new Error('KEY_RING: two keys of "index" are the same');
  if (!ring.badgeSigningKey?.includes('PRIVATE KEY'))
    throw new Error('KEY_RING: "badgeSigningKey" is not a PEM private key');
  return { ...ring, index };
}
