import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testKeyRingFile } from '../support/keys.ts';
import { runDir } from '../support/run.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notCopied = ['.git', 'node_modules', '.data', '.cache', 'dist', 'test'];

/* What `npm run build` leaves in a checkout, and what a program in production makes of it once a source has changed. */
describe('what was built from other sources', function () {
  this.timeout(180_000);
  let checkout: string;
  before('a checkout that is built', () => {
    checkout = mkdtempSync(join(runDir(), 'built-'));
    for (const name of readdirSync(root).filter((each) => !notCopied.includes(each)))
      cpSync(join(root, name), join(checkout, name), { recursive: true });
    mkdirSync(join(checkout, 'test'));
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
    const { status, stderr } = node('stack/build.ts');
    assert.equal(status, 0, stderr);
  });

  const node = (file: string) =>
    spawnSync(process.execPath, ['--import', 'tsx', join(checkout, file)], {
      cwd: checkout,
      encoding: 'utf8',
      // A database that is not there ends a program that gets so far; what it says then is another line.
      env: {
        PATH: process.env['PATH'],
        ENV_FILE: '',
        NODE_ENV: 'production',
        DATABASE_URL: 'postgres://127.0.0.1:1/none',
        KEY_RING_FILE: testKeyRingFile(),
        TEMPORAL_ADDRESS: 'temporal.example:7233',
      },
    });
  const refused = (built: string) => `${built} was built from other sources than these: npm run build`;

  for (const [program, built, source] of [
    ['worker.ts', 'dist/workflow-bundle.js', 'workflows/badge-order.ts'],
    ['server.ts', 'dist/web', 'web/main.tsx'],
  ] as const)
    it(`given ${built}, when ${source} has changed since, then ${program} says in one line what to do and ends with 1, and before it went on`, () => {
      const fresh = node(program);
      assert.doesNotMatch(fresh.stdout + fresh.stderr, /other sources/);
      appendFileSync(join(checkout, source), '\n// Another line.\n');
      const { status, stderr, stdout } = node(program);
      assert.deepEqual([status, stdout, stderr], [1, '', `${refused(built)}\n`]);
      cpSync(join(root, source), join(checkout, source));
    });

  it('given a bundle without the hash of its sources, when a worker starts, then it is refused likewise', () => {
    rmSync(join(checkout, 'dist/workflow-bundle.js.sources'));
    assert.equal(node('worker.ts').stderr, `${refused('dist/workflow-bundle.js')}\n`);
  });
});
