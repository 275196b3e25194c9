import { settingNames, type Config, type SettingName } from '../../config.ts';
import type { Fault } from './finding.ts';
import type { Given } from './given.ts';

type Rule = (given: Given) => Fault[];

const isLoopback = (host: string) => /^(127(\.\d+){3}|localhost|\[?::1\]?)$/.test(host);
const urlOf = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);
const wrong = (check: SettingName, says: string, mend: string): Fault[] => [{ check, verdict: 'wrong', says, mend }];
const warn = (check: SettingName, says: string, mend: string): Fault[] => [{ check, verdict: 'warn', says, mend }];

const twice: Rule = ({ env }) =>
  settingNames
    .filter((name) => env[name] !== undefined && env[`${name}_FILE`] !== undefined)
    .flatMap((name) =>
      wrong(name, `is given twice: ${name} counts, ${name}_FILE is not read`, `take ${name} or ${name}_FILE away`),
    );

/** Those of one family that are given, without the one that turns the family on. */
const givenOf = (config: Config, prefix: string, but: SettingName) =>
  settingNames.filter((name) => name.startsWith(prefix) && name !== but && name !== 'PHOTO_S3_REGION' && config[name]);

const photos: Rule = ({ config }) => {
  if (config.PHOTO_DIR && config.PHOTO_S3_ENDPOINT)
    return wrong(
      'PHOTO_DIR',
      'photos would be in two places: with PHOTO_S3_ENDPOINT the folder is not looked at',
      'take PHOTO_DIR or all PHOTO_S3_* away',
    );
  const idle = config.PHOTO_S3_ENDPOINT ? [] : givenOf(config, 'PHOTO_S3_', 'PHOTO_S3_ENDPOINT');
  if (idle.length === 0) return [];
  return wrong(
    'PHOTO_S3_ENDPOINT',
    `is missing beside ${idle.join(', ')}: photos would go into a folder`,
    'give PHOTO_S3_ENDPOINT, or take the others away',
  );
};

const build: Rule = ({ config }) =>
  config.production && config.buildId === undefined
    ? warn(
        'BUILD_ID',
        'is missing: the next version’s workers would take over every order under way, also those that they cannot go on with',
        'give each version a BUILD_ID of its own, and npx expo release when its workers are there (docs/upgrading.md)',
      )
    : [];

const wechat: Rule = ({ config }) => {
  const idle = config.WECHAT_ENDPOINT ? [] : givenOf(config, 'WECHAT_', 'WECHAT_ENDPOINT');
  const found = idle.length
    ? wrong(
        'WECHAT_ENDPOINT',
        `is missing beside ${idle.join(', ')}: neither WeChat Pay nor invoices would be offered`,
        'give WECHAT_ENDPOINT (https://api.mch.weixin.qq.com), or take the others away',
      )
    : [];
  const halves = ['WECHAT_PUBLIC_KEY_ID', 'WECHAT_PUBLIC_KEY'] as const;
  const [there, missing] = config[halves[0]] ? halves : halves.toReversed();
  if (!config[there!] || config[missing!]) return found;
  return [
    ...found,
    ...wrong(
      missing!,
      `is missing beside ${there}: neither counts without the other`,
      `give ${missing}, or take ${there} away`,
    ),
  ];
};

const publicUrl: Rule = ({ config }) => {
  const url = urlOf(config.PUBLIC_URL ?? '');
  if (!url || !config.production) return [];
  if (isLoopback(url.hostname))
    return warn(
      'PUBLIC_URL',
      `nobody but this machine reaches ${url.origin}`,
      'give the address that the public reaches',
    );
  if (url.protocol === 'https:') return [];
  return wrong(
    'PUBLIC_URL',
    `${url.origin} is not https: passwords and people’s data would travel in the clear, and WeChat Pay sends no notices there`,
    'give an https address, and have a proxy speak TLS for the API',
  );
};

const endpoints: Rule = ({ config }) =>
  (['ALIPAY_ENDPOINT', 'WECHAT_ENDPOINT', 'SMS_ENDPOINT', 'SF_ENDPOINT', 'PHOTO_S3_ENDPOINT'] as const).flatMap(
    (name) => {
      const url = urlOf(config[name] ?? '');
      if (!url || url.protocol === 'https:') return [];
      if (url.protocol === 'http:' && !isLoopback(url.hostname))
        return wrong(name, `${url.origin} is not https`, 'give the provider’s https address');
      if (url.protocol !== 'http:' || !config.production) return [];
      return [
        {
          check: name,
          verdict: 'warn',
          says: `${url.origin} is this machine, in production`,
          mend: 'give the provider’s own address',
        },
      ] satisfies Fault[];
    },
  );

const database: Rule = ({ config }) => {
  const url = urlOf(config.DATABASE_URL ?? '');
  if (config.DATABASE_URL !== undefined && !/^postgres(ql)?:$/.test(url?.protocol ?? ''))
    return wrong(
      'DATABASE_URL',
      'is no address of a PostgreSQL',
      'give postgres://LOGIN:PASSWORD@HOST/DATABASE (special characters of the password as %40)',
    );
  if (!url || !config.production || isLoopback(url.hostname) || url.hostname === '' || url.searchParams.has('sslmode'))
    return [];
  return [
    {
      check: 'DATABASE_URL',
      verdict: 'warn',
      says: `${url.host} is reached over a network, and the URL does not ask for TLS`,
      mend: 'add ?sslmode=verify-full',
    },
  ];
};

/** Settings that are right each by itself, and not together or not here. */
export const contradictions: Rule = (given) =>
  [twice, photos, wechat, build, publicUrl, endpoints, database].flatMap((rule) => rule(given));
