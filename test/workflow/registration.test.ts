import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { RegistrationState } from '../../domain/registration.ts';
import { missingIn } from '../../domain/unit-info.ts';
import type { Insert } from '../../db/query.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { until } from '../activities/local-sandbox.ts';
import { assertNobodyInHistories } from '../support/canary.ts';
import { delegationId, unitInfo } from '../support/fixtures.ts';
import {
  decide,
  fillIn,
  is,
  newAccount,
  open,
  openSubmitted,
  recordReview,
  standingOf,
  submit,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import { allocate as allocateTo } from '../support/staff-request.ts';
import { startStage, type Stage } from '../support/stage.ts';

describe('registration', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  const registrationsOf = (account: string) =>
    stage.store
      .knex('registrations')
      .join('units', 'units.unitId', 'registrations.unitId')
      .where({ 'units.account': account })
      .pluck('registrationId');
  const addCode = async (code: string, capacity: number | null, more: Partial<Insert<'invitation_codes'>> = {}) =>
    stage.store
      .knex('invitation_codes')
      .insert({ edition: '2', code, delegationId: await delegationId(stage.store, 3), capacity, ...more });
  const usedOf = async (code: string) =>
    (await stage.store.knex('invitation_codes').where({ code }).first('used'))!.used;
  /** Its moves; whose it is, is another matter. */
  const kinds = ({ registrationId }: TestRegistration) =>
    stage.store
      .knex('events')
      .where({ registrationId })
      .whereNot({ kind: 'allocated' })
      .orderBy('eventId')
      .pluck('kind');
  const reasonOf = async ({ registrationId }: TestRegistration) =>
    (await createRegistrations(stage.store).find(registrationId))?.returnReason;
  const refusedRun = async (account: string) => stage.handle(`registration:2:${account}`).result();

  it('given an account, when it is opened twice by one request and once by another, then it is opened once (G1.4)', async () => {
    const first = await open(stage);
    const again = { ...first, unitId: first.registrationId };
    const { edition, account, registrationId } = first;
    const answer = await stage.engine.openRegistration(
      { edition, account, unitId: again.unitId, registrationId },
      { edition, account, delegationNo: undefined },
      randomUUID(),
    );
    assert.deepEqual(answer, { done: { state: 'draft' } });
    await assert.rejects(open(stage, { account }), is('unit_already_registered'));
    assert.deepEqual(await registrationsOf(account), [registrationId]);
    assert.deepEqual(await kinds(first), ['registration_opened']);
  });

  it('given an account nobody has, when two units open it at once, then one has it and the other is told', async () => {
    const account = newAccount();
    const openings = await Promise.allSettled([open(stage, { account }), open(stage, { account })]);
    assert.deepEqual(openings.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    const winner = openings.find((opening) => opening.status === 'fulfilled')!.value;
    assert.ok(is('unit_already_registered')(openings.find((opening) => opening.status === 'rejected')!.reason));
    assert.deepEqual(await registrationsOf(account), [winner.registrationId]);
    const opened = await stage.store.knex('units').where({ account }).whereNotNull('openedAt').pluck('unitId');
    assert.deepEqual(opened, [winner.registrationId]);
  });

  it('given the last place of a code, when two units race for it, then one has it, and the other may come again with another code (G1.1)', async () => {
    await addCode('RACE-1', 1);
    const accounts = [newAccount(), newAccount()];
    const openings = await Promise.allSettled(accounts.map((account) => open(stage, { account, code: 'RACE-1' })));
    assert.deepEqual(openings.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    const loser = accounts[openings.findIndex(({ status }) => status === 'rejected')]!;
    assert.deepEqual(await refusedRun(loser), { outcome: 'refused' });
    assert.deepEqual([await usedOf('RACE-1'), await registrationsOf(loser)], [1, []]);
    await addCode('RACE-2', 1);
    const later = await open(stage, { account: loser, code: 'RACE-2' });
    assert.deepEqual(await registrationsOf(loser), [later.registrationId]);
  });

  it('given codes that do not hold, when an account is opened with one, then it is refused and nothing is written', async () => {
    await addCode('OLD-1', null, { validUntil: new Date(Date.now() - 1_000) });
    await addCode('GONE-1', null, { revokedAt: new Date() });
    for (const [code, refusal] of [
      ['OLD-1', 'invitation_code_expired'],
      ['GONE-1', 'invitation_code_expired'],
      ['NONE-1', 'invitation_code_unknown'],
    ] as const) {
      const account = newAccount();
      await assert.rejects(open(stage, { account, code }), is(refusal));
      assert.deepEqual(await refusedRun(account), { outcome: 'refused' });
      assert.deepEqual(await registrationsOf(account), []);
    }
    assert.deepEqual([await usedOf('OLD-1'), await usedOf('GONE-1')], [0, 0]);
  });

  const assertLacks = (registration: TestRegistration, state: RegistrationState, paths: string[]) =>
    assert.rejects(submit(stage, registration), (error) => {
      assert.ok(is('incomplete', state)(error));
      assert.deepEqual(
        (error as DomainError).refusal.errors?.map(({ path }) => path),
        paths,
      );
      return true;
    });
  const { email: _email, ...half } = unitInfo.contact;

  it('given forms not filled in, when submitted, then what is missing is named and it stays a draft (G4.2)', async () => {
    const registration = await open(stage);
    await assertLacks(registration, 'draft', [...missingIn('unitInfo', null), ...missingIn('procurementIntent', null)]);
    assert.deepEqual(await standingOf(stage, registration), { state: 'draft', version: 1, round: 0 });
    await assert.rejects(decide(stage, registration, 'approve', { by: 'bureau' }), is('not_submitted', 'draft'));
    await fillIn(stage, registration);
    await submit(stage, registration);
    await assert.rejects(submit(stage, registration), is('already_submitted', 'under_review'));
    const { state, round } = await standingOf(stage, registration);
    assert.deepEqual([state, round], ['under_review', 1]);
  });

  it('given a submitted registration, when it is returned, corrected to the half, to the whole and submitted again, then what is missing is named, and it can be approved, its reason gone (G3.4, G4.3)', async () => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'return', { reason: '核验:营业执照不清晰' });
    assert.deepEqual(
      [(await standingOf(stage, registration)).state, await reasonOf(registration)],
      ['returned', '核验:营业执照不清晰'],
    );
    const registrations = createRegistrations(stage.store);
    await registrations.saveUnitInfo(registration.registrationId, { ...unitInfo, contact: half });
    await assertLacks(registration, 'returned', ['unitInfo.contact.email']);
    await registrations.saveUnitInfo(registration.registrationId, unitInfo);
    await submit(stage, registration);
    assert.deepEqual([(await standingOf(stage, registration)).round, await reasonOf(registration)], [2, null]);
    assert.ok('done' in (await decide(stage, registration, 'approve')));
    assert.equal((await standingOf(stage, registration)).state, 'approved');
    assert.deepEqual(await kinds(registration), [
      'registration_opened',
      'submitted',
      'returned',
      'submitted',
      'approved',
    ]);
    assert.equal((await registration.handle.describe()).status.name, 'RUNNING');
  });

  it('given a rejection, when anything else is asked, then the run is over and nothing moves', async () => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'reject', { reason: '核验:非采购商' });
    assert.deepEqual(await registration.handle.result(), { outcome: 'rejected' });
    await assert.rejects(decide(stage, registration, 'approve'), is('already_decided'));
    await assert.rejects(submit(stage, registration), is('already_submitted'));
    await assert.rejects(open(stage, { account: registration.account }), is('unit_already_registered'));
    assert.equal((await standingOf(stage, registration)).state, 'rejected');
    assert.equal(await reasonOf(registration), '核验:非采购商');
  });

  it('given a form that changed since the reviewer read it, when decided on what was read, then it is refused and waits (R8)', async () => {
    const registration = await openSubmitted(stage);
    const { version } = await standingOf(stage, registration);
    await assert.rejects(
      decide(stage, registration, 'approve', { version: version - 1 }),
      is('stale_version', 'under_review'),
    );
    assert.deepEqual(await standingOf(stage, registration), { state: 'under_review', version, round: 1 });
  });

  it('given two reviewers, when both decide at once, then one decision stands and the other is told so', async () => {
    const registration = await openSubmitted(stage);
    const { version } = await standingOf(stage, registration);
    const answers = await Promise.allSettled([
      decide(stage, registration, 'approve', { version }),
      decide(stage, registration, 'return', { version, reason: '核验' }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.ok(is('already_decided')(answers.find((answer) => answer.status === 'rejected')!.reason));
    const { state } = await standingOf(stage, registration);
    assert.equal(state, answers[0].status === 'fulfilled' ? 'approved' : 'returned');
    assert.equal((await kinds(registration)).length, 3);
  });

  it('given one decision, when its number is told twice, then it is applied once and both are answered alike', async () => {
    const registration = await openSubmitted(stage);
    const reviewId = await recordReview(stage, registration, 'approve');
    const tell = () => stage.engine.decideRegistration(registration, { reviewId }, randomUUID());
    assert.deepEqual(await tell(), await tell());
    assert.deepEqual((await kinds(registration)).filter((kind) => kind === 'approved').length, 1);
  });

  it('given no worker, when a delegation decides on many, then each decision is applied by the next worker', async () => {
    const registrations = await Promise.all([1, 2, 3].map(() => openSubmitted(stage)));
    await stage.stopWorkers();
    for (const registration of registrations) {
      assert.ok(
        await stage.engine.registrationDecided(registration, await recordReview(stage, registration, 'approve')),
      );
    }
    assert.equal((await standingOf(stage, registrations[0]!)).state, 'under_review');
    await stage.startWorkers();
    for (const registration of registrations) {
      await until(async () => ((await standingOf(stage, registration)).state === 'approved' ? true : undefined));
    }
  });

  it('given an enterprise without a code, when it is allocated twice, then the first delegation keeps it and its code is filled in (G1.2)', async () => {
    const registration = await open(stage);
    const [foshan, zhuhai] = [await delegationId(stage.store, 3), await delegationId(stage.store, 4)];
    const allocate = (id: number) => allocateTo(stage, registration, id);
    assert.deepEqual(await allocate(zhuhai), { done: { delegationId: zhuhai } });
    assert.deepEqual(await allocate(zhuhai), { done: { delegationId: zhuhai } });
    await assert.rejects(allocate(foshan), is('already_allocated', 'draft'));
    await fillIn(stage, registration);
    await submit(stage, registration);
    await decide(stage, registration, 'approve', { by: 'delegation-4' });
    const found = await createRegistrations(stage.store).find(registration.registrationId);
    assert.deepEqual([found?.delegation?.no, found?.invitationCode], [4, 'DEMO-04']);
  });

  it("given a unit of a delegation's city without a code, when submitted, then it is that delegation's (G1.2)", async () => {
    const registration = await openSubmitted(stage);
    const found = await createRegistrations(stage.store).find(registration.registrationId);
    assert.deepEqual([found?.delegation?.no, found?.invitationCode], [3, null]);
  });

  it('given these runs, when their histories are read, then nobody is in them', () => assertNobodyInHistories(stage));
});
