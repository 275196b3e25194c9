import { parseArgs } from 'node:util';
import { endRun } from '../support/run.ts';
import { bounds, fuzz } from './fuzz.ts';

/**
 * `npm run fuzz`: everything wrong that can be sent to each operation, one request after the other, in bodies of nearly 1 MB.
 * `-- --each 20` sends every 20th, `--bytes` makes them smaller, `--only "post /sessions"` keeps to operations whose name has that in it.
 */
const { values } = parseArgs({
  options: {
    each: { type: 'string', default: '1' },
    bytes: { type: 'string', default: '900000' },
    only: { type: 'string', default: '' },
  },
});
const { operations, requests, statuses, largestBytes, slowestMs, slowest, faults } = await fuzz({
  each: Number(values.each),
  bytes: Number(values.bytes),
  only: values.only,
});
for (const fault of faults) console.log(`FAIL  ${fault}`);
console.log(
  `answers: ${Object.entries(statuses)
    .map(([status, count]) => `${status} ${count} times`)
    .join(', ')}`,
);
console.log(
  `largest refusal ${largestBytes} bytes of ${bounds.answerBytes}; most processor time ${Math.round(slowestMs)} ms of ${bounds.cpuMs}: ${slowest}`,
);
console.log(`${requests} requests to ${operations} operations, ${faults.length} out of bounds`);
if (faults.length > 0) process.exitCode = 1;
await endRun();
