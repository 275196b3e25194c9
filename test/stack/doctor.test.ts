import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../stack/port.ts';
import { asLine, type Finding } from '../../stack/doctor/finding.ts';
import { runCommand, type Settings } from '../e2e/stack.ts';
import { startDevServer } from '../support/temporal.ts';
import { startSetUp, strangePair, type Env, type SetUp } from './doctor-set-up.ts';

interface Broken {
  given: string;
  live?: boolean;
  now?: () => Date;
  /** What is other than in the healthy set-up. */
  env: () => Env | Promise<Env>;
  /** Each line that is not ok, in order: where, what it says, and how to mend it. */
  lines: [verdict: 'warn' | 'wrong', where: string, says: RegExp, mend?: RegExp][];
  /** Checks that there are no lines of, because what they look at is not there. */
  without?: string[];
  after?: () => Promise<unknown>;
}

const where = ({ subject, check }: Finding) => `${subject} ${check}`;
const closed = 'postgres://nobody:the-password-of-it@127.0.0.1:1/none';
const ofDatabase = [
  'version',
  'encoding',
  'rights',
  'extensions',
  'clock',
  'connections',
  'migrations',
  'reference',
  'edition',
].map((check) => `database ${check}`);
const ofNamespace = ['retention', 'updates', 'limits'].map((check) => `temporal ${check}`);
const ofTemporal = [
  'namespace',
  ...['retention', 'updates', 'limits'],
  'search attributes',
  'update-with-start',
  'clock',
].map((check) => `temporal ${check}`);

describe('npx expo doctor', function () {
  this.timeout(240_000);
  let setUp: SetUp;
  let healthy: { plain: Finding[]; live: Finding[] };
  before('a set-up in order', async () => {
    setUp = await startSetUp();
    healthy = { plain: await setUp.look(), live: await setUp.look({}, { live: true }) };
  });
  after(() => setUp?.close());

  it('given everything in order, when it is looked at, then every line is ok, also of what serves', () => {
    const lines = healthy.live.map(asLine);
    process.stdout.write(lines.join(''));
    assert.deepEqual(healthy.live.filter(({ verdict }) => verdict !== 'ok').map(asLine), []);
    assert.deepEqual(
      healthy.plain,
      healthy.live
        .filter(({ subject }) => subject !== 'live')
        .map((finding, index) => ({ ...finding, says: healthy.plain[index]!.says })),
    );
    for (const subject of ['settings', 'database', 'temporal', 'providers', 'live'])
      assert.ok(
        healthy.live.some((finding) => finding.subject === subject),
        subject,
      );
    assert.match(lines.join(''), /live +registration: is open until /);
    assert.match(lines.join(''), /providers +alipay: Alipay knows us\n/);
  });

  const rsa = () => strangePair();
  const ring = (change: object) =>
    JSON.stringify({ ...JSON.parse(readFileSync(setUp.healthy['KEY_RING_FILE']!, 'utf8')), ...change });
  const broken: Broken[] = [
    {
      given: 'settings that are malformed, misspelt, given twice, and a file that everybody reads',
      env: () => ({
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
        ['wrong', 'settings ALIPAY_PRIVATE_KEY', /its file cannot be read \(ENOENT\)/, /ALIPAY_PRIVATE_KEY_FILE there/],
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
      given:
        'a production with a demo, without limits, in the clear, with half of WeChat Pay and two places for photos',
      env: async () => ({
        NODE_ENV: 'production',
        DEMO: 'yes',
        RATE_LIMITS: 'off',
        PUBLIC_URL: 'http://expo.example',
        WECHAT_ENDPOINT: undefined,
        ...(await setUp.s3()),
        PHOTO_DIR: setUp.dir,
        DATABASE_URL: closed,
        KEY_RING_FILE: setUp.file('open-ring.json', ring({}), 0o644),
      }),
      lines: [
        ['wrong', 'settings RATE_LIMITS', /RATE_LIMITS=off is refused/, /leave RATE_LIMITS away/],
        ['wrong', 'settings DEMO', /DEMO=yes is refused/, /leave DEMO away/],
        ['wrong', 'settings KEY_RING_FILE', /every account/, /^chmod 600 .*open-ring\.json$/],
        ['warn', 'settings WECHAT_ENDPOINT', /neither WeChat Pay nor invoices/, /give WECHAT_ENDPOINT/],
        ['wrong', 'settings PHOTO_DIR', /photos would be in two places/, /PHOTO_DIR or all PHOTO_S3_\* away/],
        ['wrong', 'settings WECHAT_ENDPOINT', /is missing beside WECHAT_MCH_ID, /, /give WECHAT_ENDPOINT/],
        ['wrong', 'settings PUBLIC_URL', /http:\/\/expo\.example is not https/, /https address/],
        ...['ALIPAY', 'SMS', 'SF', 'PHOTO_S3'].map((name): Broken['lines'][number] => [
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
      env: () => ({
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
        ].map((name): Broken['lines'][number] => ['wrong', `settings ${name}`, /is missing/, /give|make/]),
        ['warn', 'settings WECHAT_ENDPOINT', /is missing/],
        ['wrong', 'database reach', /not asked/, /give DATABASE_URL/],
        ['wrong', 'temporal reach', /127\.0\.0\.1:1 cannot be used/, /TEMPORAL_ADDRESS names it/],
        ...['alipay', 'sms', 'courier'].map((name): Broken['lines'][number] => [
          'wrong',
          `providers ${name}`,
          /not asked/,
          /give /,
        ]),
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
      env: () => ({
        KEY_RING_FILE: undefined,
        KEY_RING: ring({ badgeSigningKey: rsa().privateKey }),
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
    {
      given:
        'an empty database that does not know Chinese, and a namespace with nothing of ours that forgets after a day',
      env: async () => ({
        DATABASE_URL: await setUp.empty('SQL_ASCII'),
        TEMPORAL_NAMESPACE: await setUp.namespace('doctor-short', { days: 1 }),
      }),
      lines: [
        ['wrong', 'database encoding', /SQL_ASCII: Chinese would not/, /ENCODING 'UTF8' TEMPLATE template0/],
        ['warn', 'database migrations', /none has been applied/, /npx expo install/],
        ['warn', 'database reference', /not there/, /npx expo install/],
        ['warn', 'database edition', /not there/, /npx expo edition:apply FILE\.yaml/],
        ['warn', 'temporal retention', /kept for 1 day:/, /namespace update --namespace doctor-short --retention 30d/],
        [
          'warn',
          'temporal search attributes',
          /missing: ExpoEdition, .*no registration and no order/,
          /npx expo install, or: temporal operator search-attribute create --namespace doctor-short --name ExpoEdition --type Keyword/,
        ],
      ],
    },
    {
      given: 'an installed database beside a namespace without our search attributes',
      env: async () => ({ TEMPORAL_NAMESPACE: await setUp.namespace('doctor-bare') }),
      lines: [['wrong', 'temporal search attributes', /missing: ExpoEdition, ExpoUnit/, /npx expo install/]],
    },
    {
      given:
        'a migration missing and one of a later version, vocabularies with holes, no edition, and too few connections',
      env: async () => {
        const url = await setUp.database();
        await setUp.sql(
          url,
          `UPDATE knex_migrations SET name = '999_of_next_year.ts' WHERE name LIKE '025%';
          DELETE FROM reference_items WHERE name = 'countries' AND code = 'DE'; UPDATE editions SET is_current = false;
          ALTER DATABASE ${new URL(url).pathname.slice(1)} CONNECTION LIMIT 10`,
        );
        return { DATABASE_URL: url };
      },
      lines: [
        ['wrong', 'database connections', /10 allowed.*take up to 17 \(DATABASE_POOL=8\)/, /lower DATABASE_POOL/],
        ['wrong', 'database migrations', /does not know: 999_of_next_year\.ts/, /run the version that made them/],
        ['wrong', 'database reference', /incomplete: countries/, /npx expo install/],
        ['warn', 'database edition', /there is none/, /edition:apply/],
      ],
    },
    {
      given: 'a login that owns nothing and serves nobody',
      env: async () => ({ DATABASE_URL: await setUp.loginIn(setUp.stage.databaseUrl, () => '') }),
      lines: [
        [
          'wrong',
          'database rights',
          /neither owns the schema nor is a member of expo_app/,
          /GRANT expo_app TO "doctor_/,
        ],
        [
          'wrong',
          'database migrations',
          /cannot be looked at: permission denied/,
          /as the owner, or as a member of expo_app/,
        ],
      ],
      without: ['database reference', 'database edition'],
    },
    {
      given: 'an owner who may not take the programs’ role',
      env: async () => ({
        DATABASE_URL: await setUp.loginIn(
          await setUp.database(),
          (name) =>
            `GRANT ALL ON SCHEMA public TO ${name}; CREATE TABLE of_${name} (); ALTER TABLE of_${name} OWNER TO ${name}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${name}`,
        ),
      }),
      lines: [
        [
          'wrong',
          'database rights',
          /is the owner and no member of expo_app/,
          /as an administrator: GRANT expo_app TO "doctor_.* WITH ADMIN OPTION/,
        ],
      ],
    },
    {
      given: 'a machine whose clock is a minute ahead',
      now: () => new Date(Date.now() + 60_000),
      env: () => ({}),
      lines: [
        ['wrong', 'database clock', /^(59|60)\.\d s apart/, /NTP/],
        ['wrong', 'temporal clock', /^(59|60)\.\d s apart/, /NTP/],
      ],
    },
    {
      given: 'a namespace nobody made, a merchant nobody knows, and an access key nobody has',
      env: async () => ({
        TEMPORAL_NAMESPACE: 'doctor-nowhere',
        WECHAT_MCH_ID: '1600000000',
        ...(await setUp.s3()),
        PHOTO_S3_ACCESS_KEY_ID: 'nobodys',
      }),
      lines: [
        [
          'wrong',
          'temporal namespace',
          /"doctor-nowhere" is not there/,
          /namespace create --namespace doctor-nowhere --retention 30d/,
        ],
        ['wrong', 'temporal search attributes', /not there, as the namespace is not/, /npx expo install/],
        ['warn', 'temporal update-with-start', /not asked/],
        ['warn', 'temporal clock', /cannot be read/],
        ['wrong', 'providers wechat', /no such account \(MCH_NOT_EXISTS\)/, /correct WECHAT_MCH_ID/],
        ['wrong', 'providers fapiao', /no such account \(MCH_NOT_EXISTS\)/, /correct WECHAT_MCH_ID/],
        ['wrong', 'providers photos', /no such account \(InvalidAccessKeyId\)/, /correct PHOTO_S3_ACCESS_KEY_ID/],
      ],
      without: ofNamespace,
    },
    {
      given: 'a Temporal in production over a network in the clear',
      env: async () => ({
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://expo.example',
        TEMPORAL_ADDRESS: setUp.healthy['TEMPORAL_ADDRESS']!.replace('127.0.0.1', '127.0.0.1.nip.invalid'),
      }),
      lines: [
        ['warn', 'settings TRUSTED_PROXIES', /is missing/, /10\.0\.0\.0\/8/],
        ...['ALIPAY', 'WECHAT', 'SMS', 'SF'].map((name): Broken['lines'][number] => [
          'warn',
          `settings ${name}_ENDPOINT`,
          /is this machine/,
        ]),
        ['wrong', 'temporal tls', /in the clear over a network/, /TEMPORAL_TLS=true/],
        ['wrong', 'temporal reach', /cannot be used/, /TEMPORAL_ADDRESS names it/],
      ],
      without: ['settings missing', 'settings contradictions', ...ofTemporal],
    },
    {
      given: 'a search attribute of another type',
      env: async () => ({
        TEMPORAL_NAMESPACE: await setUp.namespace('doctor-typed', {
          attributes: {
            ExpoEdition: 2,
            ExpoUnit: 2,
            ExpoState: 2,
            ExpoDelegation: 2,
            ExpoNeedsAttention: 2,
            ExpoPaymentDeadline: 6,
          },
        }),
      }),
      lines: [
        [
          'wrong',
          'temporal search attributes',
          /ExpoNeedsAttention is no Bool/,
          /remove --namespace doctor-typed --name ExpoNeedsAttention && .*create --namespace doctor-typed --name ExpoNeedsAttention --type Bool/,
        ],
      ],
    },
    {
      given: 'a Temporal that takes no updates',
      env: async () => {
        const { address, connection } = await startDevServer('frontend.enableUpdateWorkflowExecution=false');
        await connection.workflowService.updateNamespace({
          namespace: 'default',
          config: { workflowExecutionRetentionTtl: { seconds: 30 * 86_400 } as never },
        });
        return { TEMPORAL_ADDRESS: address };
      },
      lines: [
        [
          'wrong',
          'temporal updates',
          /turned off \(frontend\.enableUpdateWorkflowExecution\)/,
          /frontend\.enableUpdateWorkflowExecution: true/,
        ],
      ],
    },
    {
      given: 'keys and accounts that the providers do not know',
      env: async () => ({
        ALIPAY_PRIVATE_KEY: rsa().privateKey,
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
      env: async () => ({
        ALIPAY_APP_ID: '2021000000000000',
        WECHAT_API_V3_KEY: '0'.repeat(32),
        SMS_ACCESS_KEY_ID: 'LTAInobody',
        SF_CHECKWORD: 'not the checkword',
        ...(await setUp.s3()),
        PHOTO_S3_BUCKET: 'elsewhere',
      }),
      lines: [
        ['wrong', 'providers alipay', /no such account \(invalid-app-id\)/, /correct ALIPAY_APP_ID/],
        [
          'wrong',
          'providers wechat',
          /seals for us does not open \(certificates_sealed\)/,
          /WECHAT_API_V3_KEY must be/,
        ],
        ['wrong', 'providers fapiao', /seals for us does not open/, /WECHAT_API_V3_KEY must be/],
        ['wrong', 'providers sms', /no such account \(InvalidAccessKeyId\.NotFound\)/, /correct SMS_ACCESS_KEY_ID/],
        ['wrong', 'providers courier', /\(A1006\)/, /SF_CHECKWORD must be/],
        ['wrong', 'providers photos', /\(NoSuchBucket\)/, /make the bucket/],
      ],
    },
    {
      given: 'a stranger’s public key for the platform’s, and a folder for photos that is a file',
      env: () => ({
        WECHAT_PUBLIC_KEY_ID: setUp.stage.sandbox.keys.wechat.platform.at(-1)!.serial,
        WECHAT_PUBLIC_KEY: rsa().publicKey,
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
      env: async () => {
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
        ...['alipay', 'wechat', 'fapiao', 'sms', 'courier'].map((name): Broken['lines'][number] => [
          'wrong',
          `providers ${name}`,
          /no answer that is one|no answer in/,
          /_ENDPOINT/,
        ]),
      ],
      without: [...ofDatabase, ...ofTemporal],
    },
    {
      given: 'no workers, no schedule, an API that is not there, and registration not open yet',
      live: true,
      env: async () => {
        await setUp.stage.stopWorkers();
        const url = await setUp.database();
        await setUp.sql(url, "UPDATE editions SET registration_opens_at = now() + interval '1 day'");
        const namespace = await setUp.namespace('doctor-idle', {
          attributes: {
            ExpoEdition: 2,
            ExpoUnit: 2,
            ExpoState: 2,
            ExpoDelegation: 2,
            ExpoNeedsAttention: 5,
            ExpoPaymentDeadline: 6,
          },
        });
        return { PORT: String(await freePort()), DATABASE_URL: url, TEMPORAL_NAMESPACE: namespace };
      },
      lines: [
        ...['expo', 'expo-alipay', 'expo-wechat', 'expo-fapiao', 'expo-sms', 'expo-courier'].map(
          (queue): Broken['lines'][number] => ['wrong', `live queue ${queue}`, /nobody polls it/, /start worker\.ts/],
        ),
        ['wrong', 'live schedule reconciliation', /is not there/, /npx expo install, or start worker\.ts/],
        ['wrong', 'live api', /http:\/\/127\.0\.0\.1:\d+\/readyz does not answer: .*ECONNREFUSED/, /start server\.ts/],
        ['warn', 'live registration', /opens at /, /edition:apply/],
      ],
      after: () => setUp.stage.startWorkers(),
    },
    {
      given: 'a schedule that is paused',
      live: true,
      env: async () => {
        await setUp.stage.environment.client.schedule.getHandle('reconciliation').pause();
        return {};
      },
      lines: [
        [
          'wrong',
          'live schedule reconciliation',
          /is paused/,
          /temporal schedule toggle .*--schedule-id reconciliation --unpause/,
        ],
      ],
      after: () => setUp.stage.environment.client.schedule.getHandle('reconciliation').unpause(),
    },
  ];

  for (const { given, env, lines, without = [], live = false, now, after: restore } of broken)
    it(`given ${given}, when it is looked at, then the lines say so and how to mend it, and everything else is looked at all the same`, async () => {
      const findings = await setUp.look(await env(), { live, ...(now ? { now } : {}) });
      const faults = findings.filter(({ verdict }) => verdict !== 'ok');
      process.stdout.write(`\nGiven ${given}\n${faults.map((each) => `  ${asLine(each)}`).join('')}`);
      await restore?.();
      assert.deepEqual(
        faults.map((each) => `${each.verdict} ${where(each)}`),
        lines.map(([verdict, at]) => `${verdict} ${at}`),
      );
      for (const [index, [, at, says, mend]] of lines.entries()) {
        const fault = faults[index]!;
        assert.match(fault.says, says, at);
        if (mend) assert.match(fault.mend ?? '', mend, at);
        if (fault.verdict === 'wrong') assert.ok(fault.mend, at);
      }
      const seen = new Set(findings.map(where));
      const unseen = (live ? healthy.live : healthy.plain).map(where).filter((each) => !seen.has(each));
      assert.deepEqual(unseen.toSorted(), without.filter((each) => !seen.has(each)).toSorted());
      const said = findings.map(asLine).join('');
      for (const secret of setUp.secrets) assert.ok(!said.includes(secret), 'a secret is said');
    });

  const command = {
    command: process.execPath,
    args: [fileURLToPath(new URL('../../expo.mjs', import.meta.url)), 'doctor'],
  };
  const run = async (env: Env, ...words: string[]) => {
    const { lines, exited } = runCommand({ ...setUp.healthy, ...env } as Settings, {
      ...command,
      args: [...command.args, ...words],
    });
    return { code: await exited, lines };
  };

  it('given the command, when everything is in order, then it prints a line a check and ends with 0; when something is wrong it ends with 1, and programs read the same', async () => {
    const right = await run({}, '--live');
    assert.equal(right.code, 0, right.lines.join('\n'));
    assert.equal(right.lines.length, healthy.live.length + 1);
    assert.match(right.lines.at(-1)!, /^\d+ ok, 0 to look at, 0 wrong$/);

    const wrong = await run({ SF_CHECKWORD: 'not the checkword' }, '--json');
    assert.equal(wrong.code, 1);
    const told = JSON.parse(wrong.lines.join('\n')) as { wrong: number; findings: Finding[] };
    assert.equal(told.wrong, 1);
    assert.deepEqual(told.findings.filter(({ verdict }) => verdict === 'wrong').map(where), ['providers courier']);
  });
});
