import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { openRegistration, placeOrder, requestInvoice, requestReversal } from '../../workflows/messages.ts';
import { replayHistories } from '../support/replay.ts';
import { quietRuntime, workflowBundle } from '../support/temporal.ts';
import { readRecording, recordings, storedRecordings } from './histories.ts';

/** What replaying each recording with these workflows came to; undefined where it went as recorded. */
async function replay(bundle: WorkflowBundleOption): Promise<Map<string, Error | undefined>> {
  const results = new Map<string, Error | undefined>();
  const histories = recordings.map((recording) => readRecording(recording));
  for await (const { workflowId, error } of replayHistories(bundle, histories)) results.set(workflowId, error);
  return results;
}

/** These open their run: what they ask for stands in its input. */
const opening = [placeOrder, openRegistration, requestInvoice, requestReversal].map(({ name }) => name);

describe('replay', () => {
  before(quietRuntime);

  it('given the list of cases, when the stored histories are counted, then each case has its own and nothing else is stored', () => {
    assert.deepEqual(storedRecordings().toSorted(), recordings.toSorted());
  });

  it('given the stored histories, when the workflows of today replay them, then every one goes as it went', async () => {
    const results = await replay(await workflowBundle());
    assert.equal(results.size, recordings.length);
    for (const [recording, error] of results)
      assert.ok(!error, `${recording}: ${error?.message}; was the change meant? npm run replay:refresh`);
  });

  it('given the stored histories, when a run was asked for something, then that was on record before anything was written for it', () => {
    for (const recording of recordings) {
      const events = readRecording(recording).history.events ?? [];
      for (const [index, { workflowExecutionUpdateAcceptedEventAttributes: accepted }] of events.entries()) {
        const name = accepted?.acceptedRequest?.input?.name;
        if (name && !opening.includes(name))
          assert.ok(!events[index + 1]?.markerRecordedEventAttributes, `${recording}: ${name}`);
      }
    }
  });

  it('given workflows with one more timer, when they replay the same histories, then every one is found to differ', async () => {
    const workflowsPath = fileURLToPath(new URL('mutated-workflows.ts', import.meta.url));
    const results = await replay(await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') }));
    assert.equal(results.size, recordings.length);
    for (const [recording, error] of results)
      assert.ok(error instanceof DeterminismViolationError, `${recording}: ${String(error)}`);
  });
});
