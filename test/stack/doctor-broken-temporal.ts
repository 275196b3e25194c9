import { freePort } from '../../stack/port.ts';
import { startDevServer } from '../support/temporal.ts';
import { ofNamespace, ofTemporal, type Broken, type Line } from './doctor-broken.ts';

export const brokenTemporals: Broken[] = [
  {
    given: 'an installed database beside a namespace without our search attributes',
    env: async (setUp) => ({ TEMPORAL_NAMESPACE: await setUp.namespace('doctor-bare') }),
    lines: [['wrong', 'temporal search attributes', /missing: ExpoEdition, ExpoUnit/, /npx expo install/]],
  },
  {
    given: 'a namespace nobody made, a merchant nobody knows, and an access key nobody has',
    env: async (setUp) => ({
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
    env: async (setUp) => ({
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://expo.example',
      TEMPORAL_ADDRESS: setUp.healthy['TEMPORAL_ADDRESS']!.replace('127.0.0.1', '127.0.0.1.nip.invalid'),
    }),
    lines: [
      ['warn', 'settings TRUSTED_PROXIES', /is missing/, /10\.0\.0\.0\/8/],
      ['warn', 'settings BUILD_ID', /is missing/, /a BUILD_ID of its own/],
      ...['ALIPAY', 'WECHAT', 'SMS', 'SF'].map((name): Line => [
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
    env: async (setUp) => ({
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
    given: 'no workers, no schedule, an API that is not there, and registration not open yet',
    live: true,
    env: async (setUp) => {
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
      ...['expo', 'expo-alipay', 'expo-wechat', 'expo-fapiao', 'expo-sms', 'expo-courier'].map((queue): Line => [
        'wrong',
        `live queue ${queue}`,
        /nobody polls it/,
        /start worker\.ts/,
      ]),
      ['wrong', 'live schedule reconciliation', /is not there/, /npx expo install, or start worker\.ts/],
      ['wrong', 'live schedule retention', /is not there/, /npx expo install, or start worker\.ts/],
      ['wrong', 'live schedule edition-calendar', /is not there/, /npx expo install, or start worker\.ts/],
      ['wrong', 'live api', /http:\/\/127\.0\.0\.1:\d+\/readyz does not answer: .*ECONNREFUSED/, /start server\.ts/],
      ['warn', 'live registration', /opens at /, /edition:apply/],
    ],
    after: (setUp) => setUp.stage.startWorkers(),
  },
  {
    given: 'a schedule that is paused',
    live: true,
    env: async (setUp) => {
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
    after: (setUp) => setUp.stage.environment.client.schedule.getHandle('reconciliation').unpause(),
  },
];
