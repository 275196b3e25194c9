import { guardNames } from '../races/guards.ts';
import { end, readArguments } from '../support/arguments.ts';
import { runAsCommand } from '../support/run.ts';
import { kinds, type Job, type Kind } from './lives.ts';
import { requestOnRecord, startProcesses, type Processes } from './processes.ts';
import { registrationGuardNames } from './registration-guards.ts';

/**
 * `npm run simulate -- --lives 20000 --seed 1 [--kind registrations]`: lives in virtual time; what fails is made as short as can be
 * and told with its seed, path and log. `--path P` lives that one again; `--without N` takes the N-th guard out, and a failure is
 * what one wants to see then.
 */
const seedOfOurs = String(Math.floor(Math.random() * 1e9));
const given = readArguments({
  kind: 'orders',
  lives: '400',
  seed: seedOfOurs,
  path: undefined,
  without: undefined,
  processes: '2',
});
const kind = given.text('kind') as Kind;
if (!(kind in kinds)) end(`--kind must be one of ${Object.keys(kinds).join(', ')}, not "${kind}"`);
const guards = [...(kind === 'orders' ? guardNames : registrationGuardNames), requestOnRecord];
const without = given.numbered('without', guards, 'guard');
const job: Job = {
  kind,
  lives: given.wholeNumber('lives', 1),
  seed: given.wholeNumber('seed', 0),
  without,
  isShrunk: true,
};
const count = given.wholeNumber('processes', 1);
const path = given.text('path');
if (path !== undefined && !/^[0-9]{1,4}(:[0-9]+)*$/.test(path))
  end(`--path must be as a failed life told it, as 8 or 4:2:0, not "${path}"`);

await runAsCommand(async () => {
  if (without) console.log(`without: ${without}`);
  const processes = await startProcesses(path === undefined ? count : 1);
  if (path === undefined) await liveAll(processes);
  else await liveAgain(processes, job.seed, path);
});

async function liveAll(processes: Processes): Promise<void> {
  console.log(`seed ${job.seed}, ${job.lives} lives of ${job.kind}`);
  let toldAt = performance.now();
  const { lives, seconds, stats, reached, hash, failure } = await processes.runDivided(job, (done) => {
    if (performance.now() - toldAt < 10_000) return;
    toldAt = performance.now();
    console.log(`${done} lives`);
  });
  console.log(`happened: ${JSON.stringify(reached)}\nworked: ${JSON.stringify(stats)}`);
  if (failure) {
    console.log(`FAILED after ${lives} lives: ${failure.life}`);
    // A life of its own again: while it was being made shorter others had taken its names.
    await liveAgain(processes, failure.seed, failure.path);
    const again = `--kind ${job.kind} --seed ${failure.seed} --path ${failure.path}${without === undefined ? '' : ` --without ${guards.indexOf(without as (typeof guards)[number]) + 1}`}`;
    console.log(`Its log is above; again: npm run simulate -- ${again}`);
  } else
    console.log(
      `${lives} lives, none broke an invariant, ${seconds.toFixed(1)} s = ${(lives / seconds).toFixed(1)}/s, hash ${hash}`,
    );
}

async function liveAgain(processes: Processes, seed: number, which: string): Promise<void> {
  const { log, failure } = await processes.run({ ...job, seed, path: which });
  console.log((log ?? []).join('\n'));
  console.log(failure ? failure.error : 'It broke no invariant.');
  if (failure) process.exitCode = 1;
}
