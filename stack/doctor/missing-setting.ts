import { createChecks } from '../../activities/providers/index.ts';
import type { SettingName } from '../../config.ts';
import type { Fault } from './finding.ts';
import type { Given } from './given.ts';

const mends: Partial<Record<SettingName, string>> = {
  DATABASE_URL: 'give postgres://LOGIN:PASSWORD@HOST/DATABASE',
  KEY_RING: 'make a ring with npx expo keys:new and give its file as KEY_RING_FILE',
  PUBLIC_URL: 'give the https address under which the public reaches the API: providers send their notices there',
  TEMPORAL_ADDRESS: 'give the HOST:PORT of the Temporal frontend',
};

/** What API and worker do not start without, or start with and fail. */
export function missingSettings({ config, faults }: Given): Fault[] {
  const unread = new Set<string>(faults.map(({ name }) => name));
  const ofProviders = Object.values(createChecks(config)).flatMap((check) => check?.missing ?? []) as SettingName[];
  const names = new Set<SettingName>([
    'DATABASE_URL',
    'KEY_RING',
    ...(config.production ? ['PUBLIC_URL' as const] : []),
    ...ofProviders,
  ]);
  const missing = [...names].filter((name) => !config[name] && !unread.has(name));
  const found = missing.map((name): Fault => ({
    check: name,
    verdict: 'wrong',
    says: 'is missing',
    mend: [
      mends[name] ?? `give ${name}, or its file as ${name}_FILE`,
      ...(config.production ? [] : ['or start everything on this machine with npm start']),
    ].join('; '),
  }));
  return [...found, ...(config.production ? whatProductionLacks(config) : [])];
}

function whatProductionLacks(config: Given['config']): Fault[] {
  const lacks: Fault[] = [];
  const warn = (check: SettingName, says: string, mend: string) => lacks.push({ check, verdict: 'warn', says, mend });
  if (config.TEMPORAL_ADDRESS === undefined)
    warn(
      'TEMPORAL_ADDRESS',
      `is missing: Temporal is looked for at ${config.temporalAddress}`,
      mends.TEMPORAL_ADDRESS!,
    );
  if (
    Array.isArray(config.TRUSTED_PROXIES) &&
    config.TRUSTED_PROXIES.length === 0 &&
    config.PUBLIC_URL?.startsWith('https:')
  )
    warn(
      'TRUSTED_PROXIES',
      'is missing, and somebody in front of the API speaks https for it: to the limits everybody behind it is one caller',
      'give the proxies’ addresses or networks (10.0.0.0/8,loopback), or how many stand in front of the API',
    );
  if (!config.WECHAT_ENDPOINT)
    warn(
      'WECHAT_ENDPOINT',
      'is missing: neither WeChat Pay nor invoices are offered',
      'give WECHAT_ENDPOINT and the merchant’s WECHAT_* if they shall be',
    );
  return lacks;
}
