import { parseArgs } from 'node:util';
import { endRun } from '../support/run.ts';
import { guardNames } from './guards.ts';
import { race } from './property.ts';

/**
 * `npm run races -- --runs 20000 --seed 1`: random lives of orders; prints the seed and, when one fails, the shortest that does.
 * `--without N` takes the N-th guard out (guards.ts): a failure is what one wants to see then.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '10' },
    without: { type: 'string' },
  },
});
// Temporal's runtime takes the signals for itself and would only end its workers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endRun().finally(() => process.exit(130)));
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const without = values.without === undefined ? undefined : guardNames[Number(values.without) - 1];
if (without) console.log(`without: ${without}`);
const [runs, atOnce] = [Number(values.runs), Number(values['at-once'])];
console.log(`seed ${seed}, ${runs} sequences, ${atOnce} at once`);
const since = Date.now();
const seconds = () => Math.round((Date.now() - since) / 1000);
const onProgress = (count: number) => count % 200 === 0 && console.log(`${count} after ${seconds()} s`);
const { done, restarts, timersLost, failure } = await race({ ...(without ? { without } : {}), runs, seed, atOnce, onProgress });
const killed = `the worker was killed ${restarts} times, ${timersLost} left off for a timer the server lost`;
console.log(failure ? `FAILED after ${done} (${killed}): ${failure}` : `${done} sequences, none broke an invariant, ${killed}, ${seconds()} s`);
if (failure) process.exitCode = 1;
await endRun();
