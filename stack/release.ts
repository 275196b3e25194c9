import { isGrpcServiceError, type Client } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import type { WorkerBuild } from './worker-build.ts';

type Asked = Pick<Client, 'workflowService' | 'workflow' | 'options'>;

/** `waiting`: its workers ask for work and get none, for it was never current. `drained`: its workers may go. */
export type BuildState = 'current' | 'ramping' | 'waiting' | 'draining' | 'drained';

/** A build that Temporal knows, and the open runs it has. */
export interface BuildStatus {
  buildId: string;
  state: BuildState;
  /** They end with it. */
  pinned: number;
  /** Done by it the last time; their next task is the current build's. */
  others: number;
}

/** As the server numbers them (`WorkerDeploymentVersionStatus`). */
const states: Record<number, BuildState> = { 1: 'waiting', 2: 'current', 3: 'ramping', 4: 'draining', 5: 'drained' };

const grpc = { notFound: 5, failedPrecondition: 9 } as const;
const isGrpc = (error: unknown, ...codes: number[]) => isGrpcServiceError(error) && codes.includes(error.code);

/** Every build, the current one first; none where no worker with a build has ever asked for work. */
export async function buildsOf(client: Asked, deploymentName: string): Promise<BuildStatus[]> {
  const summaries = (await deployment(client, deploymentName))?.versionSummaries ?? [];
  const builds = summaries.map(async ({ deploymentVersion, status }): Promise<BuildStatus> => {
    const buildId = deploymentVersion!.buildId!;
    const runs = `TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}'`;
    const pinned = await openRuns(client, `${runs} AND TemporalWorkflowVersioningBehavior = 'Pinned'`);
    const others = (await openRuns(client, runs)) - pinned;
    const state = states[status ?? 0] ?? 'waiting';
    // A run that was moved there since.
    return { buildId, state: state === 'drained' && pinned > 0 ? 'draining' : state, pinned, others };
  });
  const order = Object.values(states);
  const rank = ({ state }: BuildStatus) => (state === 'current' ? -1 : order.indexOf(state));
  return (await Promise.all(builds)).toSorted((a, b) => rank(a) - rank(b) || a.buildId.localeCompare(b.buildId));
}

/** Open runs that no build has had yet: they began with workers without one. */
export const runsWithoutBuild = (client: Asked): Promise<number> =>
  openRuns(client, 'TemporalWorkerDeploymentVersion IS NULL');

async function openRuns({ workflow }: Asked, query: string): Promise<number> {
  return (await workflow.count(`${query} AND ExecutionStatus = 'Running'`)).count;
}

/** The build that new runs begin with; none where that is any worker without one. */
export async function currentBuild(client: Asked, deploymentName: string): Promise<string | undefined> {
  return (await deployment(client, deploymentName))?.routingConfig?.currentDeploymentVersion?.buildId ?? undefined;
}

async function deployment({ workflowService, options: { namespace } }: Asked, deploymentName: string) {
  try {
    return (await workflowService.describeWorkerDeployment({ namespace, deploymentName })).workerDeploymentInfo;
  } catch (error) {
    if (isGrpc(error, grpc.notFound)) return undefined;
    throw error;
  }
}

/**
 * New runs begin with this build, and those that are not pinned go on with it. Safe to repeat. Throws when its workers do not ask for
 * work, or not on every queue that the build before served. Without `buildId`: with workers that have none.
 * `patienceMs`: how long workers that were just started may take until Temporal knows all their queues.
 */
export async function makeCurrent(
  client: Asked,
  {
    deploymentName,
    buildId,
    patienceMs = 30_000,
  }: Pick<WorkerBuild, 'deploymentName'> & { buildId: string | undefined; patienceMs?: number },
): Promise<void> {
  const { namespace, identity } = client.options;
  const request = { namespace, identity, deploymentName, buildId: buildId ?? '' };
  for (const until = Date.now() + patienceMs; ; await pause(500))
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion(request);
      return;
    } catch (error) {
      const notYet = isGrpc(error, grpc.notFound, grpc.failedPrecondition);
      if (notYet && Date.now() < until) continue;
      if (!notYet) throw error;
      throw new Error(
        `Build ${buildId} does not become current: its workers do not ask for work on every queue (start worker.ts with BUILD_ID=${buildId}, and look at its log). The server: ${(error as Error).message}`,
        { cause: error },
      );
    }
}
