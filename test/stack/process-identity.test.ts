import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess, identify, isRunning } from '../../stack/process-identity.ts';

const startSleeper = async (script = 'setInterval(() => {}, 1000); console.log("up")') => {
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return child;
};

describe('process identity', () => {
  it('given a running process, when it ends, then its identity is nobody any more', async () => {
    const child = await startSleeper();
    const identity = identify(child.pid!);
    assert.ok(identity && isRunning(identity));
    const exited = once(child, 'exit');
    await endProcess(identity, 'SIGTERM', 5_000);
    assert.deepEqual(await exited, [null, 'SIGTERM']);
    assert.equal(isRunning(identity), false);
    assert.equal(identify(child.pid!), undefined);
  });

  it('given the number of a process under another start time, when it is to be ended, then the process of that number lives on', async () => {
    const child = await startSleeper();
    await endProcess({ pid: child.pid!, startedAt: 'another time' }, 'SIGKILL', 100);
    assert.ok(identify(child.pid!));
    assert.equal(child.signalCode, null);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('given a process that ignores the signal, when its grace is over, then it is killed', async () => {
    const child = await startSleeper('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")');
    const exited = once(child, 'exit');
    await endProcess(identify(child.pid!)!, 'SIGTERM', 100);
    assert.deepEqual(await exited, [null, 'SIGKILL']);
  });
});
