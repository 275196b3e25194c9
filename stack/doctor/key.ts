import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SettingName } from '../../config.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { findingsOf, type Finding } from './finding.ts';
import type { Given } from './given.ts';

const { ok, wrong } = findingsOf('settings');

/** A PEM, or what stands between its lines: some platforms hand out the bare base64. */
function bytesOf(
  text: string,
  labels: string[],
): (string | { key: Buffer; format: 'der'; type: 'pkcs8' | 'pkcs1' | 'spki' })[] {
  if (text.includes('-----BEGIN')) return [text];
  const key = Buffer.from(text, 'base64');
  return labels.map((type) => ({ key, format: 'der', type: type as 'pkcs8' }));
}

function firstThatReads<T>(forms: T[], read: (form: T) => KeyObject): KeyObject | undefined {
  for (const form of forms) {
    try {
      return read(form);
    } catch {
      // Perhaps the next form.
    }
  }
  return undefined;
}

const privateKeyIn = (text: string) =>
  firstThatReads(bytesOf(text, ['pkcs8', 'pkcs1']), (form) => createPrivateKey(form as string));
/** Never the public half of a private key: that would be somebody's secret in the wrong place. */
const publicKeyIn = (text: string) =>
  text.includes('PRIVATE KEY')
    ? undefined
    : firstThatReads(bytesOf(text, ['spki', 'pkcs1']), (form) => createPublicKey(form as string));

const halfOf = (key: KeyObject) =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'pem' });
const isRsa = (key: KeyObject | undefined): key is KeyObject =>
  key?.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;

/** Each key that is given, by what it must be. */
export function keyFindings({ env, config, faults }: Given): Finding[] {
  const unread = new Set<string>(faults.map(({ name }) => name));
  const given = (name: SettingName) => (unread.has(name) ? undefined : (config[name] as string | undefined));
  const judged = (name: SettingName, judge: (text: string) => Finding): Finding[] => {
    const text = given(name);
    return text ? [judge(text)] : [];
  };
  const ourPublicKey = (text: string | undefined) => {
    const key = text ? privateKeyIn(text) : undefined;
    return key && halfOf(key);
  };
  const rsaPrivate = (name: SettingName, of: string) =>
    judged(name, (text) =>
      isRsa(privateKeyIn(text))
        ? ok(name, 'an RSA private key')
        : wrong(name, 'is no RSA private key of 2,048 bits or more', `give ${of}, as PEM`),
    );
  const rsaPublic = (name: SettingName, { of, ours }: { of: string; ours: SettingName }) =>
    judged(name, (text) => {
      const key = publicKeyIn(text);
      if (!isRsa(key)) return wrong(name, 'is no RSA public key', `give ${of}, as PEM`);
      return halfOf(key) === ourPublicKey(given(ours))
        ? wrong(name, `is our own, the public half of ${ours}`, `give ${of}`)
        : ok(name, 'an RSA public key, and not our own');
    });
  return [
    ...judged('KEY_RING', ringFinding),
    ...rsaPrivate('ALIPAY_PRIVATE_KEY', 'the private key whose public half the app has at Alipay'),
    ...rsaPublic('ALIPAY_PUBLIC_KEY', {
      of: 'Alipay’s public key (支付宝公钥, not 应用公钥) from the app’s page at Alipay',
      ours: 'ALIPAY_PRIVATE_KEY',
    }),
    ...rsaPrivate('WECHAT_MCH_PRIVATE_KEY', 'apiclient_key.pem of the merchant’s certificate'),
    ...rsaPublic('WECHAT_PUBLIC_KEY', {
      of: 'WeChat Pay’s public key (微信支付公钥) from the merchant platform',
      ours: 'WECHAT_MCH_PRIVATE_KEY',
    }),
    ...judged('WECHAT_API_V3_KEY', (text) =>
      Buffer.byteLength(text) === 32
        ? ok('WECHAT_API_V3_KEY', '32 bytes')
        : wrong(
            'WECHAT_API_V3_KEY',
            `has ${Buffer.byteLength(text)} bytes and not 32`,
            'give the 32 characters (letters and digits) that were set at the merchant platform',
          ),
    ),
    ...temporalCertificate(env),
  ];
}

function ringFinding(text: string): Finding {
  const mend = 'make a ring with npx expo keys:new; where something was sealed already, find the ring that sealed it';
  try {
    const ring = parseKeyRing(text);
    const key = privateKeyIn(ring.badgeSigningKey);
    if (key?.asymmetricKeyType !== 'ed25519')
      return wrong('KEY_RING', '"badgeSigningKey" is not an Ed25519 private key: no badge could be signed', mend);
    return ok(
      'KEY_RING',
      `${Object.keys(ring.keys).length} data keys, "${ring.current}" is current; badges are signed with Ed25519`,
    );
  } catch (error) {
    return wrong('KEY_RING', (error as Error).message.replace(/^KEY_RING:? /, ''), mend);
  }
}

/** The client's certificate for Temporal must be that of its key. */
function temporalCertificate(env: NodeJS.ProcessEnv): Finding[] {
  const of = (part: string) => {
    const [path, data] = [env[`TEMPORAL_TLS_CLIENT_${part}_PATH`], env[`TEMPORAL_TLS_CLIENT_${part}_DATA`]];
    return {
      name: `TEMPORAL_TLS_CLIENT_${part}_${path ? 'PATH' : 'DATA'}`,
      read: () => (path ? readFileSync(path) : Buffer.from(data!)),
      isGiven: Boolean(path ?? data),
    };
  };
  const [certificate, key] = [of('CERT'), of('KEY')];
  if (!certificate.isGiven && !key.isGiven) return [];
  const mend = 'give both as PEM: the certificate the server’s authority signed, and the key it was made for';
  try {
    const isPair = new X509Certificate(certificate.read()).checkPrivateKey(createPrivateKey(key.read()));
    return [
      isPair
        ? ok(certificate.name, 'the certificate of its private key')
        : wrong(certificate.name, `is not the certificate of ${key.name}`, mend),
    ];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return [wrong(certificate.name, `it or ${key.name} is no PEM, or cannot be read (${code ?? 'missing'})`, mend)];
  }
}
