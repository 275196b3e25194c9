import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { workflowBundle } from '../../stack/workflow-bundle.ts';
import { quietRuntime } from '../support/temporal.ts';
import { readRecording, storedRecordings } from './histories.ts';

/**
 * `tsx test/replay/debug.ts FILE`: replays one stored history with the workflows of today, in this very thread, where a debugger
 * stops at their lines (CONTRIBUTING.md). Nothing is sent anywhere: what activities answered stands in the history.
 */
const [file] = process.argv.slice(2);
const stored = fileURLToPath(new URL('histories/', import.meta.url));
const recording = file && relative(stored, `${dirname(resolve(file))}/${basename(file, '.json')}`);
if (!recording || !storedRecordings().includes(recording)) {
  console.error(
    `"${file ?? ''}" is no stored history; one of test/replay/histories is wanted, as ${storedRecordings()[0]}.json.`,
  );
  process.exit(1);
}
quietRuntime();
const { workflowId, history } = readRecording(recording);
// In the types it is left out: workflows run in this thread, and may take as long as whoever steps through them.
const options: ReplayWorkerOptions & { debugMode: true } = { workflowBundle: await workflowBundle(), debugMode: true };
await Worker.runReplayHistory(options, history, workflowId);
console.log(`${recording}: replayed, ${history.events?.length} events`);
process.exit(0);
