import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { createAlipayGateway } from '../../activities/providers/alipay.ts';
import { rsaPair } from '../../sandbox/keys.ts';
import type { GatewayBench } from './gateway-contract.ts';
import { describeGateway } from './gateway-contract.ts';
import { startReceiver, startSandbox } from './local-sandbox.ts';

async function start(): Promise<GatewayBench> {
  const [sandbox, notices] = await Promise.all([startSandbox(), startReceiver('success')]);
  const gatewayOf = (timeoutMs: number) =>
    createAlipayGateway({ ...settingsOf(sandbox.merchant, sandbox.url, notices.url), timeoutMs });
  return { sandbox, notices, gateway: gatewayOf(30_000), impatient: gatewayOf(300) };
}

function settingsOf(merchant: Record<string, string>, endpoint: string, notifyUrl: string) {
  const get = (name: string) => merchant[name] ?? assert.fail(`${name} is missing`);
  return {
    endpoint,
    notifyUrl,
    appId: get('ALIPAY_APP_ID'),
    sellerId: get('ALIPAY_SELLER_ID'),
    privateKey: get('ALIPAY_PRIVATE_KEY'),
    alipayPublicKey: get('ALIPAY_PUBLIC_KEY'),
  };
}

describeGateway({ provider: 'alipay', unscanned: 'not_exist' }, start);

describe('alipay', () => {
  let bench: GatewayBench;
  before(async () => {
    bench = await start();
  });
  after(async () => {
    await bench.sandbox.stop();
    await bench.notices.stop();
  });

  function signed(more: Record<string, string> = {}, { hash = 'RSA-SHA256', signType = 'RSA2' } = {}): URLSearchParams {
    const fields: Record<string, string> = {
      app_id: bench.sandbox.merchant.ALIPAY_APP_ID ?? '',
      seller_id: bench.sandbox.merchant.ALIPAY_SELLER_ID ?? '',
      notify_id: 'n1',
      out_trade_no: '20260000000009P1',
      trade_status: 'TRADE_SUCCESS',
      total_amount: '200.00',
      subject: '证件费',
      ...more,
    };
    const names = Object.keys(fields).toSorted();
    const text = names.map((name) => `${name}=${fields[name]}`).join('&');
    const sign = createSign(hash).update(text).sign(bench.sandbox.keys.alipay.privateKey, 'base64');
    return new URLSearchParams({ ...fields, sign, sign_type: signType });
  }
  const read = (body: { toString(): string }) => bench.gateway.readNotice({ headers: {}, body: body.toString() });
  const tampered = (name: string, value: string) => {
    const form = signed();
    form.set(name, value);
    return form;
  };
  const expiresAt = new Date(Date.now() + 900_000);

  it('given an unscanned trade, when it is closed, then it does not exist and can still be paid', async () => {
    const outTradeNo = '20260000000001P1';
    const { codeUrl } = await bench.gateway.open({ outTradeNo, amountFen: 100, subject: '证件费', expiresAt });
    assert.deepEqual(await bench.gateway.close({ outTradeNo }), { status: 'not_exist' });
    assert.equal((await bench.sandbox.call('POST', '/pay', { codeUrl })).status, 200);
    assert.equal((await bench.gateway.query({ outTradeNo })).status, 'paid');
  });

  it('given a scanned trade, when it expires, then Alipay closes it by itself', async () => {
    const outTradeNo = '20260000000002P1';
    await bench.gateway.open({ outTradeNo, amountFen: 100, subject: '证件费', expiresAt });
    await bench.sandbox.scan(outTradeNo);
    await bench.sandbox.call('PUT', '/clock', { offsetSeconds: 1000 });
    assert.deepEqual(await bench.gateway.query({ outTradeNo }), { status: 'closed' });
    await bench.sandbox.call('POST', '/reset');
  });

  it('given an answer signed by somebody else, when the trade is queried, then nobody knows', async () => {
    const merchant = { ...bench.sandbox.merchant };
    const gateway = createAlipayGateway({
      ...settingsOf(merchant, bench.sandbox.url, bench.notices.url),
      alipayPublicKey: rsaPair().publicKey,
    });
    const outTradeNo = '20260000000003P1';
    await assert.rejects(gateway.open({ outTradeNo, amountFen: 100, subject: '证件费', expiresAt }), {
      name: 'OutcomeUnknown',
      message: 'alipay precreate: outcome unknown (response-signature-verify-error)',
    });
  });

  it('given a stranger’s key, when a trade is opened, then the provider refuses the signature and books nothing', async () => {
    const { privateKey } = rsaPair();
    const gateway = createAlipayGateway({
      ...settingsOf(bench.sandbox.merchant, bench.sandbox.url, bench.notices.url),
      privateKey,
    });
    const outTradeNo = '20260000000004P1';
    await assert.rejects(gateway.open({ outTradeNo, amountFen: 100, subject: '证件费', expiresAt }), {
      name: 'OutcomeUnknown',
      message: 'alipay precreate: outcome unknown (invalid-signature)',
    });
    assert.ok(!(await bench.sandbox.journal()).trades.some((trade) => trade.outTradeNo === outTradeNo));
  });

  it('given a socket that is reset once after a refund, when the client sends it again by itself, then one refund is answered', async () => {
    const outTradeNo = '20260000000005P1';
    await bench.gateway.open({ outTradeNo, amountFen: 100, subject: '证件费', expiresAt });
    await bench.sandbox.pay(outTradeNo);
    await bench.sandbox.faults({
      provider: 'alipay',
      route: 'refund',
      kind: 'commit_then_reset',
      probability: 1,
      count: 1,
    });
    const answer = await bench.gateway.refund({
      outTradeNo,
      refundNo: `${outTradeNo}R1`,
      amountFen: 100,
      reason: '退款',
    });
    assert.deepEqual(answer, { status: 'refunded', amountFen: 100 });
    assert.equal(
      (await bench.sandbox.journal()).refunds.filter((refund) => refund.outTradeNo === outTradeNo).length,
      1,
    );
  });

  describe('notices', () => {
    const signature = { kind: 'refused', reason: 'signature' };

    it('given a genuine notice, when it is read, then it is a payment with its id', async () => {
      assert.deepEqual(await read(signed()), { kind: 'payment', noticeId: 'n1', outTradeNo: '20260000000009P1' });
    });

    it('given a percent sign in a signed field, when it is read, then it is genuine, and tampered it is refused', async () => {
      assert.equal((await read(signed({ subject: '100% 证件费 %zz' }))).kind, 'payment');
      assert.deepEqual(await read(tampered('subject', '100%')), signature);
    });

    it('given a changed amount, number or signature, when it is read, then its signature is refused', async () => {
      assert.deepEqual(await read(tampered('total_amount', '0.01')), signature);
      assert.deepEqual(await read(tampered('out_trade_no', '20260000000008P1')), signature);
      assert.deepEqual(await read(tampered('sign', 'AAAA')), signature);
      assert.deepEqual(await read(tampered('sign', '')), signature);
    });

    it('given SHA-1, or no known kind of signature, when it is read, then it is refused without a throw', async () => {
      assert.deepEqual(await read(signed({}, { hash: 'RSA-SHA1', signType: 'RSA' })), signature);
      assert.deepEqual(await read(signed({}, { signType: 'XX' })), signature);
      assert.deepEqual(await read(''), signature);
      assert.deepEqual(await read('%%%&&==\u0000'), signature);
    });

    it('given a genuine notice of another app or seller, when it is read, then it is foreign', async () => {
      assert.deepEqual(await read(signed({ app_id: '2021000000000000' })), {
        kind: 'refused',
        reason: 'foreign_account',
      });
      assert.deepEqual(await read(signed({ seller_id: '2088000000000000' })), {
        kind: 'refused',
        reason: 'foreign_account',
      });
    });

    it('given a field that stands twice or a missing id, when it is read, then it is malformed', async () => {
      const malformed = { kind: 'refused', reason: 'malformed' };
      assert.deepEqual(await read(`${signed().toString()}&out_trade_no=20260000000008P1`), malformed);
      assert.deepEqual(await read(signed({ notify_id: '' })), malformed);
    });
  });
});
