import assert from 'node:assert/strict';
import { OutcomeUnknown } from '../../domain/errors.ts';
import type { Channel, PaymentGateway } from '../../domain/payment.ts';
import type { LocalSandbox, Receiver } from './local-sandbox.ts';
import { until } from './local-sandbox.ts';

/** One provider's gateway against its sandbox, telling its notices to `notices`. */
export interface GatewayBench {
  gateway: PaymentGateway;
  /** The same gateway, but it waits a few hundred milliseconds only. */
  impatient: PaymentGateway;
  sandbox: LocalSandbox;
  notices: Receiver;
}

/** Where providers differ within the contract. */
export interface GatewayTraits {
  provider: Channel;
  /** What an opened trade is before anybody scanned its code. */
  unscanned: 'not_exist' | 'waiting';
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
let numbers = 0;

/** What every payment gateway must do, whatever its provider's protocol. */
export function describeGateway({ provider, unscanned }: GatewayTraits, start: () => Promise<GatewayBench>): void {
  describe(`payment gateway: ${provider}`, () => {
    let bench: GatewayBench;
    let outTradeNo: string;
    let refundNo: string;

    before(async () => {
      bench = await start();
    });
    after(async () => {
      await bench.sandbox.stop();
      await bench.notices.stop();
    });
    beforeEach(async () => {
      await bench.sandbox.call('POST', '/reset');
      numbers += 1;
      outTradeNo = `2026${String(numbers).padStart(10, '0')}P1`;
      refundNo = `${outTradeNo}R1`;
    });

    const open = (amountFen = 20_000, expiresAt = minutes(15)) =>
      bench.gateway.open({ outTradeNo, amountFen, subject: '证件费', expiresAt });
    const query = () => bench.gateway.query({ outTradeNo });
    const refund = (amountFen: number, number = refundNo) =>
      bench.gateway.refund({ outTradeNo, refundNo: number, amountFen, reason: '审核未通过' });
    const booked = async () => (await bench.sandbox.journal()).trades.find((trade) => trade.outTradeNo === outTradeNo);
    const refunds = async () => (await bench.sandbox.journal()).refunds.filter((row) => row.outTradeNo === outTradeNo);
    const fault = (route: string, kind: string, count = 2) =>
      bench.sandbox.faults({ provider, route, kind, probability: 1, count });

    it(`given an opened trade, when nobody scanned it, then it is ${unscanned}`, async () => {
      await open();
      assert.deepEqual(await query(), { status: unscanned });
      assert.equal((await booked())?.state, 'waiting');
    });

    it('given an opened trade, when it is opened again, then the code is the same and there is one trade', async () => {
      const first = await open();
      assert.deepEqual(await open(), first);
      assert.equal((await bench.sandbox.journal()).trades.filter((trade) => trade.outTradeNo === outTradeNo).length, 1);
    });

    it('given an opened trade, when another amount is opened under its number, then it is refused and the first amount stands', async () => {
      await open();
      await assert.rejects(open(30_000), { name: 'DomainError', message: / answered / });
      assert.equal((await booked())?.amountFen, 20_000);
    });

    it('given an opened trade, when the payer pays, then it is paid with its amount, time and number', async () => {
      await open(20_001);
      const before = Date.now();
      await bench.sandbox.pay(outTradeNo);
      const trade = await query();
      assert.equal(trade.status, 'paid');
      assert.equal(trade.amountFen, 20_001);
      assert.ok(
        trade.paidAt.getTime() > before - 1000 && trade.paidAt.getTime() <= Date.now(),
        `${trade.paidAt.toISOString()} is not now`,
      );
      assert.notEqual(trade.providerTradeNo, '');
    });

    it('given a scanned trade, when it is closed, then it is closed and cannot be paid', async () => {
      await open();
      await bench.sandbox.scan(outTradeNo);
      assert.deepEqual(await query(), { status: 'waiting' });
      assert.deepEqual(await bench.gateway.close({ outTradeNo }), { status: 'closed' });
      assert.deepEqual(await query(), { status: 'closed' });
      assert.equal((await bench.sandbox.pay(outTradeNo)).status, 409);
      assert.equal((await booked())?.paidAt, null);
    });

    it('given a paid trade, when it is closed, then close is refused and it is still paid', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      assert.equal((await bench.gateway.close({ outTradeNo })).status, 'refused');
      assert.equal((await query()).status, 'paid');
      assert.equal((await booked())?.state, 'paid');
    });

    it("given a trade that expires, when the provider's clock is in the overrun, then it can be paid, and after it cannot", async () => {
      await open(20_000, minutes(15));
      await bench.sandbox.call('PUT', '/clock', { offsetSeconds: 15 * 60 + 5, overrunSeconds: 60 });
      assert.equal((await bench.sandbox.pay(outTradeNo)).status, 200);
      assert.equal((await query()).status, 'paid');

      outTradeNo = outTradeNo.replace('P1', 'P2');
      await bench.sandbox.call('PUT', '/clock', { offsetSeconds: 0, overrunSeconds: 0 });
      await open(20_000, minutes(15));
      await bench.sandbox.scan(outTradeNo);
      await bench.sandbox.call('PUT', '/clock', { offsetSeconds: 15 * 60 + 5 });
      assert.equal((await bench.sandbox.pay(outTradeNo)).status, 409);
      await bench.gateway.close({ outTradeNo });
      assert.deepEqual(await query(), { status: 'closed' });
    });

    it('given a paid trade, when it is refunded twice under one number, then it is refunded once', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      assert.deepEqual(await bench.gateway.queryRefund({ outTradeNo, refundNo }), { status: 'not_exist' });
      assert.deepEqual(await refund(5000), { status: 'refunded', amountFen: 5000 });
      assert.deepEqual(await refund(5000), { status: 'refunded', amountFen: 5000 });
      assert.deepEqual(await bench.gateway.queryRefund({ outTradeNo, refundNo }), {
        status: 'refunded',
        amountFen: 5000,
      });
      assert.deepEqual(
        (await refunds()).map((row) => row.amountFen),
        [5000],
      );
      assert.equal((await query()).status, 'paid');
    });

    it('given a refund, when its number comes with another amount or too much is asked, then it is refused and nothing moves', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await refund(15_000);
      assert.equal((await refund(4000)).status, 'refused');
      assert.equal((await refund(5001, `${outTradeNo}R2`)).status, 'refused');
      assert.equal((await refunds()).length, 1);
      assert.deepEqual(await refund(5000, `${outTradeNo}R2`), { status: 'refunded', amountFen: 5000 });
      assert.equal((await booked())?.state, 'refunded');
    });

    it('given a wholly refunded trade, when it is queried, then it is paid, not closed', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await refund(20_000);
      const trade = await query();
      assert.equal(trade.status, 'paid');
      assert.equal(trade.amountFen, 20_000);
    });

    it('given an unpaid trade, when it is refunded, then it is refused and nothing moves', async () => {
      await open();
      await bench.sandbox.scan(outTradeNo);
      assert.equal((await refund(100)).status, 'refused');
      assert.equal((await refunds()).length, 0);
    });

    it('given a refund whose answer is lost, when it is asked again, then it was made once', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await fault('refund', 'commit_then_reset');
      await assert.rejects(refund(20_000), OutcomeUnknown);
      assert.equal((await refunds()).length, 1);
      await bench.sandbox.faults();
      assert.deepEqual(await refund(20_000), { status: 'refunded', amountFen: 20_000 });
      assert.equal((await refunds()).length, 1);
    });

    it('given a call that is reset before it arrives, when a refund is asked, then nobody knows and nothing moved', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await fault('refund', 'reset_before_commit');
      await assert.rejects(refund(20_000), OutcomeUnknown);
      assert.equal((await refunds()).length, 0);
    });

    for (const kind of ['http_502', 'rate_limited']) {
      it(`given ${kind} from the provider, when it is called, then nobody knows and nothing moved`, async () => {
        await open();
        await bench.sandbox.scan(outTradeNo);
        await bench.sandbox.faults({ provider, route: '*', kind, probability: 1 });
        await assert.rejects(query(), OutcomeUnknown);
        await assert.rejects(bench.gateway.close({ outTradeNo }), OutcomeUnknown);
        await assert.rejects(refund(100), OutcomeUnknown);
        await assert.rejects(bench.gateway.queryRefund({ outTradeNo, refundNo }), OutcomeUnknown);
        assert.equal((await booked())?.state, 'waiting');
      });
    }

    it('given a provider that hangs, when it is queried, then the call ends and nobody knows', async () => {
      await open();
      await fault('query', 'hang');
      await assert.rejects(bench.impatient.query({ outTradeNo }), OutcomeUnknown);
      assert.equal((await booked())?.state, 'waiting');
    });

    it('given a failed call, when its error is told, then it names no amount, number or address', async () => {
      await open(98_765);
      await fault('query', 'http_502');
      const error: unknown = await query().catch((caught: unknown) => caught);
      assert.ok(error instanceof OutcomeUnknown && error.cause instanceof Error);
      const told = `${error.message} ${error.stack} ${error.cause.message} ${error.cause.stack}`;
      for (const secret of ['987.65', '98765', outTradeNo, bench.sandbox.url]) assert.ok(!told.includes(secret), told);
    });

    it('given captures and a refund, when the bill of the day is read, then it has each once to the fen with its fee, and there is none of tomorrow (R14)', async () => {
      const day = (offset: number) =>
        new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
      await open(20_001);
      await bench.sandbox.pay(outTradeNo);
      await refund(5_000);
      const lines = (await bench.gateway.bill(day(0)))!.filter((line) => line.outTradeNo === outTradeNo);
      const { providerTradeNo } = (await query()) as { providerTradeNo: string };
      assert.deepEqual(
        lines.map(({ at: _at, ...line }) => line),
        [
          { kind: 'payment', outTradeNo, providerTradeNo, amountFen: 20_001, feeFen: 120 },
          { kind: 'refund', outTradeNo, refundNo, providerTradeNo, amountFen: 5_000, feeFen: -30 },
        ],
      );
      for (const { at } of lines) assert.ok(Math.abs(at.getTime() - Date.now()) < 5_000);
      assert.equal(await bench.gateway.bill(day(1)), undefined);
      await bench.sandbox.faults({ provider, route: 'bill', kind: 'http_502', probability: 1 });
      await assert.rejects(bench.gateway.bill(day(0)), OutcomeUnknown);
    });

    it('given a payment and a refund, when the provider tells of them, then each notice is read as what it is', async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await refund(100);
      const kinds = await until(async () => {
        const readings = await Promise.all(bench.notices.received.map((notice) => bench.gateway.readNotice(notice)));
        const mine = readings.filter((reading) => reading.kind !== 'refused' && reading.outTradeNo === outTradeNo);
        return mine.length === 2 ? mine.map(({ kind }) => kind) : undefined;
      });
      assert.deepEqual(new Set(kinds), new Set(['payment', 'refund']));
    });
  });
}
