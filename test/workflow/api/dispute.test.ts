import assert from 'node:assert/strict';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, TestApi } from '../../support/api.ts';
import { staffToken } from '../../support/fixtures.ts';
import { proveMobile } from '../../support/mobile-proof.ts';
import { decide, newAccount, open, openSubmitted, standingOf } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { createSessions } from '../../../db/session.ts';

const claim = (uscc: string) => ({
  uscc,
  claimant: { unitName: '真单位', name: '申诉人', mobile: '13700001111' },
  statement: '该代码是我单位的',
});

describe('disputes over an account', () => {
  let stage: Stage;
  let api: TestApi;
  let bureau: string;
  before(async () => {
    ({ stage, api } = await startStageApi());
    bureau = await staffToken(stage.store, 'bureau');
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const dispute = (uscc: string) => api.call('POST', '/disputes', { body: claim(uscc) });
  const ofBureau = (method: string, path: string, body?: object) =>
    api.call(method, path, { token: bureau, ...(body ? { body } : {}) });
  const decideOn = (disputeId: string, decision: string) =>
    ofBureau('POST', `/bureau/disputes/${disputeId}/decision`, { decision, reason: '已核实' });

  it('given a squatted USCC, when the bureau upholds the dispute, then the squatter is out and told, and the real unit can register (G1.4)', async () => {
    const squatter = await open(stage);
    const { token } = await createSessions(stage.store).open({ unitId: squatter.registrationId }, 1);
    const { status, body } = await dispute(squatter.account);
    assert.equal(status, 202);
    const second = (await dispute(squatter.account)).body.disputeId;
    const listed = (await ofBureau('GET', '/bureau/disputes')).body.items.find(
      (item: Json) => item.disputeId === body.disputeId,
    );
    assert.deepEqual(
      [listed.claim.name, listed.claim.statement, listed.registration.state],
      ['申诉人', '该代码是我单位的', 'draft'],
    );

    assert.deepEqual((await decideOn(body.disputeId, 'uphold')).body, { state: 'upheld' });
    const upheld = (await ofBureau('GET', '/bureau/disputes?state=upheld')).body.items as Json[];
    assert.equal(upheld.find(({ disputeId }) => disputeId === body.disputeId).decidedBy, 'bureau');

    assert.equal((await api.call('GET', '/registration', { token })).status, 401);
    await until(async () => {
      const { sms } = await stage.sandbox.journal();
      return sms.some(({ template }) => template === 'SMS_ACCOUNT_RELEASED') || undefined;
    });
    const registered = await api.call('POST', '/registrations', {
      body: {
        region: 'mainland',
        category: 'enterprise',
        uscc: squatter.account,
        mobile: '13700001111',
        mobileProof: await proveMobile({ stage, api }, '13700001111'),
        password: 'A-Real-Unit-Pw-9',
        acceptPrivacyTerms: true,
      },
    });
    assert.equal(registered.status, 201);
    const login = (password: string) =>
      api.call('POST', '/sessions', { body: { account: squatter.account, password } });
    assert.equal((await login('A-Real-Unit-Pw-9')).status, 201);
    assert.deepEqual(
      (await decideOn(second, 'uphold')).body.code,
      'dispute_decided',
      'the other claimant was right as well',
    );
    const audit = (await ofBureau('GET', `/ops/audit?subject=${squatter.registrationId}`)).body.items;
    assert.deepEqual(
      audit.map((entry: Json) => [entry.by, entry.action, entry.reason]),
      [['bureau', 'release_asked', '已核实']],
    );
  });

  it('given a dispute that is dismissed, when it is decided again, then 409, and the account stays where it is', async () => {
    const holder = await open(stage);
    const { disputeId } = (await dispute(holder.account)).body;
    assert.deepEqual((await decideOn(disputeId, 'dismiss')).body, { state: 'dismissed' });
    assert.deepEqual((await decideOn(disputeId, 'uphold')).body.code, 'dispute_decided');
    assert.equal((await standingOf(stage, holder)).state, 'draft');
  });

  it('given an approved account or one nobody has, when disputed, then 409 and nothing moves', async () => {
    const approved = await openSubmitted(stage);
    await decide(stage, approved, 'approve');
    const { disputeId } = (await dispute(approved.account)).body;
    const { status, body } = await decideOn(disputeId, 'uphold');
    assert.deepEqual([status, body.code, body.state], [409, 'not_releasable', 'approved']);
    assert.deepEqual((await dispute(newAccount())).body.code, 'account_free');
    assert.deepEqual((await dispute('91440600000000001Z')).body.code, 'uscc_invalid');
    assert.equal((await standingOf(stage, approved)).state, 'approved');
  });

  it('given a rejected squatter, when the bureau releases the account without a dispute, then it can be opened anew', async () => {
    const squatter = await openSubmitted(stage);
    await decide(stage, squatter, 'reject', { reason: '核验' });
    await squatter.handle.result();
    const path = `/bureau/registrations/${squatter.registrationId}/release`;
    assert.equal(
      (await api.call('POST', path, { token: await staffToken(stage.store, 'delegation-3'), body: { reason: 'x' } }))
        .status,
      403,
    );
    assert.deepEqual((await ofBureau('POST', path, { reason: '误填' })).body, { state: 'released' });
    assert.equal((await standingOf(stage, await open(stage, { account: squatter.account }))).state, 'draft');
  });
});
