import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../config.ts';
import { apiPart, merchantSettings, ours, sandboxPart, workerPart } from '../../stack/parts.ts';
import { startService, type ServiceSpec } from '../../stack/service.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { onRunEnd, runDir } from '../support/run.ts';
import { devServer } from '../support/temporal.ts';
import { newSettings, run, runCommand, type Settings } from './stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version, commit } = JSON.parse(readFileSync(join(root, 'db/previous-release.json'), 'utf8')) as {
  version: string;
  commit: string;
};

/** `git` in this checkout; nothing where it fails. */
function git(...args: string[]): Buffer | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: root, maxBuffer: 1 << 28 });
  return status === 0 ? stdout : undefined;
}

/*
 * While a version is brought in, the programs of the one before serve on its schema: here they really do. They run with the packages
 * of today, for it is the schema that is in question. A clone without the commit of that release cannot show it and skips.
 */
describe('the programs of the previous release', function () {
  this.timeout(300_000);
  let previous: string;
  let settings: Settings;

  /** The same program, of the previous release. */
  const before = <Spec extends Pick<ServiceSpec, 'command' | 'args'>>(spec: Spec): Spec => ({
    ...spec,
    args: spec.args.map((word) => (word.startsWith(root) ? join(previous, word.slice(root.length)) : word)),
  });
  async function start(spec: ServiceSpec): Promise<void> {
    const running = await startService(before(spec), { onLine: () => undefined });
    onRunEnd(`previous: ${spec.name}`, () => running.stop());
  }

  it(`given a database with today's schema, when API and worker of ${version} serve on it, then the whole journey is walked and the books agree`, async function () {
    const archive = git('archive', commit);
    if (!archive) {
      console.log(`      this clone has no commit ${commit}: git fetch --unshallow`);
      this.skip();
    }
    previous = mkdtempSync(join(runDir(), 'previous-'));
    assert.equal(spawnSync('tar', ['-x', '-C', previous], { input: archive }).status, 0);
    symlinkSync(join(root, 'node_modules'), join(previous, 'node_modules'));

    const [database, temporal, own] = await Promise.all([createTestDatabase(), devServer(), newSettings()]);
    settings = {
      ...own,
      NODE_ENV: 'test',
      ENV_FILE: '',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporal.address,
      KEY_RING_FILE: testKeyRingFile(),
      DEMO: 'yes',
    };
    const config = readConfig(settings);
    const env = { ...process.env, ...settings };
    await start(sandboxPart(config, env));
    const complete = { ...env, ...merchantSettings(config) };
    await start(workerPart(config, complete));
    await start(apiPart(config, complete));

    const tour = runCommand(settings, before(ours('test/e2e/tour.ts', 'previous-release')));
    assert.equal(await tour.exited, 0, tour.lines.join('\n'));
    assert.ok(tour.lines.some((line) => line.startsWith('Done in ')));
    const audit = run(settings, 'expo.ts', 'audit');
    assert.equal(await audit.exited, 0, audit.lines.join('\n'));
    await database.drop();
  });
});
