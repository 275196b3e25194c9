import { randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import QRCode from 'qrcode';
import { createSecondFactors, type SecondFactor } from '../db/second-factor.ts';
import type { Store } from '../db/knex.ts';

/** As apps have it when nothing else is said: six digits of SHA-1, anew every half minute (RFC 6238). */
const period = 30;
/** How many steps an app's clock may be off, either way. */
const window = 1;
const recoveryCodeCount = 10;
const recoveryCodeLength = 16;
/** Without what looks alike. */
const letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

const totpOf = (secret: string, label: string) =>
  new TOTP({
    issuer: 'Expo registration',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: Secret.fromBase32(secret),
  });

/** The step of time that a code is of, within the window; undefined where it is of none. */
export function stepOf(secret: string, code: string, at = Date.now()): number | undefined {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: at, window });
  return delta === null ? undefined : Math.floor(at / 1000 / period) + delta;
}

const newRecoveryCode = () =>
  Array.from({ length: recoveryCodeLength }, () => letters[randomInt(letters.length)]).join('');
/** As people copy it; read without its hyphens. */
const inGroups = (code: string) => code.match(/.{4}/g)!.join('-');

/** A secret nobody has yet, as an app takes it: a link, its picture, and the codes for whoever loses the app. */
export async function newSecondFactor(login: string) {
  const secret = new Secret({ size: 20 }).base32;
  const recoveryCodes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
  const otpauthUrl = totpOf(secret, login).toString();
  return {
    secret,
    recoveryCodes,
    shown: {
      otpauthUrl,
      qr: await QRCode.toDataURL(otpauthUrl, { margin: 2 }),
      recoveryCodes: recoveryCodes.map(inGroups),
    },
  };
}

/** What was given beside a password. */
export interface GivenFactor {
  totp?: string | undefined;
  recoveryCode?: string | undefined;
}

/** Uses up what was given; false when it is wrong, or was used. */
export async function passesSecondFactor(
  store: Store,
  { secondFactorId, secret }: SecondFactor,
  { totp, recoveryCode }: GivenFactor,
): Promise<boolean> {
  const factors = createSecondFactors(store);
  if (totp === undefined) return recoveryCode !== undefined && factors.useRecoveryCode(secondFactorId, recoveryCode);
  const step = stepOf(secret, totp);
  return step !== undefined && factors.useStep(secondFactorId, step);
}
