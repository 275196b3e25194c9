import assert from 'node:assert/strict';
import { appendFileSync, existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { claimLinks, readClaim } from '../../stack/data-dir.ts';
import { isRunning } from '../../stack/process-identity.ts';
import { disagreements } from './books.ts';
import { placesOf, placesWith } from './canary.ts';
import { letRetentionPass, stillOpens } from './erased.ts';
import { createVisitor, type Json } from './http.ts';
import { createCast, personalDataOf } from './people.ts';
import { inAnotherTerminal, newSettings, run, startStack, type Stack } from './stack.ts';

describe('the tour on the real stack', () => {
  const seed = 'tour.test';
  const cast = createCast(seed);
  let stack: Stack;
  let orderNo: string;

  before('a stack as a person starts it', async function () {
    this.timeout(180_000);
    stack = await startStack(await newSettings({ DEMO_PASSWORD: 'not-the-default' }));
  });

  /** By which a command finds the stack without being told its DATA_DIR. */
  const link = () => join(claimLinks, `${stack.processes()[0]!.pid}.json`);

  it('given a stack with ports, a folder and a password of its own, when it serves, then its settings lie there, for its owner alone', () => {
    const { PORT, DATA_DIR, DEMO_PASSWORD } = readClaim(link())?.settings ?? {};
    assert.deepEqual(
      { PORT, DATA_DIR, DEMO_PASSWORD },
      { PORT: stack.config.PORT, DATA_DIR: stack.config.dataDir, DEMO_PASSWORD: 'not-the-default' },
    );
    assert.equal(statSync(link()).mode & 0o777, 0o600);
  });

  it('given a fresh stack, when the tour is walked in another terminal, then it comes to its end, three badges lie there and the books agree', async function () {
    this.timeout(120_000);
    const { lines, exited } = run(inAnotherTerminal(stack), 'test/e2e/tour.ts', seed);
    assert.equal(await exited, 0, lines.join('\n'));
    assert.ok(lines.some((line) => line.startsWith('Done in ')));

    const badges = lines.map((line) => line.trim()).filter((line) => line.endsWith('.pdf'));
    assert.equal(badges.length, 3);
    for (const badge of badges) assert.equal(readFileSync(badge).subarray(0, 5).toString(), '%PDF-');

    assert.deepEqual(await disagreements(stack), []);
    const orders = await stack.rows<{ order_no: string; state: string }>('SELECT order_no, state FROM badge_orders');
    orderNo = orders[0]!.order_no;
    assert.deepEqual(orders, [{ order_no: orderNo, state: 'settled' }]);
    const { trades, refunds, sms, shipments }: Json = await createVisitor(stack.config.sandboxUrl).get(
      '/__sandbox/journal',
    );
    assert.deepEqual(trades, [
      { provider: 'alipay', outTradeNo: `${orderNo}P1`, amountFen: 20_000, state: 'paid', paidAt: trades[0].paidAt },
    ]);
    assert.deepEqual(refunds, []);
    const others = ['without-code', 'first-edition'].map((who) => createCast(`${seed}:${who}`).mobile);
    const textsTo = (mobile?: string) =>
      sms.filter((text: Json) => text.mobile === mobile).map((text: Json) => text.template);
    assert.deepEqual(textsTo(cast.mobile).toSorted(), ['SMS_PAYMENT_DUE', 'SMS_REGISTRATION_APPROVED']);
    assert.deepEqual(others.map(textsTo), [
      ['SMS_VERIFICATION_CODE', 'SMS_REGISTRATION_RETURNED', 'SMS_REGISTRATION_APPROVED'],
      [],
    ]);
    const states = await stack.rows<{ state: string; count: string }>(
      'SELECT state, count(*) FROM registrations GROUP BY state ORDER BY state',
    );
    assert.deepEqual(
      states.map(({ state, count }) => [state, Number(count)]),
      [
        ['approved', 2],
        ['under_review', 1],
      ],
    );
    assert.deepEqual(
      shipments.map((parcel: Json) => parcel.orderId),
      [`${orderNo}S1`],
    );
  });

  it('given the stack as a person starts it, when the doctor looks at it in another terminal, then all is right, but that the server here keeps what ended for a day', async () => {
    const { lines, exited } = run(inAnotherTerminal(stack), 'expo.ts', 'doctor', '--live');
    assert.equal(await exited, 0, lines.join('\n'));
    const remarks = lines.filter((line) => !line.startsWith('ok '));
    assert.equal(remarks.length, 2, remarks.join('\n'));
    assert.match(remarks[0]!, /^warn {2}temporal {2}retention: what ended is kept for 1 day:/);
    assert.match(remarks[1]!, /^\d+ ok, 1 to look at, 0 wrong$/);
    for (const subject of ['settings', 'database', 'temporal', 'providers', 'live'])
      assert.ok(
        lines.some((line) => line.startsWith(`ok    ${subject} `)),
        subject,
      );
  });

  it('given what the tour typed, when tables, histories, logs, metrics and files are searched, then none of it is found', async function () {
    this.timeout(120_000);
    const unit = createVisitor(stack.api);
    await unit.logIn({ account: cast.uscc, password: cast.password });
    const { items } = await unit.get('/attendees');
    const photos: Buffer[] = await Promise.all(
      items.map((item: Json) => unit.get(`/attendees/${item.attendeeId}/photo`)),
    );
    const insides = photos.map((photo) => photo.subarray(200, 240));
    const places = await placesOf(stack);

    // What must not be found counts only where something that is there is found.
    const withOrder = placesWith(orderNo, places);
    for (const place of [
      'table badge_orders',
      'table events',
      `history order:${orderNo}`,
      `description order:${orderNo}`,
    ])
      assert.ok(withOrder.includes(place), place);
    assert.ok(
      withOrder.includes('file logs/api.log') && withOrder.some((place) => place.startsWith('file temporal.db')),
    );
    assert.ok(
      withOrder.some((place) => place.startsWith('file postgres/')),
      'Postgres on disk',
    );
    assert.deepEqual(placesWith('http_request_duration_seconds_bucket', places), ['metrics api']);
    assert.deepEqual(placesWith('temporal_request_total', places), ['metrics worker']);

    const findings = [...personalDataOf(cast), ...insides].flatMap((datum) =>
      placesWith(datum, places).map((place) => `${String(datum)} in ${place}`),
    );
    assert.deepEqual(findings, []);
  });

  it('given a name written into a log, when the places are searched, then it is found there, however it is spelled, and nowhere else', async () => {
    const name = cast.mainland.name;
    const log = join(stack.config.dataDir, 'logs', 'worker.log');
    appendFileSync(log, `{"msg":"planted","name":"${name}"}\n`);
    assert.deepEqual(placesWith(name, await placesOf(stack)), ['file logs/worker.log']);

    const spelled = (text: string) => placesWith(name, [{ name: 'planted', bytes: Buffer.from(text) }]).length;
    const base64 = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${name}, and more`).toString('base64'));
    const hex = Buffer.from(name).toString('hex');
    const all = [`(\\x00${hex}ff)`, `GET /?query=${encodeURIComponent(name)}`, '"\\u5f20\\u36c3\\u4dae"', ...base64];
    assert.deepEqual(
      all.map(spelled),
      all.map(() => 1),
    );
    assert.equal(spelled('张三'), 0);
  });

  it('given the tour’s registrations, when their data has had its time, then nothing that tells of its people opens any more, and what is left of them is ids, money and codes', async function () {
    this.timeout(120_000);
    const people = [seed, `${seed}:without-code`, `${seed}:first-edition`].map(createCast);
    const data = people.flatMap(personalDataOf);
    const before = await stillOpens(stack);
    assert.ok(placesWith(cast.mobile, before).includes('units.mobile'));
    assert.ok(placesWith(cast.mainland.documentNumber, before).includes('attendees.document_number'));
    await letRetentionPass(stack);

    const after = await stillOpens(stack);
    assert.deepEqual(
      data.flatMap((datum) => placesWith(datum, after).map((place) => `${datum} in ${place}`)),
      [],
    );
    assert.deepEqual(
      [...new Set(after.map(({ name }) => name))].toSorted(),
      [
        'audit_entries.address',
        'idempotency_keys.answer',
        'provider_notices.raw',
        'sessions.address',
        'sessions.user_agent',
        'staff.mobile',
      ],
      'of staff, what staff were answered within the week, and notices of which nothing is left',
    );
    const unit = placesWith(cast.uscc, await placesOf(stack));
    assert.ok(unit.includes('table units') && unit.some((place) => place.startsWith('history registration:')));
    console.log(
      `      the unit's credit code is left in ${unit.filter((place) => !place.startsWith('file ')).join(', ')}`,
    );
    const [money] = await stack.rows<{ fen: string }>('SELECT sum(captured_fen) AS fen FROM payments');
    assert.equal(Number(money!.fen), 20_000);
  });

  it('given a running stack, when it gets SIGTERM, then it ends well within 10 s and nothing of it is left but its data', async function () {
    this.timeout(30_000);
    const processes = stack.processes();
    const [itsLink, claim] = [link(), realpathSync(link())];
    assert.ok(processes.length >= 6, 'supervisor and five parts');
    const since = Date.now();
    assert.equal(await stack.stop('SIGTERM'), 0);
    assert.ok(Date.now() - since < 10_000, `${Date.now() - since} ms`);
    assert.deepEqual(processes.filter(isRunning), []);
    assert.deepEqual([lstatSync(itsLink, { throwIfNoEntry: false }), existsSync(claim)], [undefined, false]);
  });
});
