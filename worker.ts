import { Client, Connection } from '@temporalio/client';
import {
  DefaultLogger,
  GracefulShutdownPeriodExpiredError,
  NativeConnection,
  Runtime,
  Worker,
  makeTelemetryFilterString,
  type LogEntry,
  type WorkerOptions,
} from '@temporalio/worker';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { createActivities } from './activities/index.ts';
import { createBadgeSigner } from './activities/badge-token.ts';
import { createProviders } from './activities/providers/index.ts';
import { ownRunsOnly } from './activities/own-run.ts';
import { activityInterceptors, activityRequestId } from './activities/request-id.ts';
import { notesTroubles } from './activities/trouble.ts';
import { orExit, readConfig, readEnvFile, required } from './config.ts';
import { startWaitingNotices } from './api/account-notice.ts';
import { createEngine } from './api/temporal.ts';
import { lookForTroubles } from './api/temporal-trouble.ts';
import { purge, purgePhotos } from './db/ops/housekeeping.ts';
import { createAudit } from './db/audit.ts';
import { createStore } from './db/knex.ts';
import { createAttendeeCorrections } from './db/registration/attendee-correction.ts';
import { parseKeyRing } from './db/key-ring.ts';
import { createUnreadableNotes } from './db/unreadable-field.ts';
import type { WaitsFor } from './domain/attention.ts';
import { channels } from './domain/payment.ts';
import { assertSafeForProduction } from './stack/production.ts';
import { ensureSchedules } from './stack/schedule.ts';
import { buildOf, workerOptionsOf } from './stack/worker-build.ts';
import { builtWorkflows, workflowBundle } from './stack/workflow-bundle.ts';
import { taskQueues } from './workflows/messages.ts';

const { config, databaseUrl, keyRing, built } = orExit(() => {
  readEnvFile();
  const given = readConfig();
  return {
    config: given,
    databaseUrl: required(given, 'DATABASE_URL').DATABASE_URL,
    keyRing: parseKeyRing(given.KEY_RING),
    built: given.production ? builtWorkflows() : undefined,
  };
});
const log = pino({ level: config.LOG_LEVEL, name: 'worker' });
await assertSafeForProduction(config, { databaseUrl, keyRing, warn: (line) => log.warn(line) }).catch(
  (error: Error) => {
    log.fatal(error.message);
    process.exit(1);
  },
);

const toPino = ({ level, message, meta }: LogEntry) => log[level.toLowerCase() as 'info']({ ...meta }, message);
// Four workers poll different halves of their queues on purpose; the SDK warns of each half that nobody polls.
const isNoise = ({ message }: LogEntry) => /^No (workflows|activities|Nexus services) registered/.test(message);
Runtime.install({
  logger: new DefaultLogger('WARN', (entry) => isNoise(entry) || toPino(entry)),
  telemetryOptions: {
    logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
    metrics: {
      prometheus: {
        bindAddress: `${config.METRICS_HOST}:${config.WORKER_METRICS_PORT}`,
        countersTotalSuffix: true,
        unitSuffix: true,
        useSecondsForDurations: true,
      },
    },
  },
  // The stack or the platform tells us when to stop; we drain and close in order.
  shutdownSignals: ['SIGTERM', 'SIGINT'],
});

const slots = { main: 20, provider: 10 };
const signer = createBadgeSigner({ privateKeyPem: keyRing.badgeSigningKey });
const unreadableFields = Runtime.instance().metricMeter.createCounter(
  'unreadable_fields',
  undefined,
  'Sealed fields that did not open, each at most once an hour',
);
const store = createStore({
  databaseUrl,
  pool: Math.min(config.DATABASE_POOL, slots.main),
  name: 'worker',
  asApplication: true,
  ring: keyRing,
  notes: (knex) =>
    createUnreadableNotes(knex, (place) => {
      log.error(place, 'a sealed field does not open');
      unreadableFields.add(1, { table: place.table, column: place.column });
    }),
});
const { photos, ...providers } = createProviders(config, activityRequestId);
const activities = createActivities({
  store,
  ...providers,
  signBadge: (badge) => signer.sign(badge),
});

const bundle = built ?? (await workflowBundle());
const build = buildOf(config);
if (config.production && !build)
  log.warn('BUILD_ID is not set: this worker takes every run there is, also those that another build began');
const connection = await NativeConnection.connect(config.temporalConnection);
const clientConnection = await Connection.connect(config.temporalConnection);
const common = {
  connection,
  namespace: config.TEMPORAL_NAMESPACE,
  identity: `expo-worker-${process.pid}`,
  ...workerOptionsOf(build),
  // What is under way may end; then it is told to, and has a fifth of the time to do so.
  shutdownGraceTime: config.SHUTDOWN_GRACE_SECONDS * 800,
  shutdownForceTime: config.SHUTDOWN_GRACE_SECONDS * 1_000,
} satisfies Partial<WorkerOptions>;

/** Each worker's activities ask one system: ours, or a provider's. */
const interceptorsFor = (waitsFor: WaitsFor) => ({
  activity: [...activityInterceptors, notesTroubles({ store, waitsFor, log })],
});
const provider = (taskQueue: string, group: object, name: WaitsFor) =>
  Worker.create({
    ...common,
    taskQueue,
    activities: group,
    interceptors: interceptorsFor(name),
    maxConcurrentActivityTaskExecutions: slots.provider,
  });
const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: taskQueues.main,
    workflowBundle: bundle,
    activities: activities.localActivities,
    interceptors: { activity: [...interceptorsFor('operator').activity, ownRunsOnly] },
    maxConcurrentLocalActivityExecutions: slots.main,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxCachedWorkflows: 2_000,
    // How long a run waits for the worker that holds it before any other takes it: what a killed worker costs.
    stickyQueueScheduleToStartTimeout: '3 seconds',
  }),
  ...channels.map((channel) => provider(taskQueues[channel], activities.payments, channel)),
  provider(taskQueues.fapiao, activities.taxPlatform, 'fapiao'),
  provider(taskQueues.sms, activities.sms, 'sms'),
  provider(taskQueues.courier, activities.courier, 'sf'),
]);
const client = new Client({ connection: clientConnection, namespace: common.namespace });
await ensureSchedules(client);
log.info({ taskQueues, build }, 'worker ready');
const keepHouse = () => {
  // Outside of the database: whoever cuts the audit's end off, or writes it anew, has this log against them (`npm run audit -- --head`).
  createAudit(store)
    .head()
    .then(
      (head) => log.info({ head: head && `${head.position}:${head.hash}` }, 'audit'),
      (error: Error) => log.warn({ err: error.message }, 'the head of the audit was not read; it is again in an hour'),
    );
  Promise.all([purge(store), purgePhotos(store, photos), createAttendeeCorrections(store).keyByForm()]).then(
    ([removed, photosDeleted, peopleKeyed]) => log.info({ removed, photosDeleted, peopleKeyed }, 'housekeeping'),
    (error: Error) => log.warn({ err: error.message }, 'housekeeping failed; it runs again in an hour'),
  );
};
keepHouse();
const housekeeping = setInterval(keepHouse, 3_600_000);
const engine = createEngine({ client });
const tellWaiting = () => {
  startWaitingNotices({ engine, log, store }).catch((error: Error) =>
    log.warn({ err: error.message }, 'news of accounts wait; looked for again in a minute'),
  );
};
tellWaiting();
const telling = setInterval(tellWaiting, 60_000);
/** One after the other: a slow Temporal gets no second question. */
let looking = Promise.resolve();
const lookingForTroubles = setInterval(() => {
  looking = looking
    .then(() => client.withDeadline(Date.now() + 5_000, () => lookForTroubles({ client, store })))
    .catch((error: Error) => log.warn({ err: error.message }, 'runs in trouble were not looked for'));
}, 15_000);
/** What did not end in time is done again by another worker: of no use to anybody as a fault. */
function unlessLate(error: unknown): void {
  if (!(error instanceof GracefulShutdownPeriodExpiredError)) throw error;
  log.warn(`not all that was under way ended within ${config.SHUTDOWN_GRACE_SECONDS} s; another worker takes it up`);
}
/** A database that hangs answers no goodbye; a worker that was late holds on to its connection. */
const goodbyeMs = 1_000;
try {
  await Promise.all(workers.map((worker) => worker.run().catch(unlessLate)));
} catch (error) {
  log.fatal({ err: error }, 'the worker failed');
  process.exitCode = 1;
}
clearInterval(housekeeping);
clearInterval(telling);
clearInterval(lookingForTroubles);
const goodbyes = looking.then(() =>
  Promise.allSettled([connection.close(), clientConnection.close(), store.knex.destroy()]),
);
await Promise.race([goodbyes, pause(goodbyeMs)]);
log.info('stopped');
process.exit();
