import assert from 'node:assert/strict';
import bcrypt from 'bcryptjs';
import { hashPassword } from '../../../api/auth.ts';
import { createPreviousEdition } from '../../../db/registration/previous-edition.ts';
import { registrationWorkflowId, verificationCodeWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import { assertNobodyInHistories } from '../../support/canary.ts';
import { procurementIntent, unitInfo } from '../../support/fixtures.ts';
import { notThe, readCode, type MobileProof } from '../../support/mobile-proof.ts';
import { newAccount } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import type { Region } from '../../../domain/registration.ts';
import { missingIn, type UnitInfoDraft } from '../../../domain/unit-info.ts';

const oldPassword = 'Of-The-First-Edition-1';
const newPassword = 'Of-The-Second-Edition-2';

describe('visitors of the edition before, from elsewhere', () => {
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
  async function former(
    of: {
      account?: string;
      region?: Region;
      hash?: 'bcrypt' | 'argon2';
      unitInfo?: UnitInfoDraft;
      mobile?: string;
    } = {},
  ) {
    const account = of.account ?? newAccount();
    const mobile = of.mobile ?? `1370000${String(++mobiles).padStart(4, '0')}`;
    const passwordHash = of.hash === 'argon2' ? await hashPassword(oldPassword) : await bcrypt.hash(oldPassword, 4);
    await createPreviousEdition(stage.store).insert('1', [
      {
        account,
        region: of.region ?? 'mainland',
        category: 'enterprise',
        mobile,
        passwordHash,
        unitInfo: of.unitInfo ?? (unitInfo as UnitInfoDraft),
      },
    ]);
    return { account, mobile };
  }
  async function come(way: string, body: Record<string, unknown>): Promise<Reply> {
    const reply = await api.call('POST', `/first-edition/${way}`, { body });
    if (reply.status === 201)
      stage.started.add(registrationWorkflowId({ edition: '2', account: reply.body.account as string }));
    return reply;
  }
  const byPassword = (account: string, password = oldPassword, more: object = {}) =>
    come('password', { account, password, ...more });
  const askCode = (uscc: string) => api.call('POST', '/first-edition/codes', { body: { uscc } });
  const byMobile = (uscc: string, proof: MobileProof, password = newPassword) =>
    come('mobile', { uscc, ...proof, newPassword: password });
  const proofOf = ({ account, mobile }: { account: string; mobile: string }) =>
    readCode(stage, mobile, () => askCode(account));
  const codes = (subject: string) => stage.store.knex('verification_codes').where({ subject });
  const wrong = (proof: MobileProof) => ({ ...proof, code: notThe(proof.code) });

  it('given an account whose region contradicts its country, when it comes back, then the country decides; of the mainland it needs its USCC', async () => {
    const [hongKong, mainland] = [newAccount(), newAccount()].map((number) => number.slice(-8));
    await former({ account: `HK:${hongKong}`, region: 'overseas' });
    await former({ account: `CN:${mainland}`, region: 'overseas' });
    const { status, body } = await byPassword(`HK:${hongKong}`);
    const mine = (await api.call('GET', '/registration', { token: body.token })).body;
    assert.deepEqual([status, mine.account, mine.region], [201, `HK:${hongKong}`, 'hk_macao_taiwan']);
    const refused = await byPassword(`CN:${mainland}`);
    assert.deepEqual([refused.status, refused.body.code], [422, 'country_contradicts']);
    assert.match(refused.body.detail, /unified social credit code/);
  });

  it('given a number with colons of its own, when its account comes back, then the number is whole (G1.4)', async () => {
    const number = `HRB:${newAccount().slice(-8)}:B`;
    await former({ account: `DE:${number}`, region: 'overseas' });
    const { status, body } = await byPassword(`DE:${number}`);
    const mine = (await api.call('GET', '/registration', { token: body.token })).body;
    assert.deepEqual([status, mine.account, mine.country, mine.businessNo], [201, `DE:${number}`, 'DE', number]);
  });

  for (const hash of ['bcrypt', 'argon2'] as const) {
    it(`given an account with a ${hash} hash, when it comes back by its password, then its form is the new draft and it can go on to submit (G2.1, G2.2)`, async () => {
      const { account } = await former({ hash });
      const { status, body } = await byPassword(account, oldPassword, { acceptPrivacyTerms: true });
      assert.equal(status, 201);
      assert.equal(body.progress.steps.find((step: Json) => step.step === 'unit_info').state, 'done');
      const mine = (await api.call('GET', '/registration', { token: body.token })).body;
      assert.deepEqual(
        [mine.state, mine.unitInfo.name, mine.unitInfo.contact.email, mine.missing],
        ['draft', unitInfo.name, 'w***@example.com', missingIn('procurementIntent', null)],
      );
      assert.equal(
        (await api.call('PUT', '/registration/procurement-intent', { token: body.token, body: procurementIntent }))
          .status,
        200,
      );
      assert.deepEqual((await api.call('POST', '/registration/submit', { token: body.token })).body, {
        state: 'under_review',
      });
      assert.equal((await api.call('POST', '/sessions', { body: { account, password: oldPassword } })).status, 201);
    });
  }

  it('given a form that lacks fields, when it is brought in, then they are listed until the form is saved whole, and the privacy terms are asked for (G2.2)', async () => {
    const { account } = await former({
      unitInfo: { name: '旧名单位', contact: { name: '欧阳文静' } },
    });
    const { token } = (await byPassword(account)).body;
    const { body } = await api.call('GET', '/registration', { token });
    assert.deepEqual(
      [body.unitInfo, body.privacyAccepted],
      [{ name: '旧名单位', contact: { name: '欧阳文静' } }, false],
    );
    assert.deepEqual(body.missing.slice(0, 5), [
      'acceptPrivacyTerms',
      'unitInfo.address.province',
      'unitInfo.address.city',
      'unitInfo.address.street',
      'unitInfo.registeredCapital',
    ]);
    assert.ok(body.missing.includes('unitInfo.contact.email') && !body.missing.includes('unitInfo.contact.name'));
    const refused = await api.call('POST', '/registration/submit', { token });
    assert.deepEqual(
      [refused.status, refused.body.code, refused.body.errors.map(({ path }: Json) => path)],
      [422, 'incomplete', body.missing],
    );
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
    const proof = await proofOf({ account, mobile });
    assert.match(proof.code, /^[0-9]{6}$/);
    assert.equal((await byMobile(account, proof, 'weak')).body.code, 'password_too_weak');
    assert.equal((await byMobile(account, wrong(proof))).body.code, 'code_invalid');
    assert.equal((await byMobile(account, proof)).status, 201);
    assert.ok((await codes(account).pluck('usedAt'))[0]);
    assert.equal((await byMobile(account, proof)).body.code, 'code_invalid');
    const login = (password: string) => api.call('POST', '/sessions', { body: { account, password } });
    assert.deepEqual([(await login(newPassword)).status, (await login(oldPassword)).status], [201, 401]);
  });

  it('given a code, when five wrong ones were tried, then the right one is refused too (G2.1)', async () => {
    const { account, mobile } = await former();
    const proof = await proofOf({ account, mobile });
    const tries = await Promise.all(Array.from({ length: 8 }, () => byMobile(account, wrong(proof))));
    assert.ok(tries.every(({ body }) => body.code === 'code_invalid'));
    assert.equal((await byMobile(account, proof)).body.code, 'code_invalid');
    assert.deepEqual(await codes(account).pluck('tries'), [5]);
    assert.deepEqual(await stage.store.knex('units').where({ account }), []);
  });

  it('given a stranger who asks for codes of the account and guesses, when its owner comes with the code sent before, then it is good; a late one and one of another account are not (G2.1)', async () => {
    const [mine, other] = [await former(), await former()];
    const [proof, others] = [await proofOf(mine), await proofOf(other)];
    const strangers = await proofOf(mine);
    for (let n = 0; n < 6; n++)
      assert.equal((await byMobile(mine.account, wrong(strangers))).body.code, 'code_invalid');
    assert.deepEqual(await codes(mine.account).orderBy('createdAt').pluck('tries'), [0, 5]);
    assert.equal((await byMobile(mine.account, others)).body.code, 'code_invalid');
    assert.equal(
      (await byMobile(mine.account, { ...proof, requestId: strangers.requestId })).body.code,
      'code_invalid',
    );
    assert.equal((await byMobile(mine.account, proof)).status, 201);
    await codes(other.account).update({ expiresAt: stage.store.knex.fn.now() });
    assert.equal((await byMobile(other.account, others)).body.code, 'code_invalid');
    assert.deepEqual(await stage.store.knex('units').where({ account: other.account }), []);
  });

  it('given a unit nobody knows, when a code is asked for, then the answer and the way are the same and no text is sent (G2.1)', async () => {
    const { account } = await former();
    const stranger = newAccount();
    const [known, unknown] = [await askCode(account), await askCode(stranger)];
    const { requestId } = unknown.body as { requestId: string };
    assert.deepEqual(known.body, { requestId: known.body.requestId, resendAfterSeconds: 60, expiresInSeconds: 300 });
    assert.deepEqual([unknown.status, unknown.body], [known.status, { ...known.body, requestId }]);
    assert.match(requestId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const notification = stage.store.knex('notifications').where({ subject: requestId });
    await until(async () => ((await notification.clone().pluck('state')).join() === 'not_needed' ? true : undefined));
    const [ofKnown, ofUnknown] = [
      await byMobile(account, { requestId: known.body.requestId, code: '000000' }),
      await byMobile(stranger, { requestId, code: '000000' }),
    ];
    assert.deepEqual({ ...ofUnknown.body, instance: '' }, { ...ofKnown.body, instance: '' });
    assert.equal(ofUnknown.body.code, 'code_invalid');
  });

  it('given one number behind many accounts, when codes are asked for all of them, then each gets its text: no stranger uses up what another is owed (G2.1)', async () => {
    const mobile = '13799990000';
    for (let n = 0; n < 7; n++) assert.equal((await askCode((await former({ mobile })).account)).status, 202);
    await until(async () =>
      (await stage.sandbox.journal()).sms.filter((row) => row.mobile === mobile).length === 7 ? true : undefined,
    );
  });

  it('given these runs, when their histories are read, then nobody and no code is in them', async () => {
    const ids = await stage.store.knex('notifications').where({ kind: 'verification_code' }).pluck('notificationId');
    for (const id of ids) stage.started.add(verificationCodeWorkflowId(id));
    const sent = (await stage.sandbox.journal()).sms.flatMap(({ mobile, params }) => [
      mobile,
      (params as { code?: string }).code ?? mobile,
    ]);
    await assertNobodyInHistories(stage, sent);
  });
});
