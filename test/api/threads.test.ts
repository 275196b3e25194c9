import assert from 'node:assert/strict';
import { DomainError } from '../../domain/errors.ts';
import { createThreads, ThreadEnded, type Threads, type ThreadEndReason } from '../../api/threads.ts';
import type { Deed } from '../support/thread-script.ts';

const isUnavailable = (error: unknown) => error instanceof DomainError && error.refusal.code === 'unavailable';
const endedBy = (reason: ThreadEndReason) => (error: unknown) =>
  error instanceof ThreadEnded && error.reason === reason;

describe('threads', () => {
  let threads: Threads<Deed, string>;
  const create = (deadlineMs = 60_000) =>
    createThreads<Deed, string>({
      name: 'the test',
      script: new URL('../support/thread-script.ts', import.meta.url),
      atOnce: 1,
      maxWaiting: 2,
      maxHeapMiB: 64,
      deadlineMs: () => deadlineMs,
    });
  afterEach(() => threads.close());

  it('given a job that takes all the memory it may have, or breaks, when others wait behind it, then it alone fails and the process lives', async () => {
    threads = create();
    for (const [deed, reason] of [
      ['eat', 'memory'],
      ['break', 'died'],
    ] as const) {
      const [ended, next] = await Promise.allSettled([threads.run(deed), threads.run('answer')]);
      assert.ok(
        ended.status === 'rejected' && endedBy(reason)(ended.reason),
        `${deed}: ${String(ended.status === 'rejected' && ended.reason)}`,
      );
      assert.deepEqual(next, { status: 'fulfilled', value: 'done' });
    }
  });

  it('given a job that hangs, when its time is over, then it is ended and the next is done; meanwhile the event loop turns', async () => {
    threads = create(2_000);
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 10);
    const [hung, next] = await Promise.allSettled([threads.run('hang'), threads.run('answer')]).finally(() =>
      clearInterval(turning),
    );
    assert.ok(hung.status === 'rejected' && endedBy('deadline')(hung.reason));
    assert.deepEqual(next, { status: 'fulfilled', value: 'done' });
    assert.ok(turns > 20, `${turns} turns`);
  });

  it('given as many jobs as may wait, when one more comes, then it is refused at once and the others are done', async () => {
    threads = create();
    const taken = Array.from({ length: 3 }, () => threads.run('answer'));
    await assert.rejects(threads.run('answer'), isUnavailable);
    assert.deepEqual(await Promise.all(taken), ['done', 'done', 'done']);
    assert.equal(await threads.run('answer'), 'done');
  });

  it('given a job at work and one that waits, when closed, then both fail and nothing more is taken', async () => {
    threads = create();
    assert.equal(await threads.run('answer'), 'done');
    const settled = Promise.allSettled([threads.run('hang'), threads.run('answer')]);
    // What was given out first is at work then.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await threads.close();
    const [working, waiting] = await settled;
    assert.ok(working.status === 'rejected' && endedBy('died')(working.reason));
    assert.ok(waiting.status === 'rejected' && isUnavailable(waiting.reason));
    await assert.rejects(threads.run('answer'), isUnavailable);
  });
});
