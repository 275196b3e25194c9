import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { until } from './http.ts';
import { disagreements, orderRuns } from './books.ts';
import { newSettings, startStack, type Stack } from './stack.ts';
import { createUnit, type Unit } from './unit.ts';

/** How many orders are placed and paid at once, so that something is under way whenever a part is told to stop. */
const rounds = 4;
const atOnce = 4;

describe('a real stack whose parts are told to stop', function () {
  this.timeout(600_000);
  let stack: Stack;
  let unit: Unit;
  before(async () => {
    stack = await startStack(await newSettings({ RATE_LIMITS: 'off' }));
    unit = await createUnit(stack, rounds * atOnce);
  });

  it('given orders being placed and paid, when the worker is told to stop again and again, then it ends without a fault, and each order is one run, paid once', async () => {
    const numbers: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const pid = stack.pidOf('worker');
      const working = Array.from({ length: atOnce }, async () => {
        const answer = await unit.insist('POST', '/orders', unit.orderOf(unit.nextPerson()), randomUUID());
        const { orderNo } = answer.body as { orderNo: string };
        numbers.push(orderNo);
        await unit.pay(await unit.openPayment(orderNo));
      });
      // Placed, opened, paid: another moment each round.
      await Promise.race(working.map((order) => order.catch(() => undefined)));
      process.kill(pid, 'SIGTERM');
      await until('another worker', async () => stack.pidOf('worker') !== pid, 120);
      await Promise.all(working);
    }
    for (const orderNo of numbers) await unit.stateIs(orderNo, 'paid', 120);
    assert.equal(new Set(numbers).size, rounds * atOnce);
    for (const orderNo of numbers)
      assert.deepEqual(await unit.story(orderNo), ['order_placed', 'payment_confirmed', 'order_paid']);
    assert.deepEqual(await orderRuns(stack), numbers.map((no) => `order:${no}`).toSorted());
    assert.deepEqual(await disagreements(stack), []);
    const ofWorker = stack.lines.filter((line) => line.startsWith('worker '));
    assert.equal(ofWorker.filter((line) => line.includes('"msg":"stopped"')).length, rounds);
    assert.deepEqual(
      ofWorker.filter((line) => /"level":[56]0|"stack"|^worker\s+\|?\s*at /.test(line)),
      [],
    );
    assert.equal(stack.lines.filter((line) => line.includes('worker died (exit code 0)')).length, rounds);
  });
});
