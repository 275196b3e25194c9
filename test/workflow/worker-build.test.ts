import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { WorkflowHandle } from '@temporalio/client';
import { createReadiness } from '../../api/temporal-readiness.ts';
import { lookForTroubles } from '../../api/temporal-trouble.ts';
import { createAttention, type Attention } from '../../db/ops/attention.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { findTemporalCli } from '../../stack/program.ts';
import { buildsOf, currentBuild, makeCurrent } from '../../stack/release.ts';
import { ensureSchedules } from '../../stack/schedule.ts';
import { refundWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import {
  createBuyer,
  notice,
  openPayment,
  pay,
  placeOrder,
  review,
  untilLines,
  untilOrder,
  type TestOrder,
} from '../support/order-fixture.ts';
import { otherBuild, type Change } from '../support/other-build.ts';
import { fillIn, open, submit } from '../support/registration-fixture.ts';
import { run, runCommand } from '../e2e/stack.ts';
import { orderStatus, startStage, type Stage } from '../support/stage.ts';
import { startDevServer, workflowBundle } from '../support/temporal.ts';
import { startWorkers, type TestWorkers } from '../support/worker.ts';

const deploymentName = 'expo';

/** Temporal looks every five minutes by itself whether the last run of a build has ended. */
const drainsSoon = () =>
  startDevServer(
    'matching.wv.VersionDrainageStatusVisibilityGracePeriod="1s"',
    'matching.wv.VersionDrainageStatusRefreshInterval="1s"',
  );

/** A step more while an order waits for its payment: an order that waits already cannot go on with it. */
const incompatible: Change[] = [
  {
    file: 'badge-order.ts',
    from: 'export interface BadgeOrderResult',
    to: "import { sleep } from '@temporalio/workflow';\nexport interface BadgeOrderResult",
  },
  {
    file: 'badge-order.ts',
    from: '    let window = startDeadline(',
    to: "    await sleep('1 millisecond');\n    let window = startDeadline(",
  },
];
/** The same of a registration, as it has to be: behind a patch. */
const patch = 'looks-again-after-submission';
const patched: Change[] = [
  {
    file: 'registration.ts',
    from: 'export interface RegistrationResult',
    to: "import { patched, sleep } from '@temporalio/workflow';\nexport interface RegistrationResult",
  },
  {
    file: 'registration.ts',
    from: '        labelDelegation(delegationNo);\n        if (standsAt',
    to: `        if (patched('${patch}')) await sleep('1 millisecond');\n        labelDelegation(delegationNo);\n        if (standsAt`,
  },
];

const eventsOf = async (handle: WorkflowHandle) => (await handle.fetchHistory()).events ?? [];
/** Tasks of workflow code that failed, by why. */
async function failedTasks(handle: WorkflowHandle): Promise<string[]> {
  return (await eventsOf(handle)).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [failed.failure?.message ?? ''] : [],
  );
}
/** The builds that did a run's tasks, in order, each once. */
async function buildsIn(handle: WorkflowHandle): Promise<string[]> {
  const builds = (await eventsOf(handle)).flatMap(({ workflowTaskCompletedEventAttributes: done }) =>
    done ? [done.deploymentVersion?.buildId ?? ''] : [],
  );
  return [...new Set(builds)];
}

describe('two builds of the workers', function () {
  this.timeout(300_000);
  let environment: TestWorkflowEnvironment;
  let stage: Stage;
  const running: { buildId: string | undefined; stop: () => Promise<void> }[] = [];

  before(async () => {
    environment = await drainsSoon();
    stage = await startStage({ server: () => Promise.resolve(environment) });
  });
  after(async () => {
    await stage.close();
    for (const workers of running) await workers.stop();
  });

  async function startBuild(buildId: string | undefined, changes?: Change[]): Promise<TestWorkers> {
    const workers = await startWorkers(environment.nativeConnection, {
      activities: stage.activities,
      workflowBundle: changes ? await otherBuild(changes) : await workflowBundle(),
      ...(buildId === undefined ? {} : { build: { deploymentName, buildId } }),
    });
    running.push({ buildId, ...workers });
    return workers;
  }
  const release = (buildId: string | undefined) => makeCurrent(environment.client, { deploymentName, buildId });
  const builds = async () =>
    Object.fromEntries((await buildsOf(environment.client, deploymentName)).map(({ buildId, ...of }) => [buildId, of]));
  const place = async () => placeOrder(stage, { buyer: await createBuyer(stage.store) });
  const untilReady = () => until(async () => ((await stage.engine.missing()).length === 0 ? true : undefined));
  /** The server's queues hear of what is current one after the other. */
  const untilBegins = (buildId: string) =>
    until(async () => {
      const order = await place();
      const isOf = (await buildsIn(order.handle)).join() === buildId;
      return isOf ? order : void (await order.handle.terminate('begun before'));
    });
  async function payFor(order: TestOrder): Promise<void> {
    const trade = await openPayment(stage, order);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await untilOrder(stage, order, 'paid');
  }
  /** From paid to settled: the one person fails, and the money goes back by a run of its own. */
  async function refundAll(order: TestOrder): Promise<WorkflowHandle> {
    const refundRequestId = randomUUID();
    await review(stage, order, { 0: 'fail' });
    await untilLines(stage, order, 'review_failed');
    await createRefunds(stage.store).request({
      refundRequestId,
      orderNo: order.orderNo,
      attendeeIds: order.buyer.attendeeIds,
      reason: '未通过审核',
    });
    const told = await stage.engine.requestRefund(order.orderNo, { refundRequestId }, refundRequestId);
    assert.ok('done' in told);
    assert.deepEqual(await order.handle.result(), { outcome: 'settled' });
    return stage.handle(refundWorkflowId(told.done.refundNo));
  }
  /** What operators are shown of a run whose program fails, once a worker has looked. */
  async function failing({ orderNo }: TestOrder): Promise<Attention | undefined> {
    await lookForTroubles({ client: environment.client, store: stage.store });
    const items = await createAttention(stage.store, { afterSeconds: 600, afterAttempts: 10 }).list({ rows: 100 });
    return items.find(({ kind, subject }) => kind === 'task_failing' && subject.orderNo === orderNo);
  }
  /** What the command says, of a build or of what new runs begin with. */
  async function says(...words: string[]): Promise<string[]> {
    const settings = { TEMPORAL_ADDRESS: environment.address, DATABASE_URL: stage.databaseUrl };
    const { lines, exited } = run(settings, 'expo.ts', 'release', ...words);
    assert.equal(await exited, 0, lines.join('\n'));
    return lines;
  }

  it('given workers without builds, when an incompatible one takes their place, then an order that waits is stranded and needs a human, until the old one is back', async () => {
    const order = await place();
    const trade = await openPayment(stage, order);
    await stage.stopWorkers();
    const wrong = await startBuild(undefined, incompatible);
    await pay(stage, trade);
    await notice(stage, order, trade);
    await until(async () => ((await failedTasks(order.handle)).length > 0 ? true : undefined));
    assert.match((await failedTasks(order.handle))[0]!, /Nondeterminism/);
    assert.equal((await orderStatus(stage, order.orderNo))?.state, 'awaiting_payment');
    const item = await until(() => failing(order));
    assert.match(item.lastError ?? '', /Nondeterminism/);
    await wrong.stop();
    await stage.startWorkers();
    await untilOrder(stage, order, 'paid');
    await until(async () => ((await failing(order)) === undefined ? true : undefined));
  });

  it('given runs from before there were builds, when workers with a build start, then they do nothing until they are current, and then go on with all of them', async () => {
    const [order, registration] = [await place(), await open(stage)];
    await startBuild('1');
    await untilReady();
    const other = await place();
    assert.deepEqual(await buildsIn(other.handle), ['']);

    await release('1');
    await stage.stopWorkers();
    await untilReady();
    await payFor(order);
    await fillIn(stage, registration);
    await submit(stage, registration);
    assert.deepEqual(await buildsIn(order.handle), ['', '1']);
    assert.deepEqual(await buildsIn(registration.handle), ['', '1']);
    // It began without a build and cannot be held to one: it is nobody's to wait for.
    assert.equal((await builds())['1']?.pinned, 0);
    for (const each of [order, other]) await each.handle.terminate('end of test');
  });

  it('given orders begun with one build, when an incompatible one becomes current beside it, then they end with theirs, new ones are the new one’s, registrations go on with it, and the old one drains', async () => {
    const [order, waiting, registration] = [await place(), await place(), await open(stage)];
    await startBuild('2', [...incompatible, ...patched]);
    await until(async () => ((await builds())['2'] ? true : undefined));
    assert.equal((await builds())['2']?.state, 'waiting');
    const between = await place();
    assert.deepEqual(await buildsIn(between.handle), ['1']);

    assert.deepEqual((await says('2'))[0], 'New runs begin with build 2; before: build 1');
    const later = await untilBegins('2');
    await fillIn(stage, registration);
    await submit(stage, registration);
    await payFor(later);
    await payFor(order);
    // Its workers are other processes by now, which know nothing but its history.
    await running.find(({ buildId }) => buildId === '1')!.stop();
    await startBuild('1');
    const refund = await refundAll(order);

    for (const handle of [order.handle, refund]) assert.deepEqual(await buildsIn(handle), ['1']);
    assert.deepEqual(await buildsIn(later.handle), ['2']);
    assert.deepEqual(await buildsIn(registration.handle), ['1', '2']);
    const markers = (await eventsOf(registration.handle)).map(
      (event) => event.markerRecordedEventAttributes?.markerName,
    );
    assert.ok(markers.includes('core_patch'), 'the registration went the new way');
    for (const { handle } of [order, waiting, later, registration]) assert.deepEqual(await failedTasks(handle), []);
    for (const each of [order, waiting, later]) assert.equal(await failing(each), undefined);

    const left = await says('--dry-run');
    assert.match(
      left.find((line) => line.startsWith('build 1 '))!,
      /draining: keep its workers {2}\(open runs: 2 end with it/,
    );
    assert.match(
      left.find((line) => line.startsWith('build 2 '))!,
      /current: new runs begin with it {2}\(open runs: 1 end with it/,
    );
    for (const { orderNo, handle } of [waiting, between]) {
      await stage.engine.cancelOrder(orderNo, randomUUID());
      assert.deepEqual(await handle.result(), { outcome: 'closed' });
      assert.deepEqual(await buildsIn(handle), ['1']);
    }
    await until(async () => ((await builds())['1']?.state === 'drained' ? true : undefined));
    assert.match(
      (await says('--dry-run')).find((line) => line.startsWith('build 1 '))!,
      /drained: its workers may go/,
    );
  });

  it('given a build that turns out bad, when the one before is made current again, then new runs and those by the clock begin with that, and what the bad one began ends with it', async () => {
    const bad = await place();
    await says('1');
    assert.equal(await currentBuild(environment.client, deploymentName), '1');
    const order = await place();
    await ensureSchedules(environment.client);
    const schedule = environment.client.schedule.getHandle('retention');
    await schedule.trigger();
    const started = await until(async () => (await schedule.describe()).info.recentActions.at(-1)?.action.workflow);
    const byClock = stage.handle(started.workflowId);
    await byClock.result();
    assert.deepEqual(await buildsIn(byClock), ['1']);
    await payFor(bad);
    await payFor(order);
    assert.deepEqual([await buildsIn(bad.handle), await buildsIn(order.handle)], [['2'], ['1']]);
  });

  it('given an order of a build that is bad, when its operator moves it to another that can go on with it, then it ends with that', async () => {
    await release('1');
    const order = await place();
    await startBuild('1-mended');
    await until(async () => ((await builds())['1-mended'] ? true : undefined));
    // As docs/upgrading.md has it.
    const line = `workflow update-options --workflow-id ${order.handle.workflowId} --versioning-override-behavior pinned --versioning-override-deployment-name expo --versioning-override-build-id 1-mended`;
    const command = await findTemporalCli(fileURLToPath(new URL('../../.cache', import.meta.url)));
    const args = [...line.split(' '), '--address', environment.address];
    const { exited, lines } = runCommand({}, { command, args });
    assert.equal(await exited, 0, lines.join('\n'));
    await payFor(order);
    assert.deepEqual(await buildsIn(order.handle), ['1', '1-mended']);
    assert.equal((await builds())['1-mended']?.pinned, 1);
  });

  it('given workers of a build that nobody made current, when it is asked whether runs can begin, then they cannot, until it is made current; and a build without workers is not', async () => {
    const fresh = await startDevServer();
    const { client, nativeConnection } = fresh;
    const build = { deploymentName, buildId: '3' };
    const workers = await startWorkers(nativeConnection, {
      activities: stage.activities,
      workflowBundle: await workflowBundle(),
      build,
    });
    const missing = createReadiness(client);
    await until(async () => ((await buildsOf(client, deploymentName)).length === 1 ? true : undefined));
    assert.deepEqual(await missing(), ['worker']);
    await assert.rejects(
      makeCurrent(client, { ...build, buildId: '4', patienceMs: 0 }),
      /^Error: Build 4 does not become current/,
    );
    await makeCurrent(client, build);
    await until(async () => ((await missing()).length === 0 ? true : undefined));
    await makeCurrent(client, { deploymentName, buildId: undefined });
    await until(async () => ((await missing()).join() === 'worker' ? true : undefined));
    await workers.stop();
  });
});
