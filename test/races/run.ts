import { parseArgs } from 'node:util';
import { endRun } from '../support/run.ts';
import { withoutGuard } from './guards.ts';
import { race } from './property.ts';

/**
 * `npm run races -- --runs 20000 --seed 1`: random lives of orders; prints the seed and, when one fails, the shortest that does.
 * `--without N` takes the N-th guard out (guards.ts): a failure is what one wants to see then. `--restarts` also restarts the workers.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    'at-once': { type: 'string', default: '5' },
    without: { type: 'string' },
    restarts: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const guard = values.without === undefined ? undefined : Object.entries(withoutGuard)[Number(values.without) - 1];
if (guard) console.log(`without: ${guard[0]}`);
const [runs, atOnce] = [Number(values.runs), Number(values['at-once'])];
console.log(`seed ${seed}, ${runs} sequences, ${atOnce} at once`);
const since = Date.now();
const { done, failure } = await race({
  ...(guard ? { mutate: guard[1] } : {}),
  restarts: values.restarts,
  runs,
  seed,
  atOnce,
  onProgress: (count) => count % 200 === 0 && console.log(`${count} after ${Math.round((Date.now() - since) / 1000)} s`),
});
console.log(
  failure ? `FAILED after ${done}: ${failure}` : `${done} sequences, none broke an invariant, ${Math.round((Date.now() - since) / 1000)} s`,
);
if (failure) process.exitCode = 1;
await endRun();
