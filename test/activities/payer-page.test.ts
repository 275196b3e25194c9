import assert from 'node:assert/strict';
import { createAlipayGateway } from '../../activities/providers/alipay.ts';
import { createAliyunSms } from '../../activities/providers/aliyun-sms.ts';
import { createSfExpress } from '../../activities/providers/sf-express.ts';
import { createWechatClient } from '../../activities/providers/wechat-client.ts';
import { createWechatPayGateway } from '../../activities/providers/wechat-pay.ts';
import type { PaymentGateway } from '../../domain/payment.ts';
import type { LocalSandbox } from './local-sandbox.ts';
import { startSandbox, wechatSettings } from './local-sandbox.ts';

describe("the payer's page", () => {
  let sandbox: LocalSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  const notifyUrl = 'http://127.0.0.1:9/';
  const alipay = () =>
    createAlipayGateway({
      endpoint: sandbox.url,
      notifyUrl,
      appId: sandbox.merchant.ALIPAY_APP_ID!,
      sellerId: sandbox.merchant.ALIPAY_SELLER_ID!,
      privateKey: sandbox.merchant.ALIPAY_PRIVATE_KEY!,
      alipayPublicKey: sandbox.merchant.ALIPAY_PUBLIC_KEY!,
    });
  const open = (gateway: PaymentGateway, outTradeNo: string, { amountFen = 20_000, seconds = 900 } = {}) =>
    gateway.open({
      outTradeNo,
      amountFen,
      subject: '证件费 <1> & "2"',
      expiresAt: new Date(Date.now() + seconds * 1_000),
    });
  const page = async (told = '') => {
    const answer = await fetch(`${sandbox.url}/__sandbox/payer${told}`);
    return { answer, text: await answer.text() };
  };
  /** As a browser sends a form, which then reads the page it is led to. */
  const send = async (path: string, fields: Record<string, string>) => {
    const url = `${sandbox.url}/__sandbox/payer${path}`;
    const sent = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    assert.equal(sent.status, 303);
    return page(`?${sent.headers.get('Location')!.split('?')[1]}`);
  };
  const stateOf = async (outTradeNo: string) =>
    (await sandbox.journal()).trades.find((trade) => trade.outTradeNo === outTradeNo)?.state;

  it('given trades at both channels, when the page is read, then those that wait are there, the newest first, each with amount, channel and number, and nothing in them is markup', async () => {
    await open(alipay(), '20260000000001P1');
    await open(
      createWechatPayGateway(createWechatClient(wechatSettings(sandbox)), { notifyBase: notifyUrl }),
      '20260000000002P1',
      {
        amountFen: 123_456,
      },
    );
    await open(alipay(), '20260000000003P1');
    await sandbox.pay('20260000000003P1');
    const { answer, text } = await page();
    assert.equal(answer.status, 200);
    assert.deepEqual(
      [...text.matchAll(/name="trade" value="(\w+)"/g)].map(([, no]) => no),
      ['20260000000002P1', '20260000000001P1'],
    );
    assert.match(text, /¥1234\.56<\/strong> 微信支付 WeChat Pay/);
    assert.match(text, /¥200\.00<\/strong> 支付宝 Alipay/);
    assert.ok(text.includes('证件费 &lt;1&gt; &amp; &quot;2&quot;') && !text.includes('<1>'));
    assert.equal(
      answer.headers.get('Content-Security-Policy'),
      "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    assert.doesNotMatch(text, /<script|<style|style="|https?:/);
    const style = await fetch(sandbox.url + /href="(\/__sandbox\/payer\/[^"]+)"/.exec(text)![1]!);
    assert.match(style.headers.get('Content-Type')!, /^text\/css/);
  });

  it('given a trade that waits, when its button is pressed twice, then it is paid, and the page says so once and that it is over after', async () => {
    await open(alipay(), '20260000000004P1');
    const first = await send('', { trade: '20260000000004P1' });
    assert.match(first.text, /role="status" class="done">\s*支付成功/);
    assert.doesNotMatch(first.text, /value="20260000000004P1"/);
    assert.equal(await stateOf('20260000000004P1'), 'paid');
    assert.match((await send('', { trade: '20260000000004P1' })).text, /class="wrong">\s*该笔交易已支付或已关闭/);
  });

  it('given the text of a QR code, when it is pasted with blanks, then that trade alone is paid; what nobody opened is unknown', async () => {
    const [opened] = [await open(alipay(), '20260000000005P1'), await open(alipay(), '20260000000006P1')];
    const { text } = await send('', { trade: ` ${opened.codeUrl}\n` });
    assert.match(text, /支付成功/);
    assert.deepEqual([await stateOf('20260000000005P1'), await stateOf('20260000000006P1')], ['paid', 'waiting']);
    assert.match((await send('', { trade: '<b>' })).text, /没有找到这笔交易/);
    assert.match((await send('', {})).text, /没有找到这笔交易/);
  });

  it('given a text with a code, when the page is read, then number and code stand there', async () => {
    await createAliyunSms({
      endpoint: sandbox.url,
      accessKeyId: sandbox.merchant.SMS_ACCESS_KEY_ID!,
      accessKeySecret: sandbox.merchant.SMS_ACCESS_KEY_SECRET!,
      signName: '进博会',
    }).send({
      mobile: '13800138000',
      template: 'verification_code',
      language: 'zh',
      params: { code: '042731' },
      outId: 'N1',
    });
    assert.match((await page()).text, /<strong>13800138000<\/strong>[^]*<strong class="code">042731<\/strong>/);
  });

  it('given a parcel, when its news is sent, then the courier books it; a state nobody knows changes nothing', async () => {
    await createSfExpress({
      endpoint: sandbox.url,
      partnerId: sandbox.merchant.SF_PARTNER_ID!,
      checkword: sandbox.merchant.SF_CHECKWORD!,
      monthlyCard: '7551234567',
    }).create({
      shipmentNo: '20260000000001S1',
      recipient: '张三',
      mobile: '13800138000',
      province: '广东省',
      city: '佛山市',
      county: '南海区',
      street: '桂城街道 1 号',
      pieces: 1,
    });
    const states = async () => (await sandbox.journal()).shipments.map(({ state }) => state);
    assert.match((await send('/parcel', { parcel: '20260000000001S1', state: 'collected' })).text, /物流状态已更新/);
    assert.deepEqual(await states(), ['collected']);
    assert.match((await send('/parcel', { parcel: '20260000000001S1', state: 'lost' })).text, /没有找到这件快递/);
    assert.deepEqual(await states(), ['collected']);
  });
});
