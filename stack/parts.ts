import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { channels, type Channel } from '../domain/payment.ts';
import { accepts } from './port.ts';
import type { ServiceSpec } from './service.ts';

type Env = Record<string, string | undefined>;

const root = new URL('..', import.meta.url).pathname;

/** One of our own programs, as Node runs it. */
export const ours = (file: string, ...args: string[]) => ({
  command: process.execPath,
  args: ['--import', 'tsx', join(root, file), ...args],
});

/** The stand-ins for the providers. */
export function sandboxPart(config: Config, env: Env): ServiceSpec {
  const args = [
    '--port',
    String(config.SANDBOX_PORT),
    '--data-dir',
    config.dataDir,
    '--sf-push-url',
    `http://127.0.0.1:${config.PORT}/notices/sf`,
    '--fapiao-push-url',
    `http://127.0.0.1:${config.PORT}/notices/wechat/fapiao`,
  ];
  return {
    name: 'sandbox',
    ...ours('sandbox/main.ts', ...args),
    env,
    graceMs: 500,
    isReady: () => answers(`${config.sandboxUrl}/healthz`),
  };
}

/** Runs workflows and activities; it is there when its metrics are. */
export function workerPart(config: Config, env: Env): ServiceSpec {
  return {
    name: 'worker',
    ...ours('worker.ts'),
    env,
    graceMs: 2_000 + config.SHUTDOWN_GRACE_SECONDS * 1_000,
    isReady: () => accepts(config.WORKER_METRICS_PORT),
  };
}

/** HTTP; its readiness covers database, Temporal and worker. */
export function apiPart(config: Config, env: Env): ServiceSpec {
  return {
    name: 'api',
    ...ours('server.ts'),
    env,
    graceMs: 500 + config.SHUTDOWN_GRACE_SECONDS * 1_000,
    isReady: () => answers(`http://127.0.0.1:${config.PORT}/readyz`),
  };
}

/** Whoever has an endpoint among the settings: a channel without one does not compile. */
const providers = [...channels.map((channel) => channel.toUpperCase() as Uppercase<Channel>), 'SMS', 'SF'] as const;

/**
 * What the sandbox wrote for the merchant, as settings. A provider whose endpoint is set from outside keeps all its own:
 * the sandbox's keys would not open it.
 */
export function merchantSettings(config: Config): Env {
  const file = join(config.localKeyDir, 'merchant.json');
  const made = {
    ...Object.fromEntries(providers.map((provider) => [`${provider}_ENDPOINT`, config.sandboxUrl])),
    ...(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Env) : {}),
  };
  const outside = providers.filter((provider) => config[`${provider}_ENDPOINT`] !== undefined);
  return Object.fromEntries(
    Object.entries(made).filter(([name]) => !outside.some((provider) => name.startsWith(`${provider}_`))),
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
