import { readFileSync } from 'node:fs';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createKnex } from '../../db/knex.ts';
import { createPersonalData, parseKeyRing } from '../../db/personal-data.ts';
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
const knex = createKnex({ databaseUrl, pool: 8, name: 'races', asApplication: true });
const store = { knex, personalData: createPersonalData(parseKeyRing(readFileSync(keyRingFile, 'utf8'))) };
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
