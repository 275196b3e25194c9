import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { dumpDatabase, restoreDatabase } from '../support/database-copy.ts';
import { testKeyRingFile } from '../support/keys.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { journalOf } from './books.ts';
import { createVisitor, until, type Json } from './http.ts';
import { createCast } from './people.ts';
import { newSettings, run, startStack, type Settings, type Stack } from './stack.ts';
import { createUnit, type Unit } from './unit.ts';

/* A database that was copied while everything ran is restored, and meets a Temporal and providers that have gone on since. */

describe('a restored database beside a newer Temporal', function () {
  this.timeout(600_000);
  const databases: TestDatabase[] = [];
  let stack: Stack;
  let settings: Settings;
  let unit: Unit;
  /** Registered after the copy. */
  let late: Unit;
  /** Placed before the copy and paid after it; placed and paid after it; the same, by the unit that registered after it. */
  let paid: string, placed: string, gone: string;

  const expo = async (...words: string[]) => {
    const { lines, exited } = run(settings, 'expo.ts', ...words);
    return { code: await exited, lines };
  };
  const audit = () => expo('audit', '--runs', '--bills');
  const order = (orderNo: string) => unit.send('GET', `/orders/${orderNo}`);
  const openAgain = () => {
    const { mobile, password } = createCast('resync');
    return createVisitor(stack.api).send('POST', '/registrations', {
      region: 'mainland',
      category: 'enterprise',
      uscc: late.account,
      invitationCode: 'DEMO-02',
      mobile,
      password,
      acceptPrivacyTerms: true,
    });
  };
  const logIn = () =>
    createVisitor(stack.api).send('POST', '/sessions', { account: late.account, password: late.password });
  const refundOf = async (orderNo: string) =>
    (await journalOf(stack)).refunds.find(({ outTradeNo }: Json) => outTradeNo.startsWith(orderNo));

  async function pay(of: Unit, orderNo: string): Promise<string> {
    await of.pay(await of.openPayment(orderNo));
    await of.stateIs(orderNo, 'paid');
    return orderNo;
  }

  before('a unit and its order, a copy, work after it, and the copy in place of what was there', async () => {
    databases.push(await createTestDatabase(), await createTestDatabase());
    const given = {
      DATABASE_URL: databases[0]!.url,
      KEY_RING_FILE: testKeyRingFile(),
      DEMO: 'yes',
      RATE_LIMITS: 'off',
    };
    settings = await newSettings(given);
    stack = await startStack(settings);
    unit = await createUnit(stack, 3);
    paid = (await unit.place()).orderNo;

    const copy = await dumpDatabase(databases[0]!.url);

    await pay(unit, paid);
    placed = await pay(unit, (await unit.place()).orderNo);
    late = await createUnit(stack, 1);
    gone = await pay(late, (await late.place()).orderNo);

    assert.equal(await stack.stop('SIGTERM'), 0);
    await restoreDatabase(databases[1]!.url, copy);
    settings = { ...settings, DATABASE_URL: databases[1]!.url };
    stack = await startStack(settings);
  });
  after(async () => {
    await stack?.stop('SIGTERM');
    for (const { drop } of databases) await drop();
  });

  it('given the restored rows, when they are read, then a paid order awaits payment, a later one is not there and its number is given out again, a later unit is locked out; and the audit names each', async () => {
    assert.equal((await order(paid)).body.state, 'awaiting_payment');
    assert.equal((await order(placed)).status, 404);
    const again = await unit.send('POST', '/orders', unit.orderOf(unit.nextPerson()), {
      'Idempotency-Key': randomUUID(),
    });
    assert.ok(again.status >= 500, `${again.status} ${JSON.stringify(again.body)}`);
    assert.equal((await logIn()).status, 401);
    assert.deepEqual([(await openAgain()).body.code, (await order(gone)).status], ['unit_already_registered', 404]);

    const { code, lines } = await audit();
    assert.equal(code, 1);
    const told = lines.join('\n');
    for (const fault of [
      new RegExp(`order ${paid} is awaiting_payment here and paid to its run`),
      new RegExp(`order ${placed} is paid to its run and not here`),
      new RegExp(`order ${gone} is paid to its run and not here`),
      new RegExp(
        `registration:2:${late.account} has a run \\(approved\\), and no registration of that account waits here`,
      ),
      new RegExp(`order_numbers go on after [0-9]+, and ${Number(gone.slice(6))} is given out already`),
      new RegExp(`alipay captured 20000 fen of trade ${placed}P1, and here it is none`),
    ])
      assert.match(told, fault);
  });

  it('given these differences, when resync is tried, then it names what it would do and changes neither rows nor runs', async () => {
    const tables = ['badge_orders', 'payments', 'registrations', 'resumptions', 'audit_entries', 'ledger_entries'];
    const standing = async () => {
      const { tables: all, sequences } = await dumpDatabase(databases[1]!.url);
      return {
        rows: all.filter(({ name }) => tables.includes(name)),
        numbers: sequences.filter(({ name }) => name.endsWith('_numbers')),
      };
    };
    const before = await standing();
    const tried = await expo('resync', '--dry-run');
    assert.equal(tried.code, 0, tried.lines.join('\n'));
    assert.match(tried.lines.at(-1)!, /^[0-9]+ difference\(s\); nothing was written\.$/);
    for (const orderNo of [paid, placed, gone])
      assert.ok(tried.lines.some((line) => line.startsWith(`order ${orderNo} `)));
    assert.deepEqual(await standing(), before);
  });

  it('given resync killed in the middle, when it is run again, then the paid order is paid, the later one is there and paid, money without people went back, the account opens, numbers go on; and the third time there is nothing to do', async () => {
    const killed = run(settings, 'expo.ts', 'resync');
    await until('the first order is taken up', async () => killed.lines.some((line) => line.startsWith('order ')));
    killed.child.kill('SIGKILL');
    assert.equal(await killed.exited, 'SIGKILL');

    const mended = await expo('resync');
    assert.equal(mended.code, 0, mended.lines.join('\n'));
    assert.equal((await order(paid)).body.state, 'paid');
    const { status, body } = await order(placed);
    assert.deepEqual([status, body.state, body.lines.length], [200, 'paid', 1]);
    assert.equal((await order(gone)).status, 404);
    const { outRefundNo, amountFen } = await refundOf(gone);
    assert.deepEqual([outRefundNo, amountFen], [`${gone}P1L`, 20_000]);
    assert.deepEqual([await refundOf(paid), await refundOf(placed)], [undefined, undefined]);

    const clean = await audit();
    assert.equal(clean.code, 0, clean.lines.join('\n'));
    assert.deepEqual(
      clean.lines.filter((line) => !line.startsWith('ok  ')),
      [],
    );
    assert.deepEqual(await expo('resync'), { code: 0, lines: ['Nothing to do.'] });

    const opened = await openAgain();
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
    const [next] = await stack.rows<{ no: string }>("SELECT nextval('order_numbers')::text AS no");
    assert.ok(Number(next!.no) > Number(gone.slice(6)));
    const actions = await stack.rows<{ action: string }>('SELECT DISTINCT action FROM audit_entries');
    for (const action of ['run_resumed', 'run_ended', 'numbers_moved'])
      assert.ok(
        actions.some((entry) => entry.action === action),
        action,
      );
  });

  it('given rows and runs that agree, when one side loses something again, then the audit says so and resync mends that alone', async () => {
    // As where Temporal was restored to an earlier time, or lost.
    const { temporalAddress, TEMPORAL_NAMESPACE } = stack.config;
    const { Client, Connection } = await import('@temporalio/client');
    const connection = await Connection.connect({ address: temporalAddress });
    await new Client({ connection, namespace: TEMPORAL_NAMESPACE }).workflow
      .getHandle(`order:${paid}`)
      .terminate('lost');
    await connection.close();
    const lost = await audit();
    assert.deepEqual(
      [lost.code, lost.lines.filter((line) => !line.startsWith('ok  ')).at(-1)],
      [1, `        order ${paid} is paid here and has no run`],
    );
    const mended = await expo('resync');
    assert.equal(mended.code, 0, mended.lines.join('\n'));
    assert.equal((await audit()).code, 0);
    assert.equal((await order(paid)).body.state, 'paid');
  });
});
