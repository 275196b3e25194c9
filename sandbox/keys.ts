import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface SandboxKeys {
  alipay: { appId: string; sellerId: string; privateKey: string; appPublicKey: string };
  sms: { accessKeyId: string; accessKeySecret: string };
  sf: { partnerId: string; checkword: string };
}

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');

function rsaPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function writeAtomically(file: string, value: object): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

function makeKeys(ours: string, merchants: string): void {
  const [app, alipay] = [rsaPair(), rsaPair()];
  const keys: SandboxKeys = {
    alipay: { appId: `2021${digits(12)}`, sellerId: `2088${digits(12)}`, privateKey: alipay.privateKey, appPublicKey: app.publicKey },
    sms: { accessKeyId: `LTAI${randomBytes(10).toString('hex')}`, accessKeySecret: randomBytes(15).toString('hex') },
    sf: { partnerId: `EXPO${digits(6)}`, checkword: randomBytes(16).toString('hex') },
  };
  // The merchant's file goes first and comes last: where it stands, both sides belong together.
  rmSync(merchants, { force: true });
  writeAtomically(ours, keys);
  writeAtomically(merchants, {
    ALIPAY_APP_ID: keys.alipay.appId,
    ALIPAY_SELLER_ID: keys.alipay.sellerId,
    ALIPAY_PRIVATE_KEY: app.privateKey,
    ALIPAY_PUBLIC_KEY: alipay.publicKey,
    SMS_ACCESS_KEY_ID: keys.sms.accessKeyId,
    SMS_ACCESS_KEY_SECRET: keys.sms.accessKeySecret,
    SF_PARTNER_ID: keys.sf.partnerId,
    SF_CHECKWORD: keys.sf.checkword,
  });
}

export type Keys = ReturnType<typeof openKeys>;

/** Both sides' credentials, made at the first start and kept: `sandbox.json` is the providers', `merchant.json` holds the merchant's settings. */
export function openKeys(dir: string) {
  mkdirSync(dir, { recursive: true });
  const [ours, merchants] = [join(dir, 'sandbox.json'), join(dir, 'merchant.json')];
  if (!existsSync(ours) || !existsSync(merchants)) makeKeys(ours, merchants);
  const { alipay, sms, sf } = JSON.parse(readFileSync(ours, 'utf8')) as SandboxKeys;
  return {
    alipay: { ...alipay, privateKey: createPrivateKey(alipay.privateKey), appPublicKey: createPublicKey(alipay.appPublicKey) },
    sms,
    sf,
  };
}
