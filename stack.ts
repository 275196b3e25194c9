import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig, type Config, type Settings } from './config.ts';
import { claimDataDir, type DataDir } from './stack/data-dir.ts';
import { greeting } from './stack/greeting.ts';
import { ensureKeyRing, ensurePostgresPassword } from './stack/keys.ts';
import { createLog } from './stack/log.ts';
import { apiPart, merchantSettings, ours, sandboxPart, workerPart } from './stack/parts.ts';
import { buildPages } from './stack/web-pages.ts';
import { portProblems, type WantedPort } from './stack/port.ts';
import { createPostgres } from './stack/postgres.ts';
import { assertSafeForProduction } from './stack/production.ts';
import { findTemporalCli } from './stack/program.ts';
import { buildsOf, currentBuild, makeCurrent } from './stack/release.ts';
import { createSupervisor } from './stack/supervisor.ts';
import { connectTemporal } from './stack/temporal-check.ts';
import { createTemporal } from './stack/temporal.ts';
import { temporalSettings } from './stack/temporal-profile.ts';

/** What all parts may take to stop, beside the time that API and worker are given for what they have begun. */
const stopWithinMs = 7_000;
/** Nobody balances loads in front of what runs on one machine, and Ctrl-C is to be quick. */
const graceSeconds = '1';
const fileBeside = (name: string) => new URL(name, import.meta.url).pathname;
const cacheDir = fileBeside('.cache');

process.umask(0o077);
await main().catch((error: Error) => {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
});

async function main() {
  const since = Date.now();
  const config = readConfig({ SHUTDOWN_GRACE_SECONDS: graceSeconds, ...process.env });
  const data = claimDataDir(config.dataDir);
  const log = createLog(data.logs);
  const supervisor = createSupervisor({
    onLine: log.line,
    say: log.say,
    onSpawn: (spec, pid) => data.record(spec.name, pid, spec.stopSignal ?? 'SIGTERM'),
    onStopped: (name) => data.forget(name),
  });

  // npm passes a signal on that the terminal has sent to the whole group already: the second one of a pair must not count.
  let stopping: Promise<void> | undefined;
  const stop = (why: string) =>
    (stopping ??= (async () => {
      log.say(`${why}: stopping`);
      await supervisor.stop(stopWithinMs + 2_000 * config.SHUTDOWN_GRACE_SECONDS);
      data.release();
      log.say('stopped');
    })());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void stop(signal).then(() => process.exit()));

  try {
    await startAll({ config, data, log, supervisor, since });
  } catch (error) {
    if (!stopping) {
      process.exitCode = 1;
      log.say((error as Error).message);
    }
    await stop('Start failed');
    process.exit();
  }
}

type Parts = {
  config: Config;
  data: DataDir;
  log: ReturnType<typeof createLog>;
  supervisor: ReturnType<typeof createSupervisor>;
  since: number;
};

async function startAll({ config, data, log, supervisor, since }: Parts) {
  if (config.KEY_RING === undefined && config.production)
    throw new Error(
      'Settings are missing: KEY_RING (also as KEY_RING_FILE): NODE_ENV=production makes no keys of its own',
    );
  await assertSafeForProduction(config, { databaseUrl: config.DATABASE_URL, warn: log.say });
  // Beside all that follows: the API alone needs them.
  const pages = buildPages();
  pages.catch(() => undefined);
  const ended = await data.endOrphans();
  if (ended.length > 0) log.say(`ended what a killed stack left: ${ended.join(', ')}`);
  const problems = await portProblems(wantedPorts(config));
  if (problems.length > 0) throw new Error(`Nothing was started:\n  ${problems.join('\n  ')}`);
  const temporalCli = config.TEMPORAL_ADDRESS === undefined ? await findTemporalCli(cacheDir) : undefined;

  const postgres = config.DATABASE_URL === undefined ? await startPostgres({ config, data, supervisor }) : undefined;
  const databaseUrl = config.DATABASE_URL ?? postgres!.url('expo');
  if (temporalCli) {
    const { TEMPORAL_PORT: port, TEMPORAL_UI_PORT: uiPort, TEMPORAL_NAMESPACE: namespace } = config;
    await supervisor.start(
      createTemporal({ program: temporalCli, port, uiPort, namespace, dbFile: join(data.root, 'temporal.db') }),
    );
  }
  const ofChildren = settingsOfChildren(config, data, databaseUrl);
  const env = { ...process.env, ...ofChildren };
  const madeHere = config.DATABASE_URL === undefined && !config.production && config.DEMO === undefined;
  const demo = madeHere || config.DEMO === 'yes';
  await supervisor.run({ name: 'install', ...ours('expo.ts', 'install'), env });
  if (demo) await makeDemo({ supervisor, env, madeHere, isNew: postgres?.isNew ?? false });
  // API and worker log in as one who owns nothing, here as anywhere.
  const secret = ensurePostgresPassword(data.keys, 'service');
  const serviceUrl =
    (await postgres?.ensureLogin({ login: 'expo_service', secret, role: 'expo_app', database: 'expo' })) ?? databaseUrl;
  const serving = { ...env, DATABASE_URL: serviceUrl, ...(demo ? { DEMO: 'yes' } : {}) };
  const sandbox = !config.production;
  if (sandbox) await supervisor.start(sandboxPart(config, env));
  const complete = sandbox ? { ...serving, ...merchantSettings(config) } : serving;
  await supervisor.start(workerPart(config, complete));
  await makeOursCurrent(config, log.say);
  await pages;
  await supervisor.start(apiPart(config, complete));

  // In production secrets that came by the environment are not written anywhere, so nothing is.
  if (!config.production) announce({ config, data, log }, ofChildren);
  const seconds = Math.round((Date.now() - since) / 1000);
  for (const line of greeting(config, { seconds, sandbox, demo })) log.say(line);
}

/** The guide's edition and its staff, by the organiser's own commands. Where nobody asked for them, what may not be filled is left. */
async function makeDemo({
  supervisor,
  env,
  madeHere,
  isNew,
}: Pick<Parts, 'supervisor'> & { env: NodeJS.ProcessEnv; madeHere: boolean; isNew: boolean }) {
  const demo = { ...env, DEMO: 'yes' };
  const ifNone = madeHere ? ['--if-none'] : [];
  const edition = ['edition:apply', fileBeside('edition.example.yaml'), '--demo', '--if-none'];
  const staff = ['staff:add', '--file', fileBeside('staff.example.csv'), '--demo', ...ifNone];
  await supervisor.run({ name: 'edition', ...ours('expo.ts', ...edition), env: demo });
  await supervisor.run({ name: 'staff', ...ours('expo.ts', ...staff), env: demo });
  if (!isNew) return;
  // Somebody who came last time, so that this way in can be tried too.
  const file = fileBeside('previous-edition.example.csv');
  await supervisor.run({ name: 'previous', ...ours('stack/import-previous-edition.ts', file), env: demo });
}

async function startPostgres({ config, data, supervisor }: Pick<Parts, 'config' | 'data' | 'supervisor'>) {
  const password = ensurePostgresPassword(data.keys, 'postgres');
  const postgres = await createPostgres({ dir: join(data.root, 'postgres'), port: config.POSTGRES_PORT, password });
  await supervisor.start(postgres.service);
  const isNew = await postgres.ensureDatabase('expo');
  writeFileSync(join(data.keys, 'database-url'), postgres.url('expo'), { mode: 0o600 });
  return { ...postgres, isNew };
}

/** A stack has the workers of one build, or of none; whatever was current before them gets no more work. */
async function makeOursCurrent(config: Config, say: (line: string) => void) {
  const temporal = await connectTemporal(config);
  const { TEMPORAL_DEPLOYMENT_NAME: deploymentName, buildId } = config;
  try {
    const before = await currentBuild(temporal, deploymentName);
    if (before === buildId) return;
    await makeCurrent(temporal, { deploymentName, buildId });
    for (const { buildId: theirs, pinned } of await buildsOf(temporal, deploymentName))
      if (pinned > 0 && theirs !== buildId)
        say(
          `${pinned === 1 ? '1 run waits' : `${pinned} runs wait`} for workers of build ${theirs}, which are not here (docs/upgrading.md)`,
        );
  } finally {
    await temporal.connection.close();
  }
}

/** What children read beside our own environment; a key ring made here is for development only. */
function settingsOfChildren(config: Config, data: DataDir, databaseUrl: string) {
  return {
    // A deployment's `.env` in this checkout is nothing to a stack.
    ENV_FILE: '',
    DATABASE_URL: databaseUrl,
    DATA_DIR: config.dataDir,
    SHUTDOWN_GRACE_SECONDS: String(config.SHUTDOWN_GRACE_SECONDS),
    METRICS_PORT: String(config.METRICS_PORT),
    WORKER_METRICS_PORT: String(config.WORKER_METRICS_PORT),
    TEMPORAL_ADDRESS: config.temporalAddress,
    TEMPORAL_UI_URL: config.temporalUiUrl,
    ...(config.KEY_RING === undefined ? { KEY_RING_FILE: ensureKeyRing(data.keys) } : {}),
  };
}

/** A checkout that cannot be written does not end what serves. */
function announce({ config, data, log }: Pick<Parts, 'config' | 'data' | 'log'>, ofChildren: Settings) {
  try {
    data.announce(settingsOfCommands(config, ofChildren));
  } catch (error) {
    log.say(`Commands in another terminal need DATA_DIR=${config.dataDir}: ${(error as Error).message}`);
  }
}

/** What a command in another terminal needs. Temporal's addresses stand as they were given: ports given to the command then still count. */
function settingsOfCommands(config: Config, ofChildren: Settings): Settings {
  const { PORT, PUBLIC_URL, SANDBOX_PORT, DEMO_PASSWORD, KEY_RING } = config;
  const { TEMPORAL_PORT, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_UI_PORT, TEMPORAL_UI_URL } = config;
  const ofTemporal = { TEMPORAL_PORT, TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_UI_PORT, TEMPORAL_UI_URL };
  return {
    ...ofChildren,
    ...temporalSettings(process.env),
    ...ofTemporal,
    PORT,
    PUBLIC_URL,
    SANDBOX_PORT,
    DEMO_PASSWORD,
    KEY_RING,
  };
}

function wantedPorts(config: Config): WantedPort[] {
  const { HOST, METRICS_HOST, DATABASE_URL, TEMPORAL_ADDRESS, production } = config;
  const local = (setting: 'SANDBOX_PORT' | 'POSTGRES_PORT' | 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT'): WantedPort => ({
    setting,
    port: config[setting],
    host: '127.0.0.1',
  });
  return [
    { setting: 'PORT', port: config.PORT, host: HOST },
    { setting: 'METRICS_PORT', port: config.METRICS_PORT, host: METRICS_HOST },
    { setting: 'WORKER_METRICS_PORT', port: config.WORKER_METRICS_PORT, host: METRICS_HOST },
    ...(production ? [] : [local('SANDBOX_PORT')]),
    ...(DATABASE_URL === undefined ? [local('POSTGRES_PORT')] : []),
    ...(TEMPORAL_ADDRESS === undefined ? [local('TEMPORAL_PORT'), local('TEMPORAL_UI_PORT')] : []),
  ];
}
