import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir } from '../../stack/data-dir.ts';
import { identify } from '../../stack/process-identity.ts';

const sleeper = async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return child;
};

describe('data folder', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'expo-data-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const claims = () => readdirSync(join(root, 'run')).filter((name) => name.startsWith('stack-'));
  it('given a stack that holds it, when a second one claims it, then it is refused by name and the first claim stays alone', async () => {
    const first = await sleeper();
    claimDataDir(root).release();
    writeFileSync(join(root, 'run', `stack-${first.pid}.json`), JSON.stringify(identify(first.pid!)));
    assert.throws(() => claimDataDir(root), new RegExp(`in use by the stack with pid ${first.pid}`));
    assert.deepEqual(claims(), [`stack-${first.pid}.json`]);
    first.kill('SIGKILL');
    await once(first, 'exit');
  });

  it('given the claim of a killed stack, when a new one claims the folder, then the stale claim is gone and the new one stands', () => {
    claimDataDir(root).release();
    writeFileSync(join(root, 'run', 'stack-4000000.json'), JSON.stringify({ pid: 4_000_000, startedAt: 'long ago' }));
    writeFileSync(join(root, 'run', 'stack-4000001.json'), '{"pid":');
    const data = claimDataDir(root);
    assert.deepEqual(claims(), [`stack-${process.pid}.json`]);
    data.release();
    assert.deepEqual(claims(), []);
  });

  it('given a recorded child that outlived its stack, when orphans are ended, then it ends and a stranger under a recorded number does not', async () => {
    const [orphan, stranger] = [await sleeper(), await sleeper()];
    const data = claimDataDir(root);
    data.record('orphan', orphan.pid!, 'SIGTERM');
    writeFileSync(
      join(root, 'run', 'child-stranger.json'),
      JSON.stringify({ pid: stranger.pid, startedAt: 'another time', name: 'stranger', stopSignal: 'SIGKILL' }),
    );
    const exited = once(orphan, 'exit');
    assert.deepEqual(await data.endOrphans(), [`orphan (pid ${orphan.pid})`]);
    assert.deepEqual(await exited, [null, 'SIGTERM']);
    assert.ok(identify(stranger.pid!));
    assert.deepEqual(readdirSync(join(root, 'run')), [`stack-${process.pid}.json`]);
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  });

  it('given a new folder, when it is claimed, then nobody else may list it and its keys are closed', () => {
    claimDataDir(root);
    assert.equal(statSync(root).mode & 0o066, 0);
    assert.equal(statSync(join(root, 'keys')).mode & 0o777, 0o700);
  });
});
