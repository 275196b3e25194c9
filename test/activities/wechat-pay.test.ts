import assert from 'node:assert/strict';
import { createCipheriv, randomBytes, sign } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { OutcomeUnknown } from '../../domain/errors.ts';
import { createWechatClient } from '../../activities/providers/wechat-client.ts';
import { createWechatPayGateway } from '../../activities/providers/wechat-pay.ts';
import { describeGateway, type GatewayBench } from './gateway-contract.ts';
import { startReceiver, startSandbox, until, wechatSettings } from './local-sandbox.ts';

async function start(): Promise<GatewayBench> {
  const [sandbox, notices] = await Promise.all([startSandbox(), startReceiver('{}')]);
  const gatewayOf = (timeoutMs: number) =>
    createWechatPayGateway(createWechatClient(wechatSettings(sandbox, timeoutMs)), { notifyBase: notices.url });
  return { sandbox, notices, gateway: gatewayOf(30_000), impatient: gatewayOf(300) };
}

describeGateway({ provider: 'wechat', unscanned: 'waiting' }, start);

describe('wechat pay', () => {
  let bench: GatewayBench;
  let numbers = 0;
  let outTradeNo: string;
  before(async () => {
    bench = await start();
  });
  after(async () => {
    await bench.sandbox.stop();
    await bench.notices.stop();
  });
  beforeEach(async () => {
    await bench.sandbox.call('POST', '/reset');
    outTradeNo = `2027${String(++numbers).padStart(10, '0')}P1`;
  });

  const open = (gateway = bench.gateway, minutes = 15) =>
    gateway.open({
      outTradeNo,
      amountFen: 20_000,
      subject: '证件费',
      expiresAt: new Date(Date.now() + minutes * 60_000),
    });
  const booked = async () => (await bench.sandbox.journal()).trades.find((trade) => trade.outTradeNo === outTradeNo);

  /** The platform, with one answer changed on its way. */
  async function between(
    change: (
      headers: IncomingHttpHeaders,
      body: string,
      path: string,
    ) => [headers: Record<string, string>, body: string] | undefined,
  ) {
    const server = createServer((req, res: ServerResponse) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        const init = { method: req.method ?? 'GET', headers: { authorization: req.headers.authorization ?? '' } };
        void fetch(
          bench.sandbox.url + req.url!,
          req.method === 'GET' ? init : { ...init, body: Buffer.concat(chunks) },
        ).then(async (answer) => {
          const headers = Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('wechatpay')));
          const [changedHeaders, body] = change(headers, await answer.text(), req.url!) ?? [headers, ''];
          res.writeHead(answer.status, { 'content-type': 'application/json', ...changedHeaders }).end(body);
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createWechatClient({ ...wechatSettings(bench.sandbox, 2_000), endpoint });
    return { gateway: createWechatPayGateway(client, { notifyBase: endpoint }), close: () => server.close() };
  }
  const plain = (headers: IncomingHttpHeaders) => headers as Record<string, string>;
  const isCertificates = (path: string) => path.includes('certificates');

  for (const [what, change] of [
    [
      'an amount changed on the way',
      (headers, body) => [plain(headers), body.replace('"total":20000', '"total":20001')],
    ],
    ['no signature', (_headers, body) => [{}, body]],
    [
      'a signature that is a test',
      (headers, body) => [{ ...plain(headers), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/x' }, body],
    ],
    [
      'a time six minutes ago',
      (headers, body) => [
        { ...plain(headers), 'wechatpay-timestamp': String(Math.floor(Date.now() / 1000) - 360) },
        body,
      ],
    ],
  ] as [string, (headers: IncomingHttpHeaders, body: string) => [Record<string, string>, string]][])
    it(`given an answer with ${what}, when it is read, then nobody knows`, async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      const middle = await between((headers, body, path) =>
        isCertificates(path) ? [plain(headers), body] : change(headers, body),
      );
      await assert.rejects(middle.gateway.query({ outTradeNo }), OutcomeUnknown);
      middle.close();
      assert.equal((await bench.gateway.query({ outTradeNo })).status, 'paid');
    });

  it('given platform keys that are rotated twice while we run, when we ask and are told, then both are understood with the new keys', async () => {
    for (let turn = 0; turn < 2; turn++) {
      assert.equal((await bench.sandbox.call('POST', '/wechat/rotate-keys')).status, 204);
      outTradeNo = `2028${String(++numbers).padStart(10, '0')}P1`;
      await open();
      await bench.sandbox.pay(outTradeNo);
      assert.equal((await bench.gateway.query({ outTradeNo })).status, 'paid');
      const reading = await until(async () => {
        const readings = await Promise.all(bench.notices.received.map((notice) => bench.gateway.readNotice(notice)));
        return readings.find((each) => each.kind !== 'refused' && each.outTradeNo === outTradeNo);
      });
      assert.equal(reading.kind, 'payment');
    }
  });

  it('given a new key, when the first that is signed by it is a callback, then its certificate is fetched and the callback is read', async () => {
    await open();
    await bench.sandbox.call('POST', '/wechat/rotate-keys');
    const before = bench.notices.received.length;
    await bench.sandbox.pay(outTradeNo);
    const notice = await until(() => bench.notices.received[before]);
    const fresh = createWechatPayGateway(createWechatClient(wechatSettings(bench.sandbox)), { notifyBase: '' });
    assert.equal((await fresh.readNotice(notice)).kind, 'payment');
  });

  describe('callbacks', () => {
    function callback(
      resource: object,
      {
        at = Date.now(),
        tamper = (body: string) => body,
        serial = '',
        signature = (text: string) => text,
        cipher = (text: string) => text,
      } = {},
    ) {
      const { platform } = bench.sandbox.keys.wechat;
      const { apiV3Key } = wechatSettings(bench.sandbox);
      const nonce = randomBytes(6).toString('hex');
      const gcm = createCipheriv('aes-256-gcm', apiV3Key, nonce).setAAD(Buffer.from('transaction'));
      const ciphertext = Buffer.concat([
        gcm.update(JSON.stringify(resource), 'utf8'),
        gcm.final(),
        gcm.getAuthTag(),
      ]).toString('base64');
      const body = JSON.stringify({
        id: 'n-1',
        event_type: 'TRANSACTION.SUCCESS',
        resource: {
          algorithm: 'AEAD_AES_256_GCM',
          ciphertext: cipher(ciphertext),
          nonce,
          associated_data: 'transaction',
        },
      });
      const timestamp = String(Math.floor(at / 1000));
      const signed = sign('sha256', Buffer.from(`${timestamp}\nabc\n${body}\n`), platform[0]!.privateKey).toString(
        'base64',
      );
      const headers = {
        'wechatpay-timestamp': timestamp,
        'wechatpay-nonce': 'abc',
        'wechatpay-serial': serial || platform[0]!.serial,
        'wechatpay-signature': signature(signed),
      };
      return { headers, body: tamper(body) };
    }
    /** A sandbox whose first key still signs. */
    let own: GatewayBench;
    let shared: GatewayBench;
    before(async () => {
      [shared, own] = [bench, await start()];
      bench = own;
    });
    after(async () => {
      bench = shared;
      await own.sandbox.stop();
      await own.notices.stop();
    });
    const ours = () => ({
      mchid: wechatSettings(bench.sandbox).mchId,
      appid: wechatSettings(bench.sandbox).appId,
      out_trade_no: 'T1234567',
    });
    const read = (notice: ReturnType<typeof callback>) => bench.gateway.readNotice(notice);

    it('given a genuine one, when it is read, then it is a payment; one byte more in its body and it is refused', async () => {
      assert.deepEqual(await read(callback(ours())), { kind: 'payment', noticeId: 'n-1', outTradeNo: 'T1234567' });
      assert.deepEqual(await read(callback(ours(), { tamper: (body) => `${body} ` })), {
        kind: 'refused',
        reason: 'signature',
      });
    });
    it('given WeChat tests our verification with a wrong signature, when it is read, then it is refused as such', async () => {
      const signature = (text: string) => `WECHATPAY/SIGNTEST/${text.slice(19)}`;
      assert.deepEqual(await read(callback(ours(), { signature })), { kind: 'refused', reason: 'sign_test' });
    });
    it('given one of six minutes ago, or ahead, when it is read, then it is stale', async () => {
      for (const at of [Date.now() - 360_000, Date.now() + 360_000])
        assert.deepEqual(await read(callback(ours(), { at })), { kind: 'refused', reason: 'stale' });
    });
    it('given a serial nobody knows, when it is read, then it is refused', async () => {
      assert.deepEqual(await read(callback(ours(), { serial: 'FF00' })), { kind: 'refused', reason: 'signature' });
    });
    it('given a ciphertext with one bit turned under a genuine signature, when it is read, then it is refused', async () => {
      const cipher = (text: string) =>
        Buffer.from(text, 'base64').map((byte, index) => (index === 3 ? byte ^ 1 : byte));
      assert.deepEqual(
        await read(callback(ours(), { cipher: (text) => Buffer.from(cipher(text)).toString('base64') })),
        {
          kind: 'refused',
          reason: 'malformed',
        },
      );
    });
    it("given another merchant's or another app's, when it is read, then it is refused", async () => {
      assert.deepEqual(await read(callback({ ...ours(), mchid: '1600000000' })), {
        kind: 'refused',
        reason: 'foreign_account',
      });
      assert.deepEqual(await read(callback({ ...ours(), appid: 'wx0000000000000000' })), {
        kind: 'refused',
        reason: 'foreign_account',
      });
    });
  });

  it('given a trade past its time_expire that nobody closed, when it is asked about, then it still waits, and only a close ends it', async () => {
    await open(bench.gateway, 15);
    await bench.sandbox.call('PUT', '/clock', { offsetSeconds: 16 * 60 });
    assert.deepEqual(await bench.gateway.query({ outTradeNo }), { status: 'waiting' });
    assert.equal((await bench.sandbox.pay(outTradeNo)).status, 409);
    assert.deepEqual(await bench.gateway.close({ outTradeNo }), { status: 'closed' });
    assert.deepEqual(await bench.gateway.close({ outTradeNo }), { status: 'closed' });
    assert.deepEqual(await bench.gateway.query({ outTradeNo }), { status: 'closed' });
  });

  it('given a provider that closes no trade younger than five minutes, when a young one is closed, then it is refused and can be paid', async () => {
    await open();
    await bench.sandbox.call('PUT', '/rules', { wechatMinCloseAgeSeconds: 300 });
    assert.deepEqual(await bench.gateway.close({ outTradeNo }), { status: 'refused', reason: 'INVALID_REQUEST' });
    assert.equal((await bench.sandbox.pay(outTradeNo)).status, 200);
  });

  for (const [outcome, reason] of [
    ['not_enough', 'NOT_ENOUGH'],
    ['window_over', 'INVALID_REQUEST'],
  ] as const)
    it(`given a refund that meets ${outcome}, when it is asked, then it is refused and can be made later under its number`, async () => {
      await open();
      await bench.sandbox.pay(outTradeNo);
      await bench.sandbox.call('PUT', '/refunds', { outcome });
      const refund = { outTradeNo, refundNo: `${outTradeNo}R1`, amountFen: 20_000, reason: '审核未通过' };
      assert.deepEqual(await bench.gateway.refund(refund), { status: 'refused', reason });
      assert.equal((await booked())?.state, 'paid');
      await bench.sandbox.call('PUT', '/refunds', { outcome: 'success' });
      assert.deepEqual(await bench.gateway.refund(refund), { status: 'refunded', amountFen: 20_000 });
      assert.equal((await booked())?.state, 'refunded');
    });

  it('given a refund to an account that is closed, when it is asked what became of it, then it is refused as abnormal and no money moved', async () => {
    await open();
    await bench.sandbox.pay(outTradeNo);
    await bench.sandbox.call('PUT', '/refunds', { outcome: 'abnormal' });
    const refund = { outTradeNo, refundNo: `${outTradeNo}R1`, amountFen: 20_000, reason: '审核未通过' };
    assert.deepEqual(await bench.gateway.refund(refund), { status: 'pending' });
    assert.deepEqual(await bench.gateway.queryRefund(refund), { status: 'refused', reason: 'ABNORMAL' });
    assert.equal((await booked())?.state, 'paid');
  });
});
