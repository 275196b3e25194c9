import { readFileSync } from 'node:fs';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createStore } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { taskQueues } from '../../workflows/messages.ts';
import { quietRuntime } from '../support/temporal.ts';
import { raceActivities } from './guards.ts';
import { createFakeProvider } from './provider.ts';
import type { MainWorkerSettings } from './worker.ts';

const { databaseUrl, keyRingFile, address, bundleFile, guard } = JSON.parse(process.argv[2]!) as MainWorkerSettings;
// Whoever started it is gone.
process.once('disconnect', () => process.exit());
await new Promise((resolve) => process.once('message', resolve));
quietRuntime();
const ring = parseKeyRing(readFileSync(keyRingFile, 'utf8'));
const store = createStore({ databaseUrl, pool: 8, name: 'races', asApplication: true, ring });
// The providers' queues are served elsewhere: nothing here asks this one.
const { localActivities } = raceActivities({ store, provider: createFakeProvider(), guard });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: taskQueues.main,
  workflowBundle: { codePath: bundleFile },
  activities: localActivities,
  // What was meant for one that was killed goes to the next before long.
  stickyQueueScheduleToStartTimeout: '500 milliseconds',
});
const running = worker.run();
process.send!('works');
await running;
