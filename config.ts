import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { attentionLimits } from './domain/attention.ts';
import { temporalProfile } from './stack/temporal-profile.ts';

const port = z.coerce.number().int().min(1).max(65535);
const url = z.url();
const yesOrNo = z.enum(['yes', 'no']);

/** An address, a network (`10.0.0.0/8`), or one of express' names for several. */
function isAddress(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 4: 32, 6: 128 }[isIP(address)];
  if (most === undefined) return ['loopback', 'linklocal', 'uniquelocal'].includes(text);
  return more.length === 0 && (bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= most));
}

/** Addresses, or the number of proxies a request passes before it reaches us. */
const trustedProxies = z.string().transform((text, check): string[] | number => {
  if (/^[0-9]$/.test(text.trim())) return Number(text);
  const all = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  for (const wrong of all.filter((part) => !isAddress(part)))
    check.addIssue(`"${wrong}" is neither an address, a network (10.0.0.0/8) nor a number of hops up to 9`);
  return all;
});

/** Origins as browsers name them, by commas: scheme, host and a port that is not the scheme's own. `*` is none. */
const origins = z.string().transform((text, check): string[] => {
  const all = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const isOrigin = (part: string) => /^https?:/.test(part) && URL.canParse(part) && new URL(part).origin === part;
  for (const wrong of all.filter((part) => !isOrigin(part)))
    check.addIssue(`"${wrong}" is no origin (https://expo.example, without a path); each page that may ask is named`);
  return all;
});

const defaultKeyRingFile = 'keys/key-ring.json';

/** Settings by their names, as an environment or a stack's claim holds them. */
export type Settings = Record<string, string | number | undefined>;

/** A value given directly or, as `NAME_FILE`, in a file: secrets need not stand in the environment. */
function givenIn(env: Settings, name: string) {
  const file = env[`${name}_FILE`];
  return env[name] ?? (file ? contentsOf(`${name}_FILE`, String(file)).trim() : undefined);
}

function contentsOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${name}=${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
}

/**
 * Takes what the environment does not say from `.env` in the working directory; `ENV_FILE` names another file or, empty, none.
 * For the programs and commands of a deployment; `npm start` and tests give an empty one to whatever they start.
 */
export function readEnvFile(env: NodeJS.ProcessEnv = process.env): void {
  const file = env['ENV_FILE'] ?? '.env';
  if (file === '' || (env['ENV_FILE'] === undefined && !existsSync(file))) return;
  const isGiven = (name: string) => [name, `${name}_FILE`].some((each) => env[each] !== undefined);
  const found = Object.entries(parseEnv(contentsOf('ENV_FILE', file)));
  // The environment's SECRET_FILE counts before this file's SECRET, and the other way round; an empty line says nothing.
  const missing = found.filter(([name, value]) => value !== '' && !isGiven(name.replace(/_FILE$/, '')));
  Object.assign(env, Object.fromEntries(missing));
}

/** Where the key ring is, or is going to be. */
export const keyRingFile = (env: NodeJS.ProcessEnv = process.env): string => env['KEY_RING_FILE'] ?? defaultKeyRingFile;

const settings = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  SANDBOX_PORT: port.default(4010),
  POSTGRES_PORT: port.default(55432),
  TEMPORAL_PORT: port.default(7233),
  TEMPORAL_UI_PORT: port.default(8233),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: port.optional(),
  WORKER_METRICS_PORT: port.optional(),
  TRUSTED_PROXIES: trustedProxies.default([]),
  CONNECTIONS_OF_ADDRESS: z.coerce.number().int().min(1).max(4_000).default(200),
  CORS_ORIGINS: origins.default([]),
  SHUTDOWN_GRACE_SECONDS: z.coerce.number().min(0).max(600).default(25),
  DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(100).default(16),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_INSECURE: yesOrNo.default('no'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_UI_URL: url.optional(),
  /** Under which name the workers' builds stand side by side. */
  TEMPORAL_DEPLOYMENT_NAME: z
    .string()
    .regex(/^[^.:\s]+$/, 'is a word without . and :')
    .default('expo'),
  BUILD_ID: z
    .string()
    .regex(/^[\w.+-]{1,128}$/, 'is letters, digits and ._+-')
    .optional(),
  /** As Temporal's Worker Controller names it to what it starts. */
  TEMPORAL_WORKER_BUILD_ID: z.string().optional(),
  PUBLIC_URL: url.optional(),
  PAYMENT_WINDOW_SECONDS: z.coerce
    .number()
    .int()
    .min(5)
    .max(7 * 86_400)
    .default(900),
  /** A wait on a provider, or a step that fails, for so long shows in what needs attention; or one that failed so often. */
  ATTENTION_AFTER_SECONDS: z.coerce.number().int().min(1).max(86_400).default(attentionLimits.afterSeconds),
  ATTENTION_AFTER_ATTEMPTS: z.coerce.number().int().min(2).max(1_000).default(attentionLimits.afterAttempts),
  DEMO: yesOrNo.optional(),
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  DEMO_PASSWORD: z.string().min(8).default('expo-demo-2019'),
  ALIPAY_ENDPOINT: url.optional(),
  ALIPAY_APP_ID: z.string().optional(),
  ALIPAY_SELLER_ID: z.string().optional(),
  ALIPAY_PRIVATE_KEY: z.string().optional(),
  ALIPAY_PUBLIC_KEY: z.string().optional(),
  WECHAT_ENDPOINT: url.optional(),
  WECHAT_MCH_ID: z.string().optional(),
  WECHAT_APP_ID: z.string().optional(),
  WECHAT_MCH_SERIAL: z.string().optional(),
  WECHAT_MCH_PRIVATE_KEY: z.string().optional(),
  WECHAT_API_V3_KEY: z.string().length(32).optional(),
  WECHAT_PUBLIC_KEY_ID: z.string().optional(),
  WECHAT_PUBLIC_KEY: z.string().optional(),
  SMS_ENDPOINT: z.string().optional(),
  SMS_ACCESS_KEY_ID: z.string().optional(),
  SMS_ACCESS_KEY_SECRET: z.string().optional(),
  SMS_SIGN_NAME: z.string().default('进博会'),
  SF_ENDPOINT: url.optional(),
  SF_PARTNER_ID: z.string().optional(),
  SF_CHECKWORD: z.string().optional(),
  SF_MONTHLY_CARD: z.string().default('7551234567'),
  PHOTO_DIR: z.string().optional(),
  PHOTO_S3_ENDPOINT: url.optional(),
  PHOTO_S3_REGION: z.string().default('us-east-1'),
  PHOTO_S3_BUCKET: z.string().optional(),
  PHOTO_S3_ACCESS_KEY_ID: z.string().optional(),
  PHOTO_S3_SECRET_ACCESS_KEY: z.string().optional(),
  KEY_RING: z.string().optional(),
  /** For `install --service-login` alone. */
  SERVICE_PASSWORD: z.string().min(12).optional(),
});

/** Every setting there is, with its default if it has one. */
export const settingDefaults: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(settings.shape).map(([name, schema]) => [name, schema.safeParse(undefined).data]),
);
export type SettingName = keyof typeof settings.shape;
/** Every setting there is; each also as NAME_FILE. */
export const settingNames = Object.keys(settings.shape) as SettingName[];
const refusedInProduction = [
  ['RATE_LIMITS', 'off'],
  ['DEMO', 'yes'],
] as const;

const besidePort = (of: number, distance: number) => (of + distance <= 65_535 ? of + distance : of - distance);

/** Everything that differs between one place to run and another. */
export type Config = ReturnType<typeof readConfig>;

/** A setting that is wrong by itself, by its name, and what is wrong with it; never its value. */
export interface SettingFault {
  /** `TEMPORAL_PROFILE`: what Temporal's own settings say does not fit together, or names what cannot be read. */
  name: SettingName | 'TEMPORAL_PROFILE';
  says: string;
}

/** What is given of the settings, and all of it that is wrong. */
export function judgeSettings(env: NodeJS.ProcessEnv = process.env, base: Settings = {}) {
  const faults: SettingFault[] = [];
  const read = (from: Settings, name: SettingName) => {
    try {
      return givenIn(from, name);
    } catch (error) {
      faults.push({ name, says: (error as Error).message });
      return undefined;
    }
  };
  const given = Object.fromEntries(settingNames.map((name) => [name, read(env, name) ?? read(base, name)]));
  let temporal: ReturnType<typeof temporalProfile> = { connectionOptions: {} };
  try {
    temporal = temporalProfile(env, base);
    // What the environment says in a file of ours is among Temporal's own settings for nobody else.
    const { address } = temporal.connectionOptions;
    given['TEMPORAL_ADDRESS'] = givenIn(env, 'TEMPORAL_ADDRESS') || address || given['TEMPORAL_ADDRESS'] || undefined;
    given['TEMPORAL_NAMESPACE'] =
      givenIn(env, 'TEMPORAL_NAMESPACE') || temporal.namespace || given['TEMPORAL_NAMESPACE'] || undefined;
  } catch (error) {
    faults.push({ name: 'TEMPORAL_PROFILE', says: (error as Error).message });
  }
  const { error } = settings.safeParse(given);
  for (const { path, message } of error?.issues ?? []) faults.push({ name: path[0] as SettingName, says: message });
  if (given['NODE_ENV'] === 'production')
    for (const [name, value] of refusedInProduction)
      if (given[name] === value) faults.push({ name, says: `${name}=${value} is refused when NODE_ENV=production` });
  return { given, faults, temporal };
}

/** Reads the environment once, and for what it does not give `base`; throws one error that names everything missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env, base: Settings = {}) {
  const { given, faults, temporal } = judgeSettings(env, base);
  if (faults.length > 0)
    throw new Error(`Settings are wrong:\n${faults.map(({ name, says }) => `${name}: ${says}`).join('\n')}`);
  const s = settings.parse(given);
  const production = s.NODE_ENV === 'production';
  const dataDir = resolve(s.DATA_DIR ?? '.data');
  const temporalAddress = s.TEMPORAL_ADDRESS ?? `127.0.0.1:${s.TEMPORAL_PORT}`;
  return Object.freeze({
    ...s,
    production,
    dataDir,
    /** Prometheus' endpoints of API and worker; they follow PORT (3000 gives 9464, 10464), so that two stacks side by side need no further setting. */
    METRICS_PORT: s.METRICS_PORT ?? besidePort(s.PORT, 6_464),
    WORKER_METRICS_PORT: s.WORKER_METRICS_PORT ?? besidePort(s.PORT, 7_464),
    /** Shared by the API and the worker; unused where PHOTO_S3_ENDPOINT is set. */
    photoDir: resolve(s.PHOTO_DIR ?? join(dataDir, 'photos')),
    sandboxUrl: `http://127.0.0.1:${s.SANDBOX_PORT}`,
    publicUrl: s.PUBLIC_URL ?? `http://127.0.0.1:${s.PORT}`,
    temporalUiUrl: s.TEMPORAL_UI_URL ?? `http://127.0.0.1:${s.TEMPORAL_UI_PORT}`,
    /** Which build this is; none: a worker takes whatever runs there are. */
    buildId: s.BUILD_ID ?? s.TEMPORAL_WORKER_BUILD_ID,
    temporalAddress,
    /** How all programs and commands reach Temporal: by its own settings and the profile they name; in `TEMPORAL_NAMESPACE`. */
    temporalConnection: { ...temporal.connectionOptions, address: temporalAddress },
    /** Made by the stack on the embedded default; a real deployment names its own. */
    localKeyDir: join(dataDir, 'keys'),
  });
}

/** What a program starts with; where it cannot be read, one line on stderr says why, and the program ends with 1. */
export function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${(error as Error).message.replaceAll(/\s*\n\s*/g, ' ')}\n`);
    return process.exit(1);
  }
}

/** A setting that has no default: stops with the names of all that are missing. */
export function required<K extends keyof Config>(
  config: Config,
  ...names: K[]
): { [P in K]-?: NonNullable<Config[P]> } {
  const missing = names.filter((name) => config[name] === undefined || config[name] === '');
  if (missing.length > 0)
    throw new Error(`Settings are missing: ${missing.join(', ')} (each also as NAME_FILE where it is a secret)`);
  return config as unknown as { [P in K]-?: NonNullable<Config[P]> };
}
