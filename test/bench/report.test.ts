import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDir } from '../support/run.ts';
import { load } from './load.ts';
import { createReport } from './report.ts';

describe('the report of a bench', () => {
  let files = 0;
  function newReport() {
    const [jsonFile, said] = [join(runDir(), `figures-${++files}.json`), [] as string[]];
    const report = createReport({ jsonFile, conditions: { orders: 4 }, say: (line) => said.push(line) });
    return { report, said, kept: () => JSON.parse(readFileSync(jsonFile, 'utf8')) };
  }
  const rate = { perSecond: 38.42, p50Ms: 12.345, p99Ms: 1234.5 };

  it('given a report, when figures come, then each is said and kept at once, with what was aimed at and whether it was reached', () => {
    const { report, said, kept } = newReport();
    assert.deepEqual(kept(), { orders: 4, complete: false, failed: [], figures: [] });
    report.rate('placed', rate, 40);
    const placed = {
      name: 'placed',
      value: 38.42,
      unit: '/s',
      beside: { p50Ms: 12.345, p99Ms: 1234.5 },
      aim: { atLeast: 40 },
      reached: false,
    };
    assert.deepEqual(kept().figures, [placed]);
    assert.match(said[0]!, /^placed +38\.4 \/s, p50Ms 12\.3, p99Ms 1230 +≥ 40 +no$/);
    report.figure({ name: 'history', value: 60, unit: 'events', aim: { atMost: 60 } });
    report.figure({ name: 'waits', value: 7, unit: 'ms' });
    assert.deepEqual(
      kept().figures.map(({ reached }: { reached: boolean | null }) => reached),
      [false, true, null],
    );
    assert.match(said[1]!, /^history +60 events +≤ 60 +yes$/);
    assert.equal(kept().complete, false);
    assert.equal(report.end(), true);
    assert.equal(kept().complete, true);
  });

  it('given a part that fails, when the others go on, then it is named, theirs are kept, and the whole is not complete', async () => {
    const { report, said, kept } = newReport();
    assert.equal(await report.part('first', async () => 'done'), 'done');
    report.figure({ name: 'of the first', value: 1, unit: 'ms' });
    assert.equal(await report.part('second', () => Promise.reject(new Error('null value in column'))), undefined);
    assert.deepEqual(kept().failed, [{ part: 'second', error: 'null value in column' }]);
    assert.ok(said.includes('FAILED  second: null value in column'));
    await report.part('long', () => Promise.reject(new Error(`insert ${'$1, '.repeat(1_000)} - null value in column`)));
    assert.match(said.at(-1)!, /^FAILED  long: insert .* - null value in column$/);
    assert.ok(said.at(-1)!.length < 700);
    await report.part('third', async () => report.figure({ name: 'of the third', value: 3, unit: 'ms' }));
    assert.equal(report.end(), false);
    assert.deepEqual([kept().figures.length, kept().failed.length, kept().complete], [2, 2, false]);
  });

  it('given a report that is interrupted, when what is under way fails, then that is no failure, and what was measured is kept as incomplete', async () => {
    const { report, said, kept } = newReport();
    report.figure({ name: 'one', value: 1, unit: 'ms' });
    report.interrupt();
    await report.part('cut off', () => Promise.reject(new Error('connection refused')));
    assert.equal(report.end(), false);
    assert.deepEqual([kept().figures.length, kept().failed, kept().complete], [1, [], false]);
    assert.ok(!said.some((line) => line.includes('connection refused')));
  });
});

describe('a load', () => {
  it('given clients at work, when one piece fails, then the others end what they have begun, begin nothing more, and the failure is told', async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = async (index: number) => {
      begun.push(index);
      await Promise.resolve();
      if (index === 3) throw new Error('refused');
      await new Promise(setImmediate);
      ended++;
    };
    await assert.rejects(load({ clients: 2, count: 100 }, work), /refused/);
    assert.equal(ended, begun.length - 1);
    assert.ok(begun.length <= 5, String(begun));
  });

  it('given so many pieces of work, when clients share them, then each is done once', async () => {
    const done: number[] = [];
    const { perSecond } = await load({ clients: 3, count: 10 }, async (index) => void done.push(index));
    assert.deepEqual(
      done.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.ok(perSecond > 0);
  });
});
