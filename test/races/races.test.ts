import assert from 'node:assert/strict';
import { race } from './property.ts';

const settings = { runs: 300, seed: 20190520 };

describe('races', () => {
  it(`given ${settings.runs} random lives of orders (seed ${settings.seed}), when all has come to rest, then no invariant of money, paper and badges is broken`, async function () {
    this.timeout(240_000);
    const { failure, done } = await race(settings);
    assert.equal(failure, undefined, failure);
    assert.ok(done >= settings.runs);
  });
});
