import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, compactVerify } from 'jose';

/** What a badge's QR code claims: which badge it is, and nothing about its holder. */
export interface BadgeClaims {
  badgeNo: string;
  edition: string;
  badgeType: string;
}

/** Signs badges' QR codes; the same badge always gets the same token. */
export interface BadgeSigner {
  sign(badge: BadgeClaims): Promise<string>;
}

const alg = 'EdDSA';

/** A signer with an Ed25519 key (PKCS #8, PEM). Throws on a key of another kind. */
export function createBadgeSigner({ privateKeyPem }: { privateKeyPem: string }): BadgeSigner {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`the badge key must be Ed25519, not ${key.asymmetricKeyType}`);
  const kid = calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }));
  return {
    async sign({ badgeNo, edition, badgeType }) {
      // Named one by one: their order is part of what is signed, and nothing else of the caller's object may enter a QR code.
      const payload = Buffer.from(JSON.stringify({ badgeNo, edition, badgeType }));
      return new CompactSign(payload).setProtectedHeader({ alg, kid: await kid }).sign(key);
    },
  };
}

/** The claims of a token signed with this key's private half; rejects a forged, altered or otherwise signed one. */
export async function verifyBadgeToken(publicKey: KeyObject, token: string): Promise<BadgeClaims> {
  const { payload } = await compactVerify(token, publicKey, { algorithms: [alg] });
  return JSON.parse(Buffer.from(payload).toString()) as BadgeClaims;
}
