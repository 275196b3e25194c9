import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from './x509.ts';

/** A key the platform signs with; merchants know it by its certificate's serial. */
interface PlatformKey {
  serial: string;
  privateKey: string;
  certificate: string;
}

interface WechatKeys {
  mchId: string;
  appId: string;
  mchSerial: string;
  mchPublicKey: string;
  apiV3Key: string;
  /** The last one signs; the one before is still listed. */
  platform: PlatformKey[];
}

interface SandboxKeys {
  wechat?: WechatKeys;
  alipay: { appId: string; sellerId: string; privateKey: string; appPublicKey: string };
  sms: { accessKeyId: string; accessKeySecret: string };
  sf: { partnerId: string; checkword: string };
}

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('');

/** A 2,048 bit pair in PEM. */
export function rsaPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function platformKey(): PlatformKey {
  const { publicKey, privateKey } = rsaPair();
  // A serial is a number: one that began with zeroes would be another, or none (DER takes no padding).
  const serial = `4${randomBytes(20).toString('hex').slice(1)}`.toUpperCase();
  const keys = { publicKey: createPublicKey(publicKey), privateKey: createPrivateKey(privateKey) };
  return { serial, privateKey, certificate: selfSigned({ serial, subject: 'Tenpay.com sign', ...keys }) };
}

function writeAtomically(file: string, value: object): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

function makeKeys(ours: string, merchants: string): void {
  const [app, alipay] = [rsaPair(), rsaPair()];
  const keys: SandboxKeys = {
    alipay: {
      appId: `2021${digits(12)}`,
      sellerId: `2088${digits(12)}`,
      privateKey: alipay.privateKey,
      appPublicKey: app.publicKey,
    },
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

/** WeChat's side of the keys and the merchant's; a directory from before it knew WeChat gets them beside what is there. */
function addWechat(ours: string, merchants: string): WechatKeys {
  const merchant = rsaPair();
  const wechat: WechatKeys = {
    mchId: `16${digits(8)}`,
    appId: `wx${randomBytes(8).toString('hex')}`,
    mchSerial: randomBytes(20).toString('hex').toUpperCase(),
    mchPublicKey: merchant.publicKey,
    apiV3Key: randomBytes(16).toString('hex'),
    platform: [platformKey()],
  };
  writeAtomically(ours, { ...(read(ours) as object), wechat });
  writeAtomically(merchants, {
    ...(read(merchants) as object),
    WECHAT_MCH_ID: wechat.mchId,
    WECHAT_APP_ID: wechat.appId,
    WECHAT_MCH_SERIAL: wechat.mchSerial,
    WECHAT_MCH_PRIVATE_KEY: merchant.privateKey,
    WECHAT_API_V3_KEY: wechat.apiV3Key,
  });
  return wechat;
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

export type Keys = ReturnType<typeof openKeys>;

/** Both sides' credentials, made at the first start and kept: `sandbox.json` is the providers', `merchant.json` holds the merchant's settings. */
export function openKeys(dir: string) {
  mkdirSync(dir, { recursive: true });
  const [ours, merchants] = [join(dir, 'sandbox.json'), join(dir, 'merchant.json')];
  if (!existsSync(ours) || !existsSync(merchants)) makeKeys(ours, merchants);
  const { alipay, sms, sf, ...rest } = read(ours) as SandboxKeys;
  const known =
    (read(merchants) as Record<string, unknown>).WECHAT_MCH_ID === rest.wechat?.mchId ? rest.wechat : undefined;
  const wechat = known ?? addWechat(ours, merchants);
  return {
    wechat: {
      ...wechat,
      mchPublicKey: createPublicKey(wechat.mchPublicKey),
      /** A new key signs from now on. */
      rotate(): void {
        wechat.platform.splice(0, wechat.platform.length, ...wechat.platform.slice(-1), platformKey());
        writeAtomically(ours, { ...(read(ours) as object), wechat });
      },
    },
    alipay: {
      ...alipay,
      privateKey: createPrivateKey(alipay.privateKey),
      appPublicKey: createPublicKey(alipay.appPublicKey),
    },
    sms,
    sf,
  };
}
