import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDir } from '../../stack/data-dir.ts';
import { ours } from '../../stack/parts.ts';
import { identify } from '../../stack/process-identity.ts';

const sleeper = async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
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

  it('given a place where no folder can be, when it is claimed, then the one line names DATA_DIR, the place and the reason, and nothing is made', () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    const message = (place: string, why: string) => ({ message: `DATA_DIR=${place} cannot be used: ${why}` });
    assert.throws(() => claimDataDir(file), message(file, `${file} is not a folder`));
    assert.throws(() => claimDataDir(join(file, 'a', 'b')), message(join(file, 'a', 'b'), `${file} is not a folder`));
    const long = join(root, 'x'.repeat(300));
    assert.throws(() => claimDataDir(long), message(long, `no folder can be made in ${root} (ENAMETOOLONG)`));
    assert.deepEqual(readdirSync(root), ['file']);
  });

  it('given a place that refuses folders even to root, when the stack is started there, then it ends at once with one line and exit code 1', () => {
    const { command, args } = ours('stack.ts');
    const { status, stdout, stderr } = spawnSync(command, args, {
      env: { ...process.env, DATA_DIR: '/proc/x' },
      encoding: 'utf8',
      timeout: 15_000,
    });
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr.trim(), /^DATA_DIR=\/proc\/x cannot be used: no folder can be made in .+$/);
  });
});
