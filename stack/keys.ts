import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A new ring, as text; `name` ends the ids of its keys, so that no other ring has keys of these. */
export function newKeyRing(name = '1'): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({
    current: `k${name}`,
    keys: { [`k${name}`]: randomBytes(32).toString('base64') },
    index: { current: `i${name}`, keys: { [`i${name}`]: randomBytes(32).toString('base64') } },
    badgeSigningKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  });
}

/** Makes the ring of a local stack once and keeps it; who loses the file loses what it encrypted. */
export const ensureKeyRing = (keyDir: string): string =>
  ensureSecret(join(keyDir, 'key-ring.json'), () => newKeyRing());

/** A password of the embedded Postgres, made once: its superuser's, or the login's that API and worker use. */
export function ensurePostgresPassword(keyDir: string, of: 'postgres' | 'service'): string {
  return readFileSync(
    ensureSecret(join(keyDir, `${of}-password`), () => randomBytes(24).toString('hex')),
    'utf8',
  ).trim();
}

function ensureSecret(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
  return file;
}
