import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ofDatabase, ofTemporal, closed, type Broken, type Line } from './doctor-broken.ts';
import { strangePair, type SetUp } from './doctor-set-up.ts';

const ringOf = (setUp: SetUp, change: object) =>
  JSON.stringify({ ...JSON.parse(readFileSync(setUp.healthy['KEY_RING_FILE']!, 'utf8')), ...change });

export const brokenSettings: Broken[] = [
  {
    given: 'settings that are malformed, misspelt, given twice, and a file that everybody reads',
    env: (setUp) => ({
      PORT: '80 80',
      TRUSTED_PROXIES: 'proxy.example',
      TEMPRAL_ADDRESS: 'temporal.example:7233',
      SMS_SIGNNAME: '进博会',
      KEY_RING: readFileSync(setUp.healthy['KEY_RING_FILE']!, 'utf8'),
      SF_CHECKWORD: undefined,
      SF_CHECKWORD_FILE: setUp.file('checkword', setUp.healthy['SF_CHECKWORD']!, 0o644),
      ALIPAY_PRIVATE_KEY: undefined,
      ALIPAY_PRIVATE_KEY_FILE: '/nowhere/alipay.pem',
    }),
    lines: [
      [
        'wrong',
        'settings ALIPAY_PRIVATE_KEY',
        /ALIPAY_PRIVATE_KEY_FILE=.* cannot be read \(ENOENT\)/,
        /ALIPAY_PRIVATE_KEY_FILE there/,
      ],
      ['wrong', 'settings PORT', /expected number/i, /correct PORT/],
      ['wrong', 'settings TRUSTED_PROXIES', /neither an address, a network/, /10\.0\.0\.0\/8/],
      ['warn', 'settings TEMPRAL_ADDRESS', /is no setting/, /call it TEMPORAL_ADDRESS/],
      ['wrong', 'settings SMS_SIGNNAME', /is no setting/, /call it SMS_SIGN_NAME/],
      ['warn', 'settings SF_CHECKWORD_FILE', /every account .* may read/, /^chmod 600 .*checkword$/],
      ['wrong', 'settings KEY_RING', /given twice: KEY_RING counts/, /take KEY_RING or KEY_RING_FILE away/],
      ['wrong', 'providers alipay', /settings are missing/, /give ALIPAY_PRIVATE_KEY$/],
    ],
    without: [
      'settings values',
      'settings names',
      'settings files',
      'settings contradictions',
      'settings ALIPAY_PRIVATE_KEY',
    ],
  },
  {
    given: 'a production with a demo, without limits, in the clear, with half of WeChat Pay and two places for photos',
    env: async (setUp) => ({
      NODE_ENV: 'production',
      DEMO: 'yes',
      RATE_LIMITS: 'off',
      PUBLIC_URL: 'http://expo.example',
      WECHAT_ENDPOINT: undefined,
      ...(await setUp.s3()),
      PHOTO_DIR: setUp.dir,
      DATABASE_URL: closed,
      KEY_RING_FILE: setUp.file('open-ring.json', ringOf(setUp, {}), 0o644),
    }),
    lines: [
      ['wrong', 'settings RATE_LIMITS', /RATE_LIMITS=off is refused/, /leave RATE_LIMITS away/],
      ['wrong', 'settings DEMO', /DEMO=yes is refused/, /leave DEMO away/],
      ['wrong', 'settings KEY_RING_FILE', /every account/, /^chmod 600 .*open-ring\.json$/],
      ['warn', 'settings WECHAT_ENDPOINT', /neither WeChat Pay nor invoices/, /give WECHAT_ENDPOINT/],
      ['wrong', 'settings PHOTO_DIR', /photos would be in two places/, /PHOTO_DIR or all PHOTO_S3_\* away/],
      ['wrong', 'settings WECHAT_ENDPOINT', /is missing beside WECHAT_MCH_ID, /, /give WECHAT_ENDPOINT/],
      ['wrong', 'settings PUBLIC_URL', /http:\/\/expo\.example is not https/, /https address/],
      ...['ALIPAY', 'SMS', 'SF', 'PHOTO_S3'].map((name): Line => [
        'warn',
        `settings ${name}_ENDPOINT`,
        /is this machine, in production/,
        /provider’s own/,
      ]),
      ['wrong', 'database reach', /127\.0\.0\.1:1\/none cannot be used: .*ECONNREFUSED/, /PostgreSQL runs there/],
    ],
    without: ['settings values', 'settings files', 'settings missing', 'settings contradictions', ...ofDatabase],
  },
  {
    given: 'nothing but production',
    env: (setUp) => ({
      ...Object.fromEntries(Object.keys(setUp.healthy).map((name) => [name, undefined])),
      NODE_ENV: 'production',
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      PHOTO_DIR: setUp.healthy['PHOTO_DIR'],
    }),
    lines: [
      ...[
        'DATABASE_URL',
        'KEY_RING',
        'PUBLIC_URL',
        'ALIPAY_ENDPOINT',
        'ALIPAY_APP_ID',
        'ALIPAY_SELLER_ID',
        'ALIPAY_PRIVATE_KEY',
        'ALIPAY_PUBLIC_KEY',
        'SMS_ENDPOINT',
        'SMS_ACCESS_KEY_ID',
        'SMS_ACCESS_KEY_SECRET',
        'SF_ENDPOINT',
        'SF_PARTNER_ID',
        'SF_CHECKWORD',
      ].map((name): Line => ['wrong', `settings ${name}`, /is missing/, /give|make/]),
      ['warn', 'settings WECHAT_ENDPOINT', /is missing/],
      ['wrong', 'database reach', /not asked/, /give DATABASE_URL/],
      ['wrong', 'temporal reach', /127\.0\.0\.1:1 cannot be used/, /TEMPORAL_ADDRESS names it/],
      ...['alipay', 'sms', 'courier'].map((name): Line => ['wrong', `providers ${name}`, /not asked/, /give /]),
    ],
    without: [
      'settings missing',
      'settings KEY_RING',
      'settings ALIPAY_PRIVATE_KEY',
      'settings ALIPAY_PUBLIC_KEY',
      'settings WECHAT_MCH_PRIVATE_KEY',
      'settings WECHAT_API_V3_KEY',
      ...ofDatabase,
      ...ofTemporal,
    ],
  },
  {
    given: 'keys that are not what they should be',
    env: (setUp) => ({
      KEY_RING_FILE: undefined,
      KEY_RING: ringOf(setUp, { badgeSigningKey: strangePair().privateKey }),
      ALIPAY_PUBLIC_KEY: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      WECHAT_MCH_PRIVATE_KEY: 'no PEM',
      WECHAT_API_V3_KEY: `${'0'.repeat(31)}键`,
    }),
    lines: [
      ['wrong', 'settings KEY_RING', /not an Ed25519 private key/, /npx expo keys:new/],
      ['wrong', 'settings ALIPAY_PUBLIC_KEY', /is no RSA public key/, /支付宝公钥/],
      ['wrong', 'settings WECHAT_MCH_PRIVATE_KEY', /is no RSA private key/, /apiclient_key\.pem/],
      ['wrong', 'settings WECHAT_API_V3_KEY', /has 34 bytes and not 32/, /32 characters/],
      ['wrong', 'providers alipay', /nothing can be signed or verified/, /correct the keys/],
      ['wrong', 'providers wechat', /nothing can be signed.*ERR_OSSL/, /WECHAT_MCH_PRIVATE_KEY must be/],
      ['wrong', 'providers fapiao', /nothing can be signed.*ERR_OSSL/, /WECHAT_MCH_PRIVATE_KEY must be/],
    ],
  },
];
