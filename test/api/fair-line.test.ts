import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createFairLine } from '../../api/fair-line.ts';
import { DomainError } from '../../domain/errors.ts';

describe('a fair line', () => {
  /** Pieces of work that end when they are told to, in the order in which they began. */
  function createWork() {
    const line = createFairLine({ atOnce: 1, maxOfEach: 2, maxWaiting: 4 });
    const begun: string[] = [];
    const endings: ((error?: Error) => void)[] = [];
    const run = (whose: string, piece: string) =>
      line.run(
        whose,
        () =>
          new Promise<string>((done, fail) => {
            begun.push(piece);
            endings.push((error) => (error ? fail(error) : done(piece)));
          }),
        () => new Error(`too many of ${whose}`),
      );
    return {
      begun,
      run,
      /** Ends the piece that is being done, once it has begun. */
      end: async (error?: Error): Promise<void> => {
        await turn();
        endings.shift()!(error);
        await turn();
      },
    };
  }

  it('given one who brings two pieces before others come, when each ends, then the others have their turn before the second', async () => {
    const { begun, run, end } = createWork();
    const pieces = [run('a', 'a1'), run('a', 'a2'), run('b', 'b1'), run('c', 'c1')];
    for (const piece of [pieces[0], pieces[2], pieces[3], pieces[1]]) {
      await end();
      await piece;
    }
    assert.deepEqual(begun, ['a1', 'b1', 'c1', 'a2']);
  });

  it('given new ones who come again and again, when a second piece waits, then it is done before those who came after its turn', async () => {
    const { begun, run, end } = createWork();
    const pieces = [run('a', 'a1'), run('a', 'a2'), run('b', 'b1')];
    await end();
    await pieces[0];
    pieces.push(run('c', 'c1'));
    await end();
    await pieces[2];
    await end();
    await pieces[1];
    assert.deepEqual(begun, ['a1', 'b1', 'a2', 'c1']);
  });

  it('given more of one, or of all, than may wait, when it comes, then it is refused; work that failed makes room all the same', async () => {
    const { begun, run, end } = createWork();
    const first = run('a', 'a1');
    const rest = [run('a', 'a2'), run('b', 'b1'), run('c', 'c1'), run('d', 'd1')];
    await assert.rejects(run('a', 'a3'), /too many of a/);
    await assert.rejects(
      run('e', 'e1'),
      (error) => error instanceof DomainError && error.refusal.code === 'unavailable',
    );
    const broken = assert.rejects(first, /broken/);
    await end(new Error('broken'));
    await broken;
    const late = run('e', 'e1');
    for (let n = 0; n < 5; n++) {
      await end();
    }
    assert.deepEqual(await Promise.all([...rest, late]), ['a2', 'b1', 'c1', 'd1', 'e1']);
    assert.deepEqual(begun, ['a1', 'b1', 'c1', 'd1', 'a2', 'e1']);
  });
});
