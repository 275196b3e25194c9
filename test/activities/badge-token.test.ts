import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import { createBadgeSigner, verifyBadgeToken } from '../../activities/badge-token.ts';

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { publicKey, privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const badge = { badgeNo: '20190200017', edition: '2', badgeType: 'vip' };

describe('badge token', () => {
  it('given a badge, when signed, then its key verifies it and gives the badge back', async () => {
    const { privateKeyPem, publicKey } = newKey();
    const token = await createBadgeSigner({ privateKeyPem }).sign(badge);
    assert.deepEqual(await verifyBadgeToken(publicKey, token), badge);
    const kid = await calculateJwkThumbprint(createPublicKey(privateKeyPem).export({ format: 'jwk' }));
    assert.deepEqual(decodeProtectedHeader(token), { alg: 'EdDSA', kid });
  });

  it('given the same badge with its fields in another order and more of them, when signed again, then the token is the same', async () => {
    const { privateKeyPem } = newKey();
    const token = await createBadgeSigner({ privateKeyPem }).sign(badge);
    const more = { badgeType: 'vip', name: '王伟', edition: '2', badgeNo: '20190200017' };
    assert.equal(await createBadgeSigner({ privateKeyPem }).sign(more), token);
    assert.notEqual(await createBadgeSigner({ privateKeyPem }).sign({ ...badge, edition: '3' }), token);
  });

  it('given a token, when any part of it is altered, then it is rejected', async () => {
    const { privateKeyPem, publicKey } = newKey();
    const token = await createBadgeSigner({ privateKeyPem }).sign(badge);
    const [header = '', , signature = ''] = token.split('.');
    const upgraded = Buffer.from(JSON.stringify({ ...badge, badgeNo: '20190200018' })).toString('base64url');
    await assert.rejects(verifyBadgeToken(publicKey, `${header}.${upgraded}.${signature}`));
    // The last character is left out: some of its bits are padding.
    for (let at = 0; at < token.length - 1; at += 7) {
      const altered = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      await assert.rejects(verifyBadgeToken(publicKey, altered), `at ${at}`);
    }
    for (const text of ['', 'a.b.c', token.split('.').slice(0, 2).join('.')])
      await assert.rejects(verifyBadgeToken(publicKey, text));
  });

  it('given a token of another key or algorithm, when verified, then it is rejected', async () => {
    const { privateKeyPem, publicKey } = newKey();
    await assert.rejects(verifyBadgeToken(newKey().publicKey, await createBadgeSigner({ privateKeyPem }).sign(badge)));
    const payload = Buffer.from(JSON.stringify(badge));
    const secret = publicKey.export({ type: 'spki', format: 'der' });
    await assert.rejects(
      verifyBadgeToken(publicKey, await new CompactSign(payload).setProtectedHeader({ alg: 'HS256' }).sign(secret)),
      /alg/,
    );
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload.toString('base64url')}.`;
    await assert.rejects(verifyBadgeToken(publicKey, none), /alg/);
  });

  it('given a key of another kind, when a signer is made of it, then it throws', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    assert.throws(() => createBadgeSigner({ privateKeyPem }), /Ed25519, not ec/);
  });
});
