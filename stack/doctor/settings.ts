import { existsSync, statSync } from 'node:fs';
import { settingNames, type SettingFault } from '../../config.ts';
import { contradictions } from './contradiction.ts';
import { findingsOf, type Fault, type Finding } from './finding.ts';
import type { Given } from './given.ts';
import { keyFindings } from './key.ts';
import { missingSettings } from './missing-setting.ts';

const { ok } = findingsOf('settings');

/** Every setting at once: what cannot be read, what is missing, what contradicts something else, and keys that are none. */
export async function settingFindings(given: Given): Promise<Finding[]> {
  const groups: [check: string, faults: Fault[], says: string][] = [
    ['values', unreadable(given), 'each that is given can be read'],
    ['names', misspelt(given.env), 'none looks like a misspelt one'],
    ['files', openFiles(given), 'files of secrets are their owner’s alone'],
    ['missing', missingSettings(given), 'all that API and worker need are given'],
    ['contradictions', contradictions(given), 'none contradicts another'],
  ];
  const found = groups.flatMap(([check, faults, says]): Finding[] =>
    faults.length === 0 ? [ok(check, says)] : faults.map((fault) => ({ subject: 'settings', ...fault })),
  );
  return [...found, ...keyFindings(given)];
}

const mends: Partial<Record<SettingFault['name'], string>> = {
  DEMO: 'leave DEMO away: demo logins have a password that everybody knows',
  RATE_LIMITS: 'leave RATE_LIMITS away',
  WECHAT_API_V3_KEY: 'give the 32 characters that were set as the APIv3 key (APIv3密钥) at the merchant platform',
  TEMPORAL_PROFILE: 'correct TEMPORAL_CONFIG_FILE, the profile in it, or whichever TEMPORAL_* names what is not there',
  TRUSTED_PROXIES:
    'give the proxies’ addresses or networks (10.0.0.0/8,loopback), or how many stand in front of the API',
};

function unreadable({ faults, manyStacks }: Given): Fault[] {
  const values = faults.map(({ name, says }): Fault => ({
    check: name,
    verdict: 'wrong',
    says,
    mend: says.includes('_FILE=')
      ? `put the file of ${name}_FILE there, and let the account that runs the programs read it`
      : (mends[name] ?? `correct ${name}, or leave it away for its default (README, "Commands and settings")`),
  }));
  if (manyStacks === undefined) return values;
  return [...values, { check: 'DATA_DIR', verdict: 'wrong', says: manyStacks, mend: 'say which one with DATA_DIR' }];
}

/** Read by others than config.ts: Temporal's own are envconfig's. */
const otherNames = [
  'ADDRESS',
  'NAMESPACE',
  'API_KEY',
  'PROFILE',
  'CONFIG_FILE',
  'TLS',
  'TLS_SERVER_NAME',
  'TLS_DISABLE_HOST_VERIFICATION',
  'CODEC_ENDPOINT',
  'CODEC_AUTH',
  ...['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT'].flatMap((each) => [`TLS_${each}_PATH`, `TLS_${each}_DATA`]),
].map((name) => `TEMPORAL_${name}`);
const known = new Set<string>([...settingNames, ...otherNames, 'ENV_FILE']);
const families = /^(?:ALIPAY|WECHAT|FAPIAO|SMS|SF|PHOTO|TEMPORAL|KEY_RING)_(?!GRPC_META_)/;

/** Letters to change, add, leave away or swap with their neighbour until one is the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, rows[i - 2]![j - 2]! + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

function misspelt(env: NodeJS.ProcessEnv): Fault[] {
  const isGiven = (name: string) => env[name] !== undefined || env[`${name}_FILE`] !== undefined;
  return Object.keys(env).flatMap((name): Fault[] => {
    const plain = name.replace(/_FILE$/, '');
    if (!/^[A-Z][A-Z0-9_]{4,}$/.test(name) || known.has(name) || known.has(plain)) return [];
    const near = [...known].find((each) => each.length >= 8 && distance(plain, each) <= (each.length < 12 ? 1 : 2));
    // Beside the right name it may well be something else's.
    if (near)
      return [
        {
          check: name,
          verdict: isGiven(near) ? 'warn' : 'wrong',
          says: 'is no setting, and nothing reads it',
          mend: `call it ${near} if that is what is meant`,
        },
      ];
    if (!families.test(name)) return [];
    return [{ check: name, verdict: 'warn', says: 'is no setting, and nothing reads it', mend: 'take it away' }];
  });
}

/** Whose content everybody may know. */
const isPublic = (name: string) => /PUBLIC_KEY/.test(name);

function openFiles({ env, config, faults }: Given): Fault[] {
  const unread = new Set<string>(faults.map(({ name }) => name));
  const ofSettings = settingNames.flatMap((name): [check: string, file: string][] => {
    const file = env[`${name}_FILE`];
    return !file || unread.has(name) || env[name] !== undefined || isPublic(name) ? [] : [[`${name}_FILE`, file]];
  });
  // Passwords stand in it as well.
  const envFile = env['ENV_FILE'] ?? '.env';
  const all = envFile !== '' && existsSync(envFile) ? [...ofSettings, ['ENV_FILE', envFile] as const] : ofSettings;
  return all.flatMap(([check, file]): Fault[] =>
    (statSync(file).mode & 0o007) === 0
      ? []
      : [
          {
            check,
            verdict: config.production ? 'wrong' : 'warn',
            says: `every account of this machine may read ${check === 'ENV_FILE' ? file : 'the file'}`,
            mend: `chmod 600 ${file}`,
          },
        ],
  );
}
