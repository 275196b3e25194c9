import { Secret, URI, type TOTP } from 'otpauth';

const period = 30;

/** An app that makes codes, as a link sets it up. */
export function createAuthenticator(otpauthUrl: string) {
  const totp = URI.parse(otpauthUrl) as TOTP;
  return {
    label: totp.label,
    secret: totp.secret.base32,
    /** Of the step of time that is now, or so many later. */
    code: (steps = 0) => totp.generate({ timestamp: Date.now() + steps * period * 1000 }),
    /** Right by no secret within the window. */
    wrong(): string {
      const near = [-2, -1, 0, 1, 2].map((steps) => totp.generate({ timestamp: Date.now() + steps * period * 1000 }));
      return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))!;
    },
  };
}

/** The bytes of a secret, as they would lie in plain. */
export const secretBytes = (base32: string) => Buffer.from(Secret.fromBase32(base32).bytes);
