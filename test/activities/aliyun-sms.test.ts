import assert from 'node:assert/strict';
import { createAliyunSms } from '../../activities/providers/aliyun-sms.ts';
import { OutcomeUnknown } from '../../domain/errors.ts';
import type { LocalSandbox } from './local-sandbox.ts';
import { startSandbox } from './local-sandbox.ts';

describe('text messages: aliyun', () => {
  let sandbox: LocalSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());
  beforeEach(() => sandbox.call('POST', '/reset'));

  const message = {
    mobile: '13800138000',
    template: 'payment_due',
    language: 'zh',
    params: { unit: "（甲）公司's 50% & *!+~" },
    outId: 'N1',
  } as const;
  const senderOf = (more: { accessKeySecret?: string; timeoutMs?: number } = {}) =>
    createAliyunSms({
      endpoint: sandbox.url,
      accessKeyId: sandbox.merchant.SMS_ACCESS_KEY_ID ?? '',
      accessKeySecret: sandbox.merchant.SMS_ACCESS_KEY_SECRET ?? '',
      signName: '进博会',
      ...more,
    });
  const sentWith = async (outId: string) => (await sandbox.journal()).sms.filter((text) => text.outId === outId);

  it('given a text, when it is sent, then it stands in the books word by word, once', async () => {
    const answer = await senderOf().send(message);
    assert.equal(answer.status, 'sent');
    const [text, ...others] = await sentWith('N1');
    assert.deepEqual(
      { ...text, at: undefined },
      { mobile: '13800138000', template: 'SMS_PAYMENT_DUE', params: message.params, outId: 'N1', at: undefined },
    );
    assert.equal(others.length, 0);
  });

  it('given a number that is no mobile, when a text is sent, then it is refused with its reason and nothing is sent', async () => {
    assert.deepEqual(await senderOf().send({ ...message, mobile: '12345', outId: 'N2' }), {
      status: 'refused',
      reason: 'isv.MOBILE_NUMBER_ILLEGAL',
    });
    assert.deepEqual(await sentWith('N2'), []);
  });

  it('given a number abroad, when a text is sent, then it goes there without the plus; one that reads as a mainland mobile gets none', async () => {
    assert.equal(
      (await senderOf().send({ ...message, language: 'en', mobile: '+85261234567', outId: 'N5' })).status,
      'sent',
    );
    assert.deepEqual(
      (await sentWith('N5')).map(({ mobile, template }) => [mobile, template]),
      [['85261234567', 'SMS_PAYMENT_DUE_EN']],
    );
    const american = { ...message, language: 'en', mobile: '+13105551234', outId: 'N6' } as const;
    assert.deepEqual(await senderOf().send(american), { status: 'refused', reason: 'number_ambiguous' });
    assert.deepEqual(await sentWith('N6'), []);
  });

  it('given a wrong secret, when a text is sent, then nobody knows and nothing is sent', async () => {
    await assert.rejects(senderOf({ accessKeySecret: 'wrong' }).send({ ...message, outId: 'N3' }), {
      name: 'OutcomeUnknown',
      message: 'aliyun sms send: outcome unknown (SignatureDoesNotMatch)',
    });
    assert.deepEqual(await sentWith('N3'), []);
  });

  it('given an answer that is lost, when a text is sent, then nobody knows and it went out once: the client does not send again', async () => {
    await sandbox.faults({ provider: 'sms', route: 'send', kind: 'commit_then_reset', probability: 1, count: 1 });
    await assert.rejects(senderOf().send({ ...message, outId: 'N4' }), OutcomeUnknown);
    assert.equal((await sentWith('N4')).length, 1);
  });

  for (const kind of ['http_502', 'rate_limited', 'hang', 'reset_before_commit']) {
    it(`given ${kind}, when a text is sent, then nobody knows, and the error quotes neither mobile nor address`, async () => {
      await sandbox.faults({ provider: 'sms', route: '*', kind, probability: 1 });
      const error: unknown = await senderOf({ timeoutMs: 300 })
        .send({ ...message, outId: kind })
        .catch((caught: unknown) => caught);
      assert.ok(error instanceof OutcomeUnknown && error.cause instanceof Error);
      const told = `${error.message} ${error.stack} ${error.cause.message} ${error.cause.stack}`;
      for (const secret of ['13800138000', 'PhoneNumbers', sandbox.url]) assert.ok(!told.includes(secret), told);
      assert.deepEqual(await sentWith(kind), []);
    });
  }

  it('given an endpoint without encryption, when it is not loopback, then no sender is made', () => {
    const settings = { accessKeyId: 'a', accessKeySecret: 'b', signName: 'c' };
    assert.throws(
      () => createAliyunSms({ ...settings, endpoint: 'http://dysmsapi.aliyuncs.com' }),
      /https or loopback/,
    );
    assert.doesNotThrow(() => createAliyunSms({ ...settings, endpoint: 'dysmsapi.aliyuncs.com' }));
  });
});
