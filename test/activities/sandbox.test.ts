import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createAlipayGateway } from '../../activities/providers/alipay.ts';
import { createSfExpress } from '../../activities/providers/sf-express.ts';
import { OutcomeUnknown } from '../../domain/errors.ts';
import type { PaymentGateway } from '../../domain/payment.ts';
import type { LocalSandbox } from './local-sandbox.ts';
import { adminOf, merchantOf, startReceiver, startSandbox, temporaryDir, until } from './local-sandbox.ts';

function gatewayOf(
  merchant: Record<string, string>,
  endpoint: string,
  notifyUrl = 'http://127.0.0.1:9/',
): PaymentGateway {
  return createAlipayGateway({
    endpoint,
    notifyUrl,
    appId: merchant.ALIPAY_APP_ID ?? '',
    sellerId: merchant.ALIPAY_SELLER_ID ?? '',
    privateKey: merchant.ALIPAY_PRIVATE_KEY ?? '',
    alipayPublicKey: merchant.ALIPAY_PUBLIC_KEY ?? '',
  });
}

const openingOf = (outTradeNo: string) => ({
  outTradeNo,
  amountFen: 20_000,
  subject: '证件费',
  expiresAt: new Date(Date.now() + 900_000),
});

const noticesOf = async (sandbox: LocalSandbox) => (await sandbox.journal()).notices.slice(-1);

/** The sandbox as its own process. */
async function spawnSandbox(dataDir: string) {
  const args = ['--import=tsx', 'sandbox/main.ts', '--port', '0', '--data-dir', dataDir];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? assert.fail(`no address in "${line}"`);
  return {
    url,
    async end(signal: 'SIGKILL' | 'SIGTERM') {
      const exited = once(child, 'exit');
      child.kill(signal);
      return exited;
    },
  };
}

describe('sandbox process', () => {
  const dataDir = temporaryDir();
  after(() => rmSync(dataDir, { recursive: true }));

  it('given a refund whose answer was cut off, when the process is killed and started again, then the books know of it and it is not made twice', async () => {
    const first = await spawnSandbox(dataDir);
    const merchant = merchantOf(dataDir);
    assert.equal(statSync(join(dataDir, 'keys/merchant.json')).mode & 0o777, 0o600);
    const trade = openingOf('20260000000001P1');
    const refund = {
      outTradeNo: trade.outTradeNo,
      refundNo: `${trade.outTradeNo}R1`,
      amountFen: 20_000,
      reason: '退款',
    };
    const before = gatewayOf(merchant, first.url);
    await before.open(trade);
    await adminOf(first.url).pay(trade.outTradeNo);
    await adminOf(first.url).faults({ provider: 'alipay', route: 'refund', kind: 'commit_then_reset', probability: 1 });
    await assert.rejects(before.refund(refund), OutcomeUnknown);
    await first.end('SIGKILL');
    appendFileSync(join(dataDir, 'sandbox/journal.jsonl'), '{"trades":{"provider":"ali');

    const second = await spawnSandbox(dataDir);
    assert.deepEqual(merchantOf(dataDir), merchant);
    const after = gatewayOf(merchant, second.url);
    const { trades, refunds } = await adminOf(second.url).journal();
    assert.deepEqual(
      trades.map(({ outTradeNo, state }) => [outTradeNo, state]),
      [[trade.outTradeNo, 'refunded']],
    );
    assert.deepEqual(
      refunds.map(({ outRefundNo, amountFen }) => [outRefundNo, amountFen]),
      [[refund.refundNo, 20_000]],
    );
    assert.deepEqual(await after.refund(refund), { status: 'refunded', amountFen: 20_000 });
    await after.open(openingOf('20260000000002P1'));
    assert.deepEqual(await second.end('SIGTERM'), [0, null]);

    const third = await startSandbox({ dataDir });
    const books = await third.journal();
    assert.deepEqual([books.trades.length, books.refunds.length], [2, 1]);
    await third.stop();
  });

  it('given a notice that was not accepted, when the sandbox starts again, then it is told again under the same id', async () => {
    const receiver = await startReceiver('fail', 'success');
    const first = await startSandbox({ dataDir });
    const trade = openingOf('20260000000003P1');
    await gatewayOf(first.merchant, first.url, receiver.url).open(trade);
    await first.pay(trade.outTradeNo);
    const tried = await until(async () => (await noticesOf(first)).find(({ attempts }) => attempts === 1));
    assert.equal(tried.delivered, false);
    await first.stop();

    const second = await startSandbox({ dataDir });
    await second.call('PUT', '/notices', { speedup: 1e6 });
    const told = await until(async () => (await noticesOf(second)).find(({ delivered }) => delivered));
    assert.deepEqual(told, { ...tried, attempts: 2, delivered: true });
    const ids = receiver.bodies.map((body) => new URLSearchParams(body).get('notify_id'));
    assert.deepEqual(ids, [tried.id, tried.id]);
    await second.stop();
    await receiver.stop();
  });
});

describe('sandbox', () => {
  let sandbox: LocalSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());
  beforeEach(() => sandbox.call('POST', '/reset'));

  let numbers = 0;
  async function payInto(url: string) {
    const outTradeNo = `2026000000${String((numbers += 1)).padStart(4, '0')}P9`;
    const gateway = gatewayOf(sandbox.merchant, sandbox.url, url);
    await gateway.open(openingOf(outTradeNo));
    await sandbox.pay(outTradeNo);
    return gateway;
  }
  const lastNotice = async () => (await sandbox.journal()).notices.at(-1) ?? assert.fail('no notice');
  const lastTried = (times: number) =>
    until(async () => {
      const notice = await lastNotice();
      return notice.attempts >= times ? notice : undefined;
    });

  it('given a merchant that answers anything but success, when notices are told, then they come again until the provider gives up', async () => {
    const receiver = await startReceiver('SUCCESS');
    await sandbox.call('PUT', '/notices', { speedup: 1e6 });
    await payInto(receiver.url);
    const notice = await lastTried(8);
    assert.deepEqual([notice.attempts, notice.delivered], [8, false]);
    assert.equal(receiver.bodies.length, 8);
    await receiver.stop();
  });

  it('given lost notices, when the knob is turned back, then the next attempt is delivered', async () => {
    const receiver = await startReceiver('success');
    await sandbox.call('PUT', '/notices', { drop: 1 });
    await payInto(receiver.url);
    await lastTried(1);
    assert.equal(receiver.bodies.length, 0);
    await sandbox.call('PUT', '/notices', { drop: 0, speedup: 1e6 });
    assert.deepEqual({ ...(await lastTried(2)), id: '' }, { id: '', kind: 'payment', attempts: 2, delivered: true });
    assert.equal(receiver.bodies.length, 1);
    await receiver.stop();
  });

  it('given duplicates, when a trade is paid, then the same notice comes that many times more, as one attempt', async () => {
    const receiver = await startReceiver('success');
    await sandbox.call('PUT', '/notices', { duplicate: 2 });
    await payInto(receiver.url);
    const notice = await lastTried(1);
    assert.deepEqual(
      receiver.bodies.map((body) => new URLSearchParams(body).get('notify_id')),
      [notice.id, notice.id, notice.id],
    );
    assert.equal(notice.attempts, 1);
    await receiver.stop();
  });

  it('given wrong signatures, when the notice is read, then it is refused', async () => {
    const receiver = await startReceiver('success');
    await sandbox.call('PUT', '/notices', { wrongSignature: 1 });
    const gateway = await payInto(receiver.url);
    const body = await until(() => receiver.bodies[0]);
    assert.deepEqual(await gateway.readNotice({ headers: {}, body }), { kind: 'refused', reason: 'signature' });
    await lastTried(1);
    await receiver.stop();
  });

  it('given a fault with a count, when it has struck so often, then calls go through again', async () => {
    const courier = createSfExpress({
      endpoint: sandbox.url,
      partnerId: sandbox.merchant.SF_PARTNER_ID ?? '',
      checkword: sandbox.merchant.SF_CHECKWORD ?? '',
      monthlyCard: '7551234567',
    });
    const place = { province: '广东省', city: '佛山市', county: '南海区', street: '1号' };
    const parcel = { shipmentNo: '20260000000001S1', recipient: '张三', mobile: '13800138000', pieces: 1, ...place };
    await sandbox.faults({ provider: 'sf', route: '*', kind: 'http_502', probability: 1, count: 2 });
    await assert.rejects(courier.create(parcel), OutcomeUnknown);
    await assert.rejects(courier.create(parcel), OutcomeUnknown);
    assert.equal((await courier.create(parcel)).status, 'created');
  });

  it('given a probability of nothing, or a fault of another provider, when calls are made, then none is struck', async () => {
    await sandbox.faults(
      { provider: 'alipay', route: '*', kind: 'http_502', probability: 0 },
      { provider: 'wechat', route: '*', kind: 'http_502', probability: 1 },
      { provider: 'alipay', route: 'close', kind: 'http_502', probability: 1 },
    );
    assert.deepEqual(await gatewayOf(sandbox.merchant, sandbox.url).query({ outTradeNo: '20269999999999P1' }), {
      status: 'not_exist',
    });
  });

  it('given a paid trade, when the payer pays again, then it is refused with a problem and stays paid once', async () => {
    await payInto('http://127.0.0.1:9/');
    const trade = (await sandbox.journal()).trades.at(-1) ?? assert.fail();
    const again = await sandbox.pay(trade.outTradeNo);
    assert.deepEqual([again.status, again.body.code], [409, 'trade_not_payable']);
    assert.deepEqual((await sandbox.journal()).trades.at(-1), trade);
  });

  const bad: [method: string, path: string, body: unknown, detail: RegExp][] = [
    ['PUT', '/faults', { provider: 'alipay' }, /the body must be a list/],
    [
      'PUT',
      '/faults',
      [{ provider: 'paypal', route: '*', kind: 'hang', probability: 1 }],
      /\[0\]\.provider must be one of alipay/,
    ],
    [
      'PUT',
      '/faults',
      [{ provider: 'sms', route: '*', kind: 'hang', probability: 2 }],
      /\[0\]\.probability must be a number from 0 to 1, not 2/,
    ],
    [
      'PUT',
      '/faults',
      [{ provider: 'sms', route: '*', kind: 'hang', probability: 1, often: 1 }],
      /\[0\]\.often is not known/,
    ],
    ['PUT', '/notices', { drop: '1' }, /drop must be a number/],
    ['PUT', '/notices', { speedup: 0 }, /speedup must be a number/],
    ['PUT', '/clock', [], /the body must be an object/],
    ['PUT', '/review', { fapiaoBuyer: 'perhaps' }, /fapiaoBuyer must be one of confirm, refuse, silent/],
    ['POST', '/pay', {}, /either outTradeNo or codeUrl/],
    ['POST', '/courier', { orderId: 'x', state: 'lost' }, /state must be one of/],
    ['POST', '/pay', undefined, /the body must be JSON/],
  ];
  for (const [method, path, body, detail] of bad) {
    it(`given ${JSON.stringify(body)}, when it is sent to ${method} ${path}, then it is a 400 that says why`, async () => {
      const answer = await sandbox.call(method, path, body);
      assert.equal(answer.status, 400);
      assert.match(String(answer.body.detail), detail);
    });
  }

  it('given a knob turned with part of its fields, when it is turned again, then the rest stays', async () => {
    await sandbox.call('PUT', '/notices', { duplicate: 2, shuffle: true });
    const { body } = await sandbox.call('PUT', '/notices', { drop: 0.5 });
    assert.deepEqual(body, {
      drop: 0.5,
      duplicate: 2,
      delayMs: 0,
      shuffle: true,
      wrongSignature: 0,
      signTest: 0,
      speedup: 1,
    });
    assert.deepEqual((await sandbox.call('PUT', '/rules', { wechatMinCloseAgeSeconds: 300 })).body, {
      wechatMinCloseAgeSeconds: 300,
    });
  });
});
