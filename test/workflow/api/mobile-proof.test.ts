import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rowsOf } from '../../../db/knex.ts';
import type { Insert } from '../../../db/query.ts';
import { createEngine } from '../../../api/temporal.ts';
import type { MobileProof as Setting } from '../../../domain/registration.ts';
import { registrationWorkflowId, verificationCodeWorkflowId } from '../../../workflows/messages.ts';
import { startApi, type Json, type Reply, type TestApi } from '../../support/api.ts';
import { assertNobodyInHistories } from '../../support/canary.ts';
import { createUnit } from '../../support/fixtures.ts';
import { notThe, proveMobile, readCode, type MobileProof } from '../../support/mobile-proof.ts';
import { newAccount } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

describe('openings that prove their mobile', () => {
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
  const newMobile = () => `1360000${String(++mobiles).padStart(4, '0')}`;
  const prove = (mobile: string) => proveMobile({ stage, api }, mobile);
  async function open(
    mobile: string,
    more: object = {},
    { by = api, headers = {} }: { by?: TestApi; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const opening = {
      region: 'mainland',
      category: 'enterprise',
      uscc: newAccount(),
      mobile,
      password: 'An-Opening-Password-1',
      acceptPrivacyTerms: true,
    };
    const body: Json = { ...opening, ...more };
    const reply = await by.call('POST', '/registrations', { body, headers });
    if (reply.status < 300)
      stage.started.add(
        registrationWorkflowId({ edition: '2', account: body.uscc ?? `${body.country}:${body.businessNo}` }),
      );
    return reply;
  }
  const told = ({ status, body }: Reply) => (status === 201 ? status : (body.code as string));
  const opened = async () =>
    ((await stage.store.knex('units').whereNotNull('openedAt').pluck('unitId')) as string[]).length;
  const codeRow = async ({ requestId }: MobileProof) =>
    (await stage.store
      .knex('verification_codes')
      .where({ verificationCodeId: requestId })
      .first('tries', 'usedAt', 'subject')) as { tries: number; usedAt: Date | null; subject: string };
  const invitations = (code: string) => stage.store.knex('invitation_codes').where({ edition: '2', code });
  async function newInvitation(code: string, more: Partial<Insert<'invitation_codes'>> = {}) {
    const { delegationId } = (await invitations('DEMO-03').first('delegationId'))!;
    await stage.store.knex('invitation_codes').insert({ edition: '2', code, delegationId, ...more });
  }

  const asksFor: Record<Setting, { withCode: number | string; without: number | string }> = {
    without_code: { withCode: 201, without: 'mobile_proof_required' },
    always: { withCode: 'mobile_proof_required', without: 'mobile_proof_required' },
    never: { withCode: 201, without: 201 },
  };
  for (const [setting, expected] of Object.entries(asksFor) as [Setting, (typeof asksFor)[Setting]][])
    it(`given an edition that asks for a proof ${setting}, when openings come with an invitation code, without, with a proof and with a wrong one, then what is missing is told, and what is wrong (G1.4)`, async () => {
      await stage.store.knex('editions').where({ edition: '2' }).update({ mobileProof: setting });
      assert.equal((await api.call('GET', '/edition')).body.mobileProof, setting);
      const before = await opened();
      const [withCode, without] = [await open(newMobile(), { invitationCode: 'DEMO-03' }), await open(newMobile())];
      assert.deepEqual({ withCode: told(withCode), without: told(without) }, expected);
      for (const { status, body } of [withCode, without].filter(({ status }) => status !== 201))
        assert.deepEqual([status, body.errors.map(({ path }: Json) => path)], [422, ['mobileProof']]);
      const mobile = newMobile();
      const mobileProof = await prove(mobile);
      assert.equal(
        told(
          await open(mobile, {
            mobileProof: { ...mobileProof, code: notThe(mobileProof.code) },
            invitationCode: 'DEMO-03',
          }),
        ),
        'code_invalid',
      );
      assert.equal(told(await open(mobile, { mobileProof })), 201);
      assert.equal(await opened(), before + 1 + [withCode, without].filter(({ status }) => status === 201).length);
      await stage.store.knex('editions').where({ edition: '2' }).update({ mobileProof: 'without_code' });
    });

  it('given a code, when it is wrong, late, used, of another mobile, of another request or of another purpose, then nothing is opened (G1.4)', async () => {
    const [mobile, other] = [newMobile(), newMobile()];
    const [mine, others] = [await prove(mobile), await prove(other)];
    const before = await opened();
    const refused = async (of: string, mobileProof: MobileProof) =>
      assert.equal(told(await open(of, { mobileProof })), 'code_invalid');
    await refused(mobile, { ...mine, code: notThe(mine.code) });
    await refused(mobile, { ...mine, requestId: randomUUID() });
    await refused(other, mine);
    await refused(mobile, others);
    const unit = await createUnit(stage.store);
    const change = await readCode(stage, '13800000000', () =>
      api.call('POST', '/account/mobile/codes', { token: unit.token }),
    );
    await refused('13800000000', change);
    await stage.store
      .knex('verification_codes')
      .where({ verificationCodeId: others.requestId })
      .update({ expiresAt: stage.store.knex.fn.now() });
    await refused(other, others);
    assert.equal(await opened(), before + 1, 'the unit of the other purpose');
    assert.equal(told(await open(mobile, { mobileProof: mine })), 201);
    await refused(mobile, mine);
    assert.equal(await opened(), before + 2);
    assert.equal(told(await open(mobile, { mobileProof: { ...mine, code: '12' } })), 'validation_failed');
  });

  it('given a stranger who asks for codes to the same mobile and guesses, when the owner comes with the code, then it is as good as before; its own tries are five (G1.4)', async () => {
    const mobile = newMobile();
    const mine = await prove(mobile);
    const strangers = await prove(mobile);
    for (let n = 0; n < 6; n++)
      assert.equal(
        told(await open(mobile, { mobileProof: { ...strangers, code: notThe(strangers.code) } })),
        'code_invalid',
      );
    assert.deepEqual([(await codeRow(strangers)).tries, (await codeRow(mine)).tries], [5, 0]);
    assert.equal(told(await open(mobile, { mobileProof: strangers })), 'code_invalid', 'tried too often');
    assert.equal(told(await open(mobile, { mobileProof: mine })), 201);
  });

  it('given a proof, when the opening is refused for something else, however often, then the proof is good for the next try, and the run takes neither it nor a place (G1.1)', async () => {
    const [mobile, taken] = [newMobile(), newAccount()];
    assert.equal(told(await open(newMobile(), { uscc: taken, invitationCode: 'DEMO-03' })), 201);
    await newInvitation('PAST', { validFrom: new Date('2019-01-01'), validUntil: new Date('2019-02-01') });
    const mobileProof = await prove(mobile);
    for (let n = 0; n < 6; n++)
      assert.equal(told(await open(mobile, { uscc: taken, mobileProof })), 'unit_already_registered');
    assert.equal(told(await open(mobile, { mobileProof, password: 'aaaaaaaa' })), 'password_too_weak');
    assert.equal(told(await open(mobile, { mobileProof, invitationCode: 'PAST' })), 'invitation_code_expired');
    assert.deepEqual([(await codeRow(mobileProof)).tries, (await codeRow(mobileProof)).usedAt], [0, null]);
    assert.equal(told(await open(mobile, { mobileProof })), 201);
    assert.ok((await codeRow(mobileProof)).usedAt);
  });

  it('given one proof, when four units are opened with it at once, then one is, and one place of the invitation code is taken (G1.1)', async () => {
    const mobile = newMobile();
    const mobileProof = await prove(mobile);
    await newInvitation('FOUR-PLACES', { capacity: 4 });
    const before = await opened();
    const replies = await Promise.all(
      Array.from({ length: 4 }, () => open(mobile, { mobileProof, invitationCode: 'FOUR-PLACES' })),
    );
    assert.deepEqual(replies.map((reply) => String(told(reply))).toSorted(), [
      '201',
      'code_invalid',
      'code_invalid',
      'code_invalid',
    ]);
    assert.equal(await opened(), before + 1);
    assert.deepEqual(await invitations('FOUR-PLACES').pluck('used'), [1]);
  });

  it('given a key, when the opening with a proof is repeated, then the same answer comes', async () => {
    const mobile = newMobile();
    const of = { uscc: newAccount(), mobileProof: await prove(mobile) };
    const headers = { 'Idempotency-Key': randomUUID() };
    const [first, again] = [await open(mobile, of, { headers }), await open(mobile, of, { headers })];
    assert.deepEqual([first.status, again.status, again.headers.get('idempotency-replayed')], [201, 201, 'true']);
    assert.deepEqual(again.body, first.body);
  });

  it('given an opening that no worker answered in time, when it is repeated after it was opened and its code is used and late, then it is told so; another request is refused', async () => {
    const { store, environment, gateways, deps } = stage;
    const { invoices, courier } = deps;
    const engine = createEngine({ client: environment.client, deadlineMs: 700 });
    const impatient = await startApi({ store, engine, gateways, invoices, courier });
    const mobile = newMobile();
    const of = { uscc: newAccount(), mobileProof: await prove(mobile) };
    const headers = { 'Idempotency-Key': randomUUID() };
    await stage.stopWorkers();
    const slow = await open(mobile, of, { by: impatient, headers });
    assert.equal(slow.status, 202, JSON.stringify(slow.body));
    await store
      .knex('verification_codes')
      .where({ verificationCodeId: of.mobileProof.requestId })
      .update({ expiresAt: store.knex.fn.now() });
    await stage.startWorkers();

    const { status, body } = await open(mobile, of, { headers });

    assert.deepEqual([status, body.registrationId], [201, slow.body.registrationId], JSON.stringify(body));
    assert.ok((await codeRow(of.mobileProof)).usedAt);
    assert.equal(told(await open(mobile, { ...of, uscc: newAccount() })), 'code_invalid');
    await impatient.close();
  });

  it('given mobiles written with a country’s code, when they are proved, then it counts for the number, however it is written', async () => {
    const mobile = newMobile();
    const mainland = await readCode(stage, mobile, () =>
      api.call('POST', '/registrations/codes', { body: { mobile: `+86 ${mobile.slice(0, 3)}-${mobile.slice(3)}` } }),
    );
    assert.equal(told(await open(mobile, { mobileProof: mainland })), 201);
    const abroad = await readCode(stage, '4917612345678', () =>
      api.call('POST', '/registrations/codes', { body: { mobile: '+49 176 12345678' } }),
    );
    const unit = {
      region: 'overseas',
      uscc: undefined,
      country: 'DE',
      businessNo: `HRB ${randomUUID().slice(0, 8).toUpperCase()}`,
    };
    const opening = { ...unit, invitationCode: 'DEMO-03', mobileProof: abroad };
    assert.equal(told(await open('+49 176 12345679', opening)), 'code_invalid');
    assert.equal(told(await open('+4917612345678', opening)), 201);
    for (const wrong of ['12345', '+1', ''])
      assert.equal((await api.call('POST', '/registrations/codes', { body: { mobile: wrong } })).status, 400, wrong);
  });

  it('given these codes, when rows and histories are read, then no mobile and no code is in them', async () => {
    const texts = (await stage.sandbox.journal()).sms;
    assert.ok(texts.length > 10);
    const people = texts.flatMap(({ mobile, params }) => [mobile, (params as { code?: string }).code ?? mobile]);
    const rows = await rowsOf<{ row: string }>(
      stage.store.knex,
      'SELECT verification_codes::text AS row FROM verification_codes',
    );
    for (const person of people.filter((each) => each.length > 6))
      assert.ok(!rows.some(({ row }) => row.includes(person)), person);
    for (const id of await stage.store
      .knex('notifications')
      .where({ kind: 'verification_code' })
      .pluck('notificationId'))
      stage.started.add(verificationCodeWorkflowId(id));
    await assertNobodyInHistories(stage, people);
  });
});
