import { ofDatabase, ofTemporal, type Broken, type Line } from './doctor-broken.ts';
import { strangePair } from './doctor-set-up.ts';

export const brokenProviders: Broken[] = [
  {
    given: 'keys and accounts that the providers do not know',
    env: async (setUp) => ({
      ALIPAY_PRIVATE_KEY: strangePair().privateKey,
      WECHAT_MCH_SERIAL: '0'.repeat(40),
      SMS_ACCESS_KEY_SECRET: 'not the secret of it',
      SF_PARTNER_ID: 'NOBODY',
      ...(await setUp.s3()),
      PHOTO_S3_SECRET_ACCESS_KEY: 'not the secret of it',
    }),
    lines: [
      [
        'wrong',
        'providers alipay',
        /signature is not that of the key it knows \(invalid-signature\)/,
        /upload the public half of ALIPAY_PRIVATE_KEY/,
      ],
      ['wrong', 'providers wechat', /\(SIGN_ERROR\)/, /serial WECHAT_MCH_SERIAL/],
      ['wrong', 'providers fapiao', /\(SIGN_ERROR\)/, /serial WECHAT_MCH_SERIAL/],
      ['wrong', 'providers sms', /\(SignatureDoesNotMatch\)/, /secret of SMS_ACCESS_KEY_ID/],
      ['wrong', 'providers courier', /no such account \(A1004\)/, /correct SF_PARTNER_ID/],
      ['wrong', 'providers photos', /\(SignatureDoesNotMatch\)/, /secret of PHOTO_S3_ACCESS_KEY_ID/],
    ],
  },
  {
    given: 'other accounts and keys that the providers do not know',
    env: async (setUp) => ({
      ALIPAY_APP_ID: '2021000000000000',
      WECHAT_API_V3_KEY: '0'.repeat(32),
      SMS_ACCESS_KEY_ID: 'LTAInobody',
      SF_CHECKWORD: 'not the checkword',
      ...(await setUp.s3()),
      PHOTO_S3_BUCKET: 'elsewhere',
    }),
    lines: [
      ['wrong', 'providers alipay', /no such account \(invalid-app-id\)/, /correct ALIPAY_APP_ID/],
      ['wrong', 'providers wechat', /seals for us does not open \(certificates_sealed\)/, /WECHAT_API_V3_KEY must be/],
      ['wrong', 'providers fapiao', /seals for us does not open/, /WECHAT_API_V3_KEY must be/],
      ['wrong', 'providers sms', /no such account \(InvalidAccessKeyId\.NotFound\)/, /correct SMS_ACCESS_KEY_ID/],
      ['wrong', 'providers courier', /\(A1006\)/, /SF_CHECKWORD must be/],
      ['wrong', 'providers photos', /\(NoSuchBucket\)/, /make the bucket/],
    ],
  },
  {
    given: 'a stranger’s public key for the platform’s, and a folder for photos that is a file',
    env: (setUp) => ({
      WECHAT_PUBLIC_KEY_ID: setUp.stage.sandbox.keys.wechat.platform.at(-1)!.serial,
      WECHAT_PUBLIC_KEY: strangePair().publicKey,
      PHOTO_DIR: setUp.file('no-folder', ''),
    }),
    lines: [
      [
        'wrong',
        'providers wechat',
        /not signed by the key we know it by \(EV3_RES_HEADER_SIGNATURE_DIGEST\)/,
        /WECHAT_PUBLIC_KEY_ID as the merchant platform shows/,
      ],
      ['wrong', 'providers fapiao', /not signed by the key/, /WECHAT_PUBLIC_KEY/],
      ['wrong', 'providers photos', /ENOTDIR|EEXIST/, /PHOTO_DIR .* must be a folder that API and worker may write/],
    ],
  },
  {
    given: 'whoever is asked takes the question and never answers',
    env: async (setUp) => {
      const port = await setUp.mute();
      const names = ['ALIPAY', 'WECHAT', 'SMS', 'SF'].map((name) => [`${name}_ENDPOINT`, `http://127.0.0.1:${port}`]);
      return {
        ...Object.fromEntries(names),
        DATABASE_URL: `postgres://a:the-password-of-it@127.0.0.1:${port}/b`,
        TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
      };
    },
    lines: [
      ['wrong', 'database reach', /cannot be used: .*(timeout|no answer)/, /PostgreSQL runs there/],
      ['wrong', 'temporal reach', /cannot be used/, /TEMPORAL_ADDRESS names it/],
      ...['alipay', 'wechat', 'fapiao', 'sms', 'courier'].map((name): Line => [
        'wrong',
        `providers ${name}`,
        /no answer that is one|no answer in/,
        /_ENDPOINT/,
      ]),
    ],
    without: [...ofDatabase, ...ofTemporal],
  },
];
