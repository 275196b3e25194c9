import { Client, Connection } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createProviders } from './activities/providers/index.ts';
import { createApp } from './api/app.ts';
import { startFormerPasswords } from './api/auth.ts';
import { connectionLimits, createHttpServer } from './api/http-server.ts';
import { createMetricsApp } from './api/metrics-app.ts';
import { createBadgePrinter } from './api/badge-pdf.ts';
import type { Deps } from './api/deps.ts';
import { startPasswords } from './api/password.ts';
import { requestId } from './api/request-log.ts';
import { serveOut } from './api/serve-out.ts';
import { startSheetReading } from './api/spreadsheet.ts';
import { createEngine } from './api/temporal.ts';
import { bearsPublicUrl, bearsRequestId } from './api/temporal-call.ts';
import { createApiNotes } from './api/unreadable-notes.ts';
import { orExit, readConfig, readEnvFile, required } from './config.ts';
import { createStore } from './db/knex.ts';
import { createProgressFeed } from './db/progress-feed.ts';
import { parseKeyRing } from './db/key-ring.ts';
import { assertPagesFresh, pagesFolder } from './stack/web-pages.ts';
import { assertSafeForProduction } from './stack/production.ts';
import { onStopSignal } from './stack/stop-signal.ts';

const { config, databaseUrl, keyRing } = orExit(() => {
  readEnvFile();
  const given = readConfig();
  if (given.production) assertPagesFresh();
  return {
    config: given,
    databaseUrl: required(given, 'DATABASE_URL').DATABASE_URL,
    keyRing: parseKeyRing(given.KEY_RING),
  };
});
const log = pino({ level: config.LOG_LEVEL, name: 'api' });
await assertSafeForProduction(config, { databaseUrl, keyRing, warn: (line) => log.warn(line) }).catch(
  (error: Error) => {
    log.fatal(error.message);
    process.exit(1);
  },
);
const store = createStore({
  databaseUrl,
  pool: config.DATABASE_POOL,
  name: 'api',
  asApplication: true,
  ring: keyRing,
  notes: (knex) => createApiNotes(knex, log),
});

// Lazy: the API starts, answers what needs only the database and says 503 for the rest while Temporal is away.
const connection = Connection.lazy(config.temporalConnection);
const client = new Client({
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  interceptors: { workflow: [bearsRequestId, bearsPublicUrl(config.publicUrl)] },
});

const progress = createProgressFeed({ databaseUrl, warn: (message) => log.warn(message) });
void progress.start();
const printer = createBadgePrinter();
const { gateways, invoices, courier, photos } = createProviders(config, requestId);

let draining = false;
const deps: Deps = {
  store,
  engine: createEngine({ client }),
  gateways,
  invoices,
  courier,
  photos,
  printer,
  progress,
  log,
  isDraining: () => draining,
  settings: {
    paymentWindowSeconds: config.PAYMENT_WINDOW_SECONDS,
    rateLimits: config.RATE_LIMITS === 'on',
    trustedProxies: config.TRUSTED_PROXIES,
    corsOrigins: config.CORS_ORIGINS,
    demo: config.DEMO === 'yes',
    publicUrl: config.publicUrl,
    temporalUiWorkflowsUrl: `${config.temporalUiUrl}/namespaces/${config.TEMPORAL_NAMESPACE}/workflows`,
    attention: { afterSeconds: config.ATTENTION_AFTER_SECONDS, afterAttempts: config.ATTENTION_AFTER_ATTEMPTS },
    pages: {
      folder: pagesFolder,
      demo: config.DEMO === 'yes' ? { password: config.DEMO_PASSWORD, sandboxUrl: config.sandboxUrl } : undefined,
    },
  },
};
const limits = { ...connectionLimits, ofAddress: config.CONNECTIONS_OF_ADDRESS };
const server = createHttpServer(createApp(deps), log, limits).listen(config.PORT, config.HOST, () =>
  log.info({ url: config.publicUrl }, 'api ready'),
);
const metricsServer = createHttpServer(createMetricsApp(deps), log).listen(config.METRICS_PORT, config.METRICS_HOST);
for (const each of [server, metricsServer]) {
  each.on('error', (error) => {
    log.fatal({ err: error }, 'cannot listen');
    process.exit(1);
  });
}

/** A thread's start is work of this one too: better now, one after the other, than beside somebody's request. */
async function startThreads(): Promise<void> {
  for (const start of [startFormerPasswords, startPasswords, startSheetReading]) await start();
}
startThreads().catch((error: unknown) => log.warn({ err: error }, 'a thread did not start'));

/** A database that hangs answers no goodbye either. */
const goodbyeMs = 1_000;

async function stop(): Promise<void> {
  draining = true;
  log.info('stopping');
  // Event streams never end by themselves: with the feed they do, and come back elsewhere.
  const ended = serveOut(server, {
    graceMs: config.SHUTDOWN_GRACE_SECONDS * 1000,
    onLeaving: () => void progress.close(),
  });
  await ended;
  metricsServer.close();
  metricsServer.closeAllConnections();
  const goodbyes = Promise.all([printer.close(), store.knex.destroy(), connection.close()]);
  await Promise.race([goodbyes, pause(goodbyeMs)]).catch((error: unknown) => log.warn({ err: error }, 'stopped'));
  process.exit(0);
}
onStopSignal(stop);
