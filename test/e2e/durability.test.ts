import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCommandConfig } from '../../stack/command.ts';
import { isRunning } from '../../stack/process-identity.ts';
import { disagreements, journalOf, orderRuns } from './books.ts';
import { createVisitor, until, type Answer, type Json } from './http.ts';
import { inAnotherTerminal, newSettings, run, startStack, type Settings, type Stack } from './stack.ts';
import { createUnit, type Unit } from './unit.ts';

/* Each part is killed with -9 while work is under way. All of it on one stack, whose payment windows run meanwhile. */

const windowSeconds = 60;

describe('durability of the real stack', function () {
  // A part that was killed is back within two minutes on a busy machine, and a test kills several.
  this.timeout(600_000);
  let settings: Settings;
  let stack: Stack;
  let unit: Unit;
  let sandbox: ReturnType<typeof createVisitor>;
  /** By the stack before it was killed as a whole. */
  const said: string[] = [];
  /** Placed at the start and looked at when their windows have ended. */
  let unnoticed: Json;
  let unpaid: { unopened: Json; unscanned: Json };

  const readiness = async (): Promise<Answer> => createVisitor(stack.config.publicUrl).send('GET', '/readyz');
  const serves = () =>
    until('the stack serves', async () => (await readiness().catch(() => undefined))?.status === 200, 90);

  const notReady = () =>
    until('readiness to say no', async () => {
      const answer = await readiness();
      return answer.status === 503 && answer;
    });

  /** Whether the window ended before the capture was seen depends on how fast the machine restarts things; nothing else may. */
  async function assertPaidOnce(orderNo: string): Promise<void> {
    await unit.stateIs(orderNo, 'paid');
    const story = await unit.story(orderNo);
    assert.deepEqual(
      story.filter((kind) => kind !== 'window_ended'),
      ['order_placed', 'payment_confirmed', 'order_paid'],
    );
  }

  function assertAway({ status, headers, body }: Answer): void {
    assert.deepEqual([status, body.status, body.code], [503, 503, 'unavailable']);
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.ok(Number(headers.get('retry-after')) > 0);
  }

  before('a stack, a unit with locked people, and orders whose windows will end', async () => {
    settings = await newSettings({ PAYMENT_WINDOW_SECONDS: String(windowSeconds), RATE_LIMITS: 'off' });
    stack = await startStack(settings);
    sandbox = createVisitor(stack.config.sandboxUrl);
    unit = await createUnit(stack, 22);

    unpaid = { unopened: await unit.place(), unscanned: await unit.place() };
    await unit.openPayment(unpaid.unscanned.orderNo);
    unnoticed = await unit.place();
    const payment = await unit.openPayment(unnoticed.orderNo);
    await sandbox.expect(200, 'PUT', '/__sandbox/notices', { drop: 1 });
    await unit.pay(payment);
    await until('the notice dropped', async () =>
      (await journalOf(stack)).notices.some((notice: Json) => notice.attempts === 1 && !notice.delivered),
    );
    // From here on every notice comes three times.
    await sandbox.expect(200, 'PUT', '/__sandbox/notices', { drop: 0, duplicate: 2 });
  });

  it('given a placed order, when the worker is killed before the payment and again before its notice, then the order is paid, once', async () => {
    const { orderNo } = await unit.place();
    stack.kill('worker');
    const payment = await unit.openPayment(orderNo);
    await stack.whileDown('worker', async () => {
      await unit.pay(payment);
      await until(
        'the notice taken',
        async () =>
          (await stack.rows('SELECT 1 FROM provider_notices WHERE subject = $1', [payment.outTradeNo])).length > 0,
      );
      assert.equal((await unit.get(`/orders/${orderNo}`)).state, 'awaiting_payment');
    });
    await assertPaidOnce(orderNo);
    await serves();
  });

  it('given two codes of one order, when both are paid while no worker runs, then one payment is kept and the other given back', async () => {
    const { orderNo } = await unit.place();
    const codes = [await unit.openPayment(orderNo), await unit.openPayment(orderNo)];
    await stack.whileDown('worker', async () => {
      for (const code of codes) await unit.pay(code);
    });
    await unit.stateIs(orderNo, 'paid');
    const tradesOf = async () =>
      (await journalOf(stack)).trades.filter(({ outTradeNo }: Json) => outTradeNo.startsWith(orderNo));
    await until('one given back', async () => (await tradesOf()).some(({ state }: Json) => state === 'refunded'));
    assert.deepEqual((await tradesOf()).map(({ state }: Json) => state).toSorted(), ['paid', 'refunded']);
    await serves();
  });

  it('given orders being placed, when the API is killed at different moments and the calls are repeated, then each is one order with one number', async () => {
    const calls = Array.from({ length: 12 }, () => ({ key: randomUUID(), body: unit.orderOf(unit.nextPerson()) }));
    const place = ({ key, body }: (typeof calls)[number]) =>
      unit.send('POST', '/orders', body, { 'Idempotency-Key': key }).catch(() => undefined);
    const keyRows = async () =>
      (await stack.rows('SELECT 1 FROM idempotency_keys WHERE operation = $1', ['post /orders'])).length;
    const firstAnswers: (Answer | undefined)[] = [];
    /** Which moment: the requests are out; the first key is written, its run perhaps not started; the first answer is there. */
    const moments: ((answers: Promise<Answer | undefined>[], earlier: number) => Promise<unknown>)[] = [
      async () => undefined,
      (_answers, earlier) => until('a key written', async () => (await keyRows()) > earlier),
      (answers) => Promise.race(answers),
    ];
    for (const [round, moment] of moments.entries()) {
      const earlier = await keyRows();
      const answers = calls.slice(round * 4, round * 4 + 4).map(place);
      await moment(answers, earlier);
      stack.kill('api');
      firstAnswers.push(...(await Promise.all(answers)));
      await serves();
    }
    assert.ok(firstAnswers.includes(undefined), 'some calls were cut off');

    const orders = await Promise.all(calls.map(({ key, body }) => unit.insist('POST', '/orders', body, key)));
    assert.deepEqual(
      orders.map(({ status }) => status),
      calls.map(() => 201),
    );
    const numbers = orders.map(({ body }) => body.orderNo);
    assert.equal(new Set(numbers).size, calls.length);
    for (const [index, first] of firstAnswers.entries()) if (first) assert.equal(first.body.orderNo, numbers[index]);
    const repeats = await Promise.all(calls.map(place));
    assert.deepEqual(
      repeats.map((answer) => [answer?.body.orderNo, answer?.headers.get('idempotency-replayed')]),
      numbers.map((no) => [no, 'true']),
    );
    const lines = await stack.rows<{ n: number }>(
      'SELECT count(*)::int AS n FROM order_lines WHERE attendee_id = ANY($1)',
      [calls.flatMap(({ body }) => body.attendeeIds)],
    );
    assert.deepEqual(lines, [{ n: calls.length }]);
  });

  it('given an order that waits, when Temporal is dead, then readiness names it, placing is 503 and reading is not, and afterwards both go on', async () => {
    const { orderNo } = await unit.place();
    const payment = await unit.openPayment(orderNo);
    const [body, key, api] = [unit.orderOf(unit.nextPerson()), randomUUID(), stack.pidOf('api')];
    await stack.whileDown('temporal', async () => {
      // Each takes the API some seconds to know.
      const [named, placing] = await Promise.all([
        notReady(),
        unit.send('POST', '/orders', body, { 'Idempotency-Key': key }),
      ]);
      assert.deepEqual(named.body.parts, { postgres: 'ok', temporal: 'away' });
      assertAway(placing);
      assert.equal((await unit.get(`/orders/${orderNo}`)).state, 'awaiting_payment');
    });
    await serves();
    await unit.pay(payment);
    assert.equal((await unit.insist('POST', '/orders', body, key)).status, 201);
    assert.equal(stack.pidOf('api'), api);
    await assertPaidOnce(orderNo);
  });

  it('given a payment whose notice was lost, when the window ends, then the provider is asked and the order is paid', async () => {
    await unit.stateIs(unnoticed.orderNo, 'paid', windowSeconds + 60);
    assert.deepEqual(await unit.story(unnoticed.orderNo), [
      'order_placed',
      'window_ended',
      'payment_confirmed',
      'order_paid',
    ]);
    const [, ended] = await unit.events(unnoticed.orderNo);
    assert.ok(ended.at >= unnoticed.expiresAt);
  });

  it('given orders nobody paid, when their windows end, then they are closed and their people can be ordered again', async () => {
    for (const order of Object.values(unpaid)) {
      const closed = await unit.stateIs(order.orderNo, 'closed', windowSeconds + 90);
      assert.equal(closed.closedReason, 'expired');
      const again = await unit.expect(201, 'POST', '/orders', unit.orderOf(order.lines[0].attendeeId));
      assert.notEqual(again.orderNo, order.orderNo);
    }
  });

  it('given an order that waits, when it is paid while Postgres is dead, then calls are 503 and it heals with the same API process', async () => {
    const { orderNo } = await unit.place();
    const payment = await unit.openPayment(orderNo);
    const [body, key, api] = [unit.orderOf(unit.nextPerson()), randomUUID(), stack.pidOf('api')];
    // A refused notice comes again, at Alipay after 4 minutes: here after 2 s.
    await sandbox.expect(200, 'PUT', '/__sandbox/notices', { speedup: 120 });
    await stack.whileDown('postgres', async () => {
      const named = await notReady();
      assert.deepEqual(named.body.parts, { postgres: 'away', temporal: 'ok' });
      assertAway(await unit.send('GET', '/registration'));
      assertAway(await unit.send('POST', '/orders', body, { 'Idempotency-Key': key }));
      assert.equal((await createVisitor(stack.config.publicUrl).send('GET', '/healthz')).status, 200);
      await unit.pay(payment);
    });
    await serves();
    assert.equal(stack.pidOf('api'), api);
    assert.equal((await unit.insist('POST', '/orders', body, key)).status, 201);
    await assertPaidOnce(orderNo);
  });

  it('given a running stack, when another is started on its folder or one of its ports, then that one says why not and nothing is disturbed', async () => {
    // PostgreSQL's own processes come and go with connections.
    const parts = () =>
      (['postgres', 'temporal', 'sandbox', 'worker', 'api'] as const).map((name) => stack.pidOf(name));
    const before = parts();
    const sameFolder = run(stack.settings, 'stack.ts');
    assert.equal(await sameFolder.exited, 1);
    assert.match(
      sameFolder.lines.join('\n'),
      new RegExp(`${stack.config.dataDir} is in use by the stack with pid ${stack.processes()[0]!.pid}:`),
    );

    const other = await newSettings({ SANDBOX_PORT: stack.settings['SANDBOX_PORT']! });
    const samePort = run(other, 'stack.ts');
    assert.equal(await samePort.exited, 1);
    assert.match(
      samePort.lines.join('\n'),
      new RegExp(`Nothing was started:\n.*SANDBOX_PORT=${other['SANDBOX_PORT']} is busy`),
    );
    assert.ok(!existsSync(join(other['DATA_DIR']!, 'postgres')));
    assert.equal((await readiness()).status, 200);
    assert.deepEqual(parts(), before);
  });

  it('given an order that waits, when everything is killed and the stack is started again, then it goes on where it was', async () => {
    const { orderNo } = await unit.place();
    const payment = await unit.openPayment(orderNo);
    const journal = await journalOf(stack);
    await stack.killEverything();
    said.push(...stack.lines);
    // What it wrote for commands in other terminals still lies there, and leads nobody to it.
    assert.equal(readCommandConfig({ env: inAnotherTerminal(stack) }).DATABASE_URL, undefined);
    stack = await startStack(settings);
    assert.deepEqual((await journalOf(stack)).trades, journal.trades);
    assert.equal((await unit.get(`/orders/${orderNo}`)).state, 'awaiting_payment');
    await unit.pay(payment);
    await assertPaidOnce(orderNo);
  });

  it('given all that was killed, when the books are compared with the provider’s, then they agree both ways, each order has one run and no call failed', async () => {
    await until(
      'nothing in suspense',
      async () => (await stack.rows("SELECT 1 FROM payments WHERE state = 'suspense'")).length === 0,
    );
    assert.deepEqual(await disagreements(stack), []);
    const { trades } = await journalOf(stack);
    assert.equal(trades.filter(({ state }: Json) => state === 'paid').length, 6);
    assert.equal(trades.filter(({ state }: Json) => state === 'refunded').length, 1);
    const orders = await stack.rows<{ id: string }>("SELECT 'order:' || order_no AS id FROM badge_orders ORDER BY 1");
    assert.deepEqual(
      await orderRuns(stack),
      orders.map(({ id }) => id),
    );
    const failed = [...said, ...stack.lines].filter(
      (line) => line.startsWith('api ') && /"status":500|request failed/.test(line),
    );
    assert.deepEqual(failed, []);
  });

  it('given a running stack, when Ctrl-C comes twice, as npm passes it on, then it ends within 10 s and no process of it is left', async () => {
    const processes = stack.processes();
    const since = Date.now();
    assert.equal(await stack.stop('SIGINT', 'SIGINT'), 0);
    assert.ok(Date.now() - since < 10_000, `${Date.now() - since} ms`);
    assert.deepEqual(processes.filter(isRunning), []);
  });
});
