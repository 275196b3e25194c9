import { parseArgs } from 'node:util';
import { guardNames } from '../races/guards.ts';
import { endRun } from '../support/run.ts';
import { kinds, type Job, type Kind } from './lives.ts';
import { requestOnRecord, startProcesses } from './processes.ts';
import { registrationGuardNames } from './registration-guards.ts';

/**
 * `npm run simulate -- --lives 20000 --seed 1 [--kind registrations]`: lives in virtual time; what fails is made as short as can be
 * and told with its seed, path and log. `--path P` lives that one again; `--without N` takes the N-th guard out, and a failure is
 * what one wants to see then.
 */
const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'orders' },
    lives: { type: 'string', default: '400' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    path: { type: 'string' },
    without: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
});
// Temporal's runtime takes the signals for itself and would only end its workers.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endRun().finally(() => process.exit(130)));

function wholeNumber(name: 'lives' | 'seed' | 'processes', least: number): number {
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < least) end(`--${name} must be a whole number from ${least} on, not "${values[name]}"`);
  return number;
}
function end(message: string): never {
  console.error(message);
  process.exit(1);
}

if (!(values.kind in kinds)) end(`--kind must be one of ${Object.keys(kinds).join(', ')}, not "${values.kind}"`);
const guards: readonly string[] = [...(values.kind === 'orders' ? guardNames : registrationGuardNames), requestOnRecord];
const without = values.without === undefined ? undefined : guards[Number(values.without) - 1];
if (values.without !== undefined && without === undefined)
  end(`--without must be the number of a guard, not "${values.without}":\n${guards.map((guard, index) => `  ${index + 1}. ${guard}`).join('\n')}`);
const job: Job = { kind: values.kind as Kind, lives: wholeNumber('lives', 1), seed: wholeNumber('seed', 0), without, isShrunk: true };

if (without) console.log(`without: ${without}`);
const processes = await startProcesses(values.path === undefined ? wholeNumber('processes', 1) : 1);
try {
  if (values.path === undefined) await liveAll();
  else await liveAgain(job.seed, values.path);
} finally {
  await endRun();
}

async function liveAll(): Promise<void> {
  console.log(`seed ${job.seed}, ${job.lives} lives of ${job.kind}`);
  let toldAt = performance.now();
  const { lives, seconds, stats, reached, hash, failure } = await processes.runDivided(job, (done) => {
    if (performance.now() - toldAt < 10_000) return;
    toldAt = performance.now();
    console.log(`${done} lives`);
  });
  console.log(`happened: ${JSON.stringify(reached)}\nworked: ${JSON.stringify(stats)}`);
  if (failure) {
    // A life of its own again: while it was being made shorter others had taken its names.
    await liveAgain(failure.seed, failure.path);
    console.log(`FAILED after ${lives} lives: ${failure.life}\n${failure.error}`);
    const again = `--kind ${job.kind} --seed ${failure.seed} --path ${failure.path}${values.without === undefined ? '' : ` --without ${values.without}`}`;
    console.log(`Its log is above; again: npm run simulate -- ${again}`);
    process.exitCode = 1;
  } else console.log(`${lives} lives, none broke an invariant, ${seconds.toFixed(1)} s = ${(lives / seconds).toFixed(1)}/s, hash ${hash}`);
}

async function liveAgain(seed: number, path: string): Promise<void> {
  const { log, failure } = await processes.run({ ...job, seed, path });
  console.log((log ?? []).join('\n'));
  console.log(failure ? failure.error : 'It broke no invariant.');
  if (failure) process.exitCode = 1;
}
