import { parseArgs } from 'node:util';
import { guardNames } from '../races/guards.ts';
import { registrationGuardNames } from './registration-guards.ts';
import { endRun } from '../support/run.ts';
import { kinds, type Kind } from './lives.ts';
import { startProcesses } from './processes.ts';

const { values } = parseArgs({
  options: {
    lives: { type: 'string', default: '400' },
    seed: { type: 'string' },
    kind: { type: 'string', default: 'orders' },
    without: { type: 'string' },
    path: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endRun().finally(() => process.exit(130)));
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
const guards: readonly string[] = values.kind === 'orders' ? guardNames : registrationGuardNames;
const without = values.without === undefined ? undefined : guards[Number(values.without) - 1];
if (without) console.log(`without: ${without}`);
const { runDivided } = await startProcesses(values.path === undefined ? Number(values.processes) : 1);
const { lives, seconds, stats, reached, hash, failure, log } = await runDivided({
  kind: values.kind as Kind,
  lives: Number(values.lives),
  seed,
  without,
  path: values.path,
});
void kinds;
console.log(JSON.stringify(stats));
console.log(JSON.stringify(reached));
console.log(`${lives} lives in ${seconds.toFixed(1)} s = ${(lives / seconds).toFixed(1)}/s; hash ${hash.slice(0, 16)}`);
if (failure || values.path) console.log((log ?? []).join('\n'));
if (failure) console.log(`FAILED ${failure}`);
if (failure) process.exitCode = 1;
await endRun();
