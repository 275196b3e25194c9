import vm from 'node:vm';
import { readFileSync } from 'node:fs';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import type { WorkflowCreator } from '@temporalio/worker/lib/workflow/interface.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';

/**
 * The SDK's own isolate for workflows, on the bundle workers load. Made by its constructor: `create` would hook every promise of
 * the process, which makes an activation six times as long. No time limit on an activation: that costs as much again.
 */
export function createWorkflowVm(bundleFile: string, activityNames: Set<string>): WorkflowCreator {
  const bundle = parseWorkflowCode(readFileSync(bundleFile, 'utf8'));
  const script = new vm.Script(bundle.code, { filename: bundle.filename });
  return new ReusableVMWorkflowCreator(script, bundle, undefined as never, activityNames);
}
