import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { endRun } from '../support/run.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { startStageApi } from '../support/stage-api.ts';

/**
 * `npx tsx test/fuzz/schemathesis.ts --seconds 60 --role unit`: what schemathesis (PyPI) makes of `/openapi.json`, against an API, a
 * worker and servers of its own, each role for so long. Exits 1 when it found something.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    role: { type: 'string', multiple: true },
    command: { type: 'string', default: 'schemathesis' },
    seed: { type: 'string', default: '20190520' },
  },
});
// Temporal's runtime takes the signals for itself and would only end its workers.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endRun().finally(() => process.exit(130)));

const { stage, api } = await startStageApi();
const tokens: Record<string, () => Promise<string | undefined>> = {
  anonymous: () => Promise.resolve(undefined),
  unit: async () => (await createUnit(api.store)).token,
  delegation: () => staffToken(api.store, 'delegation-3'),
  bureau: () => staffToken(api.store, 'bureau'),
  operator: () => staffToken(api.store, 'operator'),
};
const wanted = values.role ?? Object.keys(tokens);

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
// What ends the very session, and what answers for as long as one listens.
const left = ['/sessions/current', '/account/password', '/registration/progress/stream'].flatMap((path) => [
  '--exclude-path',
  `/api/v1${path}`,
]);

for (const role of wanted) {
  const token = await tokens[role]!();
  console.log(`\n━━ ${role}`);
  const child = spawn(
    values.command,
    [
      'run',
      new URL('/openapi.json', api.url).href,
      '--phases',
      'coverage,fuzzing',
      '--checks',
      checks.join(','),
      '--max-time',
      values.seconds,
      '--seed',
      values.seed,
      '--request-timeout',
      '10',
      '--continue-on-failure',
      '--warnings',
      'off',
      ...(token ? ['--header', `Authorization: Bearer ${token}`] : []),
      ...left,
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
await api.close();
await stage.close();
await endRun();
