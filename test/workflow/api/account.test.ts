import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { startWaitingNotices } from '../../../api/account-notice.ts';
import { createEngine } from '../../../api/temporal.ts';
import { accountNoticeWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import { anotherOfBureau, noticesTo } from '../../support/account-change.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { assertNobodyInHistories } from '../../support/canary.ts';
import { createUnit, staffToken, unitPassword, type TestUnit } from '../../support/fixtures.ts';
import { readCode } from '../../support/mobile-proof.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

const old = '13800000000';
const newPassword = 'Three-Words-Apart-77';

describe('the own account', () => {
  let stage: Stage;
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  beforeEach(async () => (unit = await createUnit(stage.store)));
  after(async () => {
    await api.close();
    await stage.close();
  });

  const masked = async (token: string) => (await api.call('GET', '/account', { token })).body.mobileMasked as string;
  const codeTo = (mobile: string, path: string, { token, ...more }: { token?: string; body?: object }) =>
    readCode(stage, mobile, () => api.call('POST', path, { token, ...more }));
  const rowsOf = ({ registrationId }: TestUnit) =>
    stage.store.knex('notifications').where({ registrationId }).orderBy('createdAt');
  /** What the unit was told of its account: the kind, and the number its text arrived at; once all are sent. */
  async function toldOf(of: TestUnit, texts: number): Promise<string[][]> {
    const sent = await until(async () => {
      const rows = await rowsOf(of).select('notificationId', 'kind', 'state', 'mobile');
      return rows.length === texts && rows.every(({ state }) => state === 'sent') ? rows : undefined;
    });
    const { sms } = await stage.sandbox.journal();
    return sent.map(({ notificationId, kind, mobile }) => {
      stage.started.add(accountNoticeWorkflowId(notificationId));
      assert.equal(mobile, null, 'the number is kept no longer than it is needed');
      return [kind, ...sms.filter(({ outId }) => outId === notificationId).map((text) => text.mobile)];
    });
  }

  it('given a unit, when it changes its mobile by a code to each, then the new one is on file, and the old one gets a text (G9.1)', async () => {
    const { token } = unit;
    const newMobile = '13911112222';
    const proof = await codeTo(old, '/account/mobile/codes', { token });
    const mobileProof = await codeTo(newMobile, '/account/mobile/codes', { token, body: { newMobile } });
    const body = { ...proof, newMobile, mobileProof };
    assert.equal((await api.call('PUT', '/account/mobile', { token, body })).status, 204);
    assert.equal(await masked(token), '139****2222');
    assert.deepEqual(await toldOf(unit, 1), [['mobile_changed', old]]);
    const change = { currentPassword: unitPassword, newPassword };
    assert.equal((await api.call('PUT', '/account/password', { token, body: change })).status, 204);
    assert.deepEqual((await toldOf(unit, 2))[1], ['password_changed', newMobile]);
  });

  it('given a unit that forgot its password, when it sets one with the code of a text, then it logs in with it, and is told by a text', async () => {
    const { account } = unit;
    const code = await codeTo(old, '/account/password-reset/codes', { body: { account } });
    const body = { account, ...code, newPassword };
    assert.equal((await api.call('POST', '/account/password-reset', { body })).status, 204);
    assert.equal((await api.call('POST', '/sessions', { body: { account, password: newPassword } })).status, 201);
    assert.deepEqual(await toldOf(unit, 1), [['password_changed', old]]);
  });

  it('given an account nobody has, when a code is asked for, then its run ends as any, and no text goes out', async () => {
    const before = (await stage.sandbox.journal()).sms.length;
    const { status, body } = await api.call('POST', '/account/password-reset/codes', { body: { account: 'DE:HRB 7' } });
    assert.equal(status, 202);
    const text = () => stage.store.knex('notifications').where({ subject: body.requestId });
    await until(async () => ((await text().first('state'))?.state === 'not_needed' ? true : undefined));
    assert.equal((await stage.sandbox.journal()).sms.length, before);
  });

  it('given a unit that lost its mobile abroad, when two of the bureau change it, then the old one gets a text in its language, and sessions are over (G9.1)', async () => {
    const { registrationId, unitId, token, account } = unit;
    const { knex, personalData } = stage.store;
    const abroad = personalData.seal({ table: 'units', column: 'mobile', row: unitId }, '+4917612345678', unitId);
    await knex('units').where({ unitId }).update({ mobile: abroad });
    const proposal = await api.call('POST', `/bureau/registrations/${registrationId}/mobile`, {
      token: await staffToken(stage.store, 'bureau'),
      body: { mobile: '13933334444', reason: '换号' },
    });
    const path = `/bureau/mobile-changes/${proposal.body.mobileChangeId}/confirm`;
    const confirmed = await api.call('POST', path, { token: await anotherOfBureau(stage.store) });
    assert.deepEqual([proposal.status, confirmed.status], [202, 200]);
    assert.deepEqual(await toldOf(unit, 1), [['mobile_changed', '4917612345678']]);
    const [text] = (await stage.sandbox.journal()).sms.filter(({ mobile }) => mobile === '4917612345678');
    assert.equal(text!.template, 'SMS_MOBILE_CHANGED_EN');
    assert.equal((await api.call('GET', '/account', { token })).status, 401);
    const again = await api.call('POST', '/sessions', { body: { account, password: unitPassword } });
    assert.equal(await masked(again.body.token), '139****4444');
  });

  it('given an engine that is away, when a password is changed, then it is, and the text goes out once somebody looks for what waits', async () => {
    const { store } = stage;
    const log = pino({ level: 'silent' });
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const engine = createEngine({ client: new Client({ connection }), deadlineMs: 300 });
    const alone = await startApi({ store, engine });
    const change = { currentPassword: unitPassword, newPassword };
    const { status } = await alone.call('PUT', '/account/password', { token: unit.token, body: change });
    await Promise.all([alone.close(), connection.close()]);
    assert.equal(status, 204);
    assert.deepEqual(await noticesTo(store, unit.registrationId, 'password_changed'), [old]);
    // What was made just now may have its run already.
    assert.equal(await startWaitingNotices({ store, engine: stage.engine, log }), 0);
    await rowsOf(unit).update({ createdAt: store.knex.raw<Date>("now() - interval '2 minutes'") });
    const looks = [1, 2].map(() => startWaitingNotices({ store, engine: stage.engine, log }));
    assert.deepEqual(await Promise.all(looks), [1, 1]);
    assert.deepEqual(await toldOf(unit, 1), [['password_changed', old]]);
    assert.equal(await startWaitingNotices({ store, engine: stage.engine, log }), 0);
  });

  it('given these texts, when histories are read, then no number is in them', () =>
    assertNobodyInHistories(stage, ['13911112222', '13933334444', '4917612345678', newPassword]));

  it('given a released account, when its old unit logs in or uses its session, then it is nobody', async () => {
    const { token, unitId, account } = unit;
    await stage.store.knex('units').where({ unitId }).update({ releasedAt: stage.store.knex.fn.now() });
    await stage.store.knex('sessions').where({ unitId }).delete();
    assert.equal((await api.call('GET', '/account', { token })).status, 401);
    assert.equal((await api.call('POST', '/sessions', { body: { account, password: unitPassword } })).status, 401);
  });
});
