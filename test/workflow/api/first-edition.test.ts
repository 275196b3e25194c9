import assert from 'node:assert/strict';
import bcrypt from 'bcryptjs';
import { hashPassword } from '../../../api/auth.ts';
import { createFirstEdition } from '../../../db/first-edition.ts';
import { registrationWorkflowId, verificationCodeWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import { assertNobodyInHistories } from '../../support/canary.ts';
import { procurementIntent, unitInfo } from '../../support/fixtures.ts';
import { newAccount } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import type { UnitInfoDraft } from '../../../domain/unit-info.ts';

const oldPassword = 'Of-The-First-Edition-1';
const newPassword = 'Of-The-Second-Edition-2';

describe('visitors of the first edition', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  let mobiles = 0;
  async function former(of: { hash?: 'bcrypt' | 'argon2'; unitInfo?: UnitInfoDraft; missing?: string[]; mobile?: string } = {}) {
    const account = newAccount();
    const mobile = of.mobile ?? `1370000${String(++mobiles).padStart(4, '0')}`;
    const passwordHash = of.hash === 'argon2' ? await hashPassword(oldPassword) : await bcrypt.hash(oldPassword, 4);
    await createFirstEdition(stage.store).insert([
      { account, region: 'mainland', category: 'enterprise', mobile, passwordHash, unitInfo: of.unitInfo ?? (unitInfo as UnitInfoDraft), missing: of.missing ?? [] },
    ]); // prettier-ignore
    return { account, mobile };
  }
  async function come(way: string, body: Record<string, unknown>): Promise<Reply> {
    const reply = await api.call('POST', `/first-edition/${way}`, { body });
    if (reply.status === 201) stage.started.add(registrationWorkflowId({ edition: '2', account: reply.body.account as string }));
    return reply;
  }
  const byPassword = (account: string, password = oldPassword, more: object = {}) => come('password', { account, password, ...more });
  const askCode = (uscc: string) => api.call('POST', '/first-edition/codes', { body: { uscc } });
  const byMobile = (uscc: string, code: string, password = newPassword) => come('mobile', { uscc, code, newPassword: password });
  const codeOf = (mobile: string) =>
    until(async () => {
      const text = (await stage.sandbox.journal()).sms.findLast((row) => row.mobile === mobile && row.template === 'SMS_VERIFICATION_CODE');
      return text && ((text.params as { code: string }).code);
    }); // prettier-ignore
  const codes = (subject: string) => stage.store.knex('verification_codes').where({ subject });
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  for (const hash of ['bcrypt', 'argon2'] as const) {
    it(`given an account with a ${hash} hash, when it comes back by its password, then its form is the new draft and it can go on to submit (G2.1, G2.2)`, async () => {
      const { account } = await former({ hash });
      const { status, body } = await byPassword(account, oldPassword, { acceptPrivacyTerms: true });
      assert.equal(status, 201);
      assert.equal(body.progress.steps.find((step: Json) => step.step === 'unit_info').state, 'done');
      const mine = (await api.call('GET', '/registration', { token: body.token })).body;
      assert.deepEqual([mine.state, mine.unitInfo.name, mine.unitInfo.contact.email, mine.missing], ['draft', unitInfo.name, 'w***@example.com', ['procurementIntent']]); // prettier-ignore
      assert.equal((await api.call('PUT', '/registration/procurement-intent', { token: body.token, body: procurementIntent })).status, 200);
      assert.deepEqual((await api.call('POST', '/registration/submit', { token: body.token })).body, { state: 'under_review' });
      assert.equal((await api.call('POST', '/sessions', { body: { account, password: oldPassword } })).status, 201);
    });
  }

  it('given a form that lacks fields, when it is brought in, then they are listed until the form is saved whole, and the privacy terms are asked for (G2.2)', async () => {
    const { account } = await former({ unitInfo: { name: '旧名单位', contact: { name: '欧阳文静' } }, missing: ['unitInfo.address', 'unitInfo.contact.email'] }); // prettier-ignore
    const { token } = (await byPassword(account)).body;
    const { body } = await api.call('GET', '/registration', { token });
    assert.deepEqual([body.unitInfo, body.missing, body.privacyAccepted], [{ name: '旧名单位', contact: { name: '欧阳文静' } }, ['procurementIntent', 'unitInfo.address', 'unitInfo.contact.email'], false]); // prettier-ignore
    const refused = await api.call('POST', '/registration/submit', { token });
    assert.deepEqual([refused.status, refused.body.code, refused.body.errors.map(({ path }: Json) => path)], [422, 'incomplete', ['acceptPrivacyTerms', 'procurementIntent', 'unitInfo.address', 'unitInfo.contact.email']]); // prettier-ignore
    await api.call('PUT', '/registration/unit-info', { token, body: unitInfo });
    await api.call('PUT', '/registration/procurement-intent', { token, body: procurementIntent });
    assert.equal((await api.call('POST', '/account/privacy-terms', { token, body: { accept: true } })).status, 204);
    assert.deepEqual((await api.call('POST', '/registration/submit', { token })).body, { state: 'under_review' });
  });

  it('given a wrong password or an account nobody had, when tried, then both are answered alike and nothing is opened (G2.1)', async () => {
    const { account } = await former();
    const [known, unknown] = [await byPassword(account, 'Not-The-Password-1'), await byPassword(newAccount())];
    assert.deepEqual([known.status, known.body.code], [401, 'credentials_invalid']);
    assert.deepEqual({ ...known.body, instance: '' }, { ...unknown.body, instance: '' });
    assert.deepEqual(await stage.store.knex('units').where({ account }), []);
  });

  it('given an account that came back already, when it comes again, then 409, and only after the proof', async () => {
    const { account } = await former();
    assert.equal((await byPassword(account)).status, 201);
    assert.equal((await byPassword(account)).body.code, 'unit_already_registered');
    assert.equal((await byPassword(account, 'Not-The-Password-1')).body.code, 'credentials_invalid');
  });

  it('given the mobile on file, when its code is given with a new password, then the account is open with that password and the code is used up (G2.1)', async () => {
    const { account, mobile } = await former();
    const asked = await askCode(account);
    assert.deepEqual([asked.status, asked.body], [202, { resendAfterSeconds: 60, expiresInSeconds: 300 }]);
    const code = await codeOf(mobile);
    assert.match(code, /^[0-9]{6}$/);
    assert.equal((await byMobile(account, code, 'weak')).body.code, 'password_too_weak');
    assert.equal((await byMobile(account, wrong(code))).body.code, 'verification_code_invalid');
    assert.equal((await byMobile(account, code)).status, 201);
    assert.equal((await byMobile(account, code)).body.code, 'verification_code_invalid');
    const login = (password: string) => api.call('POST', '/sessions', { body: { account, password } });
    assert.deepEqual([(await login(newPassword)).status, (await login(oldPassword)).status], [201, 401]);
  });

  it('given a code, when five wrong ones were tried, then the right one is refused too (G2.1)', async () => {
    const { account, mobile } = await former();
    await askCode(account);
    const code = await codeOf(mobile);
    const tries = await Promise.all(Array.from({ length: 8 }, () => byMobile(account, wrong(code))));
    assert.ok(tries.every(({ body }) => body.code === 'verification_code_invalid'));
    assert.equal((await byMobile(account, code)).body.code, 'verification_code_invalid');
    assert.deepEqual(await codes(account).pluck('tries'), [5]);
    assert.deepEqual(await stage.store.knex('units').where({ account }), []);
  });

  it('given a code, when it has expired or a newer one was sent, then it is refused, and the newest is accepted (G2.1)', async () => {
    const { account, mobile } = await former();
    await askCode(account);
    const first = await codeOf(mobile);
    const early = await askCode(account);
    assert.deepEqual([early.status, early.body.code], [429, 'too_many_requests']);
    assert.ok(Number(early.headers.get('retry-after')) > 0);
    await codes(account).update({ createdAt: stage.store.knex.raw("created_at - interval '61 seconds'") });
    await askCode(account);
    const second = await until(async () => {
      const code = await codeOf(mobile);
      const sent = (await stage.sandbox.journal()).sms.filter((row) => row.mobile === mobile).length;
      return sent === 2 ? code : undefined;
    });
    if (first !== second) assert.equal((await byMobile(account, first)).body.code, 'verification_code_invalid');
    await codes(account).where('tries', '<', 5).whereNull('usedAt').whereRaw('expires_at > now()').update({ expiresAt: stage.store.knex.fn.now() });
    assert.equal((await byMobile(account, second)).body.code, 'verification_code_invalid');
  });

  it('given a unit nobody knows, when a code is asked for, then the answer and the way are the same and no text is sent (G2.1)', async () => {
    const { account } = await former();
    const stranger = newAccount();
    const [known, unknown] = [await askCode(account), await askCode(stranger)];
    assert.deepEqual([unknown.status, unknown.body], [known.status, known.body]);
    assert.equal((await askCode(stranger)).status, 429);
    const row = (await codes(stranger).first('verificationCodeId'))!;
    const notification = stage.store.knex('notifications').where({ subject: row.verificationCodeId });
    await until(async () => ((await notification.clone().pluck('state')).join() === 'not_needed' ? true : undefined));
    assert.equal((await byMobile(stranger, '000000')).body.code, 'verification_code_invalid');
  });

  it('given one number behind many accounts, when codes are asked for all of them, then it gets five texts an hour and the answers stay the same (G2.1)', async () => {
    const mobile = '13799990000';
    for (let n = 0; n < 7; n++) assert.equal((await askCode((await former({ mobile })).account)).status, 202);
    const pending = stage.store.knex('notifications').where({ kind: 'verification_code', state: 'pending' });
    await until(async () => ((await pending.clone()).length === 0 ? true : undefined));
    assert.equal((await stage.sandbox.journal()).sms.filter((row) => row.mobile === mobile).length, 5);
  });

  it('given these runs, when their histories are read, then nobody and no code is in them', async () => {
    const ids = await stage.store.knex('notifications').where({ kind: 'verification_code' }).pluck('notificationId');
    for (const id of ids) stage.started.add(verificationCodeWorkflowId(id));
    const sent = (await stage.sandbox.journal()).sms.flatMap(({ mobile, params }) => [mobile, (params as { code?: string }).code ?? mobile]);
    await assertNobodyInHistories(stage, sent);
  });
});
