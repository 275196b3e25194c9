import { readArguments } from '../support/arguments.ts';
import { runAsCommand } from '../support/run.ts';
import { guardNames, type GuardName } from './guards.ts';
import { race } from './property.ts';

/**
 * `npm run races -- --runs 20000 --seed 1`: random lives of orders; prints the seed and, when one fails, the shortest that does.
 * `--without N` takes the N-th guard out (guards.ts): a failure is what one wants to see then.
 */
const given = readArguments({
  runs: '2000',
  seed: String(Math.floor(Math.random() * 1e9)),
  'at-once': '10',
  without: undefined,
});
const [runs, seed, atOnce] = [
  given.wholeNumber('runs', 1),
  given.wholeNumber('seed', 0),
  given.wholeNumber('at-once', 1),
];
const without = given.numbered('without', guardNames, 'guard') as GuardName | undefined;

await runAsCommand(async () => {
  if (without) console.log(`without: ${without}`);
  console.log(`seed ${seed}, ${runs} sequences, ${atOnce} at once`);
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1000);
  const onProgress = (count: number) => count % 200 === 0 && console.log(`${count} after ${seconds()} s`);
  const { done, restarts, timersLost, failure } = await race({
    ...(without ? { without } : {}),
    runs,
    seed,
    atOnce,
    onProgress,
  });
  const killed = `the worker was killed ${restarts} times, ${timersLost} left off for a timer the server lost`;
  console.log(
    failure
      ? `FAILED after ${done} (${killed}): ${failure}`
      : `${done} sequences, none broke an invariant, ${killed}, ${seconds()} s`,
  );
  if (failure) process.exitCode = 1;
});
