import assert from 'node:assert/strict';
import { fuzz } from '../fuzz/fuzz.ts';
import { operations } from '../../api/routes/index.ts';
import { size } from '../support/size.ts';

describe('fuzz', () => {
  it('given every operation, when everything wrong is sent to it, then no answer is large, costs much, or is a fault of ours', async function () {
    this.timeout(size({ small: 600_000, long: 7_200_000 }));
    const totals = await fuzz({ bytes: size({ small: 200_000, long: 900_000 }), each: size({ small: 13, long: 1 }) });
    assert.deepEqual(totals.faults, []);
    assert.equal(totals.operations, operations.length);
    // Most of it has to get as far as a schema, or nothing was tried.
    assert.ok(totals.statuses['400']! > totals.requests * 0.8, JSON.stringify(totals.statuses));
  });
});
