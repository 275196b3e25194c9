import { Worker, type ReplayHistoriesIterable, type WorkflowBundleOption } from '@temporalio/worker';

/**
 * Replays histories as a worker would, in a thread. Left to itself the SDK replays in this one (its `debugMode`, which its types
 * leave out) and for ever after hooks every promise made here: whatever runs next in the process then takes three times as long.
 */
export function replayHistories(workflowBundle: WorkflowBundleOption, histories: ReplayHistoriesIterable) {
  const options = { workflowBundle, debugMode: false };
  return Worker.runReplayHistories(options, histories);
}
