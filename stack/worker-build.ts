import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../config.ts';

/** A build of the workers, among the others of its deployment. */
export interface WorkerBuild {
  deploymentName: string;
  buildId: string;
}

/** The build that the settings name; none in development, where each worker takes whatever runs there are. */
export function buildOf({ TEMPORAL_DEPLOYMENT_NAME: deploymentName, buildId }: Config): WorkerBuild | undefined {
  return buildId === undefined ? undefined : { deploymentName, buildId };
}

/**
 * For every worker of a process, those of the providers too: what a run asks of them is then done by its own build. Which runs
 * end with the build they began with is said where the workflows are named (workflows/index.ts).
 */
export function workerOptionsOf(build: WorkerBuild | undefined): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (!build) return {};
  return {
    workerDeploymentOptions: { version: build, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' },
  };
}
