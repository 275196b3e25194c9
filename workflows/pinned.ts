import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import type { Workflow } from '@temporalio/common';

/**
 * A run of it ends with the build of the workers that it began with, whatever build is current by then. One that began before
 * builds had names goes on with the current one: a worker that has no name may not pin, and says so to nobody but the server.
 */
export function pinToBuild(...workflows: Workflow[]): void {
  for (const workflow of workflows)
    setWorkflowOptions(
      () => (workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'PINNED' } : {}),
      workflow,
    );
}
