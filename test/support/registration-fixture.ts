import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { ErrorCode } from '../../domain/error-code.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Decision, RegistrationState } from '../../domain/registration.ts';
import { createRegistrations } from '../../db/registration/registration.ts';
import { createWithdrawals } from '../../db/registration/withdrawal.ts';
import { createReviews } from '../../db/registration/review.ts';
import { registrationWorkflowId, taskQueues, workflowTypes, type RegistrationInput } from '../../workflows/messages.ts';
import { askForAccount, procurementIntent, unitInfo, uscc } from './fixtures.ts';
import type { Stage } from './stage.ts';

export interface TestRegistration {
  edition: '2';
  account: string;
  registrationId: string;
  handle: WorkflowHandle;
}

/** A refusal with this code, in this state. */
export const is = (code: ErrorCode, state?: string) => (error: unknown) =>
  error instanceof DomainError && error.refusal.code === code && (state === undefined || error.refusal.state === state);

let units = 5_000;

export const newAccount = () => uscc(++units);

/** A run that is about to end tells whoever wants its account to come again in a moment. */
async function comingAgain<T>(ask: (updateId: string) => Promise<T>): Promise<T> {
  try {
    return await ask(randomUUID());
  } catch (error) {
    if (error instanceof DomainError && error.refusal.code === 'unavailable') return comingAgain(ask);
    throw error;
  }
}

/** An account is asked for; what its run is to be opened with. */
async function askFor(
  { store }: Stage,
  { account = newAccount(), code }: { account?: string | undefined; code?: string | undefined },
) {
  const registrationId = randomUUID();
  const of = { edition: '2', account, unitId: registrationId } as const;
  await askForAccount(store, of);
  return { ...of, registrationId, ...(code ? { invitationCode: code } : {}) };
}

/** An account is asked for and opened as the API does it; rejects with the refusal. */
export async function open(stage: Stage, asked: { account?: string; code?: string } = {}): Promise<TestRegistration> {
  const input = await askFor(stage, asked);
  const { edition, account, registrationId } = input;
  const workflowId = registrationWorkflowId(input);
  stage.started.add(workflowId);
  await comingAgain((updateId) =>
    stage.engine.openRegistration(input, { edition, account, delegationNo: undefined }, updateId),
  );
  return { edition, account, registrationId, handle: stage.handle(workflowId) };
}

/** Both forms, filled in. */
export async function fillIn(
  { store }: Stage,
  { registrationId }: Pick<TestRegistration, 'registrationId'>,
): Promise<void> {
  const registrations = createRegistrations(store);
  await registrations.saveUnitInfo(registrationId, unitInfo as never);
  await registrations.saveProcurementIntent(registrationId, procurementIntent as never);
}

export const submit = (stage: Stage, registration: TestRegistration) =>
  stage.engine.submitRegistration(registration, randomUUID());

/** A registration that waits for its reviewer. */
export async function openSubmitted(stage: Stage, of: { code?: string } = {}): Promise<TestRegistration> {
  const registration = await open(stage, of);
  await fillIn(stage, registration);
  const told = await submit(stage, registration);
  assert.ok('done' in told, 'the submission was answered too late');
  return registration;
}

/** The same without the way there, for tests that need many: the run begins as one that goes on from an earlier. */
export async function startSubmitted(stage: Stage): Promise<TestRegistration> {
  const input = await askFor(stage, {});
  const { edition, account, registrationId } = input;
  const { localActivities } = stage.activities;
  await localActivities.openRegistration(input);
  await fillIn(stage, input);
  await localActivities.submitRegistration({ registrationId, submissionId: randomUUID() });
  const standing = { state: 'under_review', since: new Date().toISOString(), reminders: 0 } as const;
  const goesOn: RegistrationInput = {
    ...input,
    standing,
    calendar: await localActivities.registrationCalendar({ registrationId }),
  };
  const workflowId = registrationWorkflowId(input);
  stage.started.add(workflowId);
  const handle = await stage.environment.client.workflow.start(workflowTypes.registration, {
    workflowId,
    taskQueue: taskQueues.main,
    args: [goesOn],
  });
  return { edition, account, registrationId, handle };
}

/** The unit ends its registration, as the API has it: on record before the run is told. `state`: where it stands. */
export async function endByUnit(
  { store, engine }: Pick<Stage, 'store' | 'engine'>,
  { registrationId, account }: Pick<TestRegistration, 'registrationId' | 'account'>,
  state: RegistrationState,
) {
  const withdrawalId = randomUUID();
  await createWithdrawals(store).ask({ withdrawalId, registrationId });
  const standing = { state, since: new Date().toISOString(), reminders: 0 };
  const input = { edition: '2', account, unitId: registrationId, registrationId, standing };
  return engine.withdrawRegistration(input, withdrawalId);
}

export interface RegistrationStatus {
  state: RegistrationState;
  version: number;
  round: number;
}

export async function standingOf(
  { store }: Stage,
  { registrationId }: Pick<TestRegistration, 'registrationId'>,
): Promise<RegistrationStatus> {
  return (await store.knex('registrations').where({ registrationId }).first('state', 'version', 'round'))!;
}

/** A reviewer's words, recorded; the run is yet to be told their number. */
export async function recordReview(
  { store }: Stage,
  { registrationId }: TestRegistration,
  decision: Decision,
  {
    reason,
    by = 'delegation-3',
    version,
  }: { reason?: string | undefined; by?: string | undefined; version?: number } = {},
): Promise<string> {
  const { staffId } = (await store.knex('staff').where({ login: by }).first('staffId'))!;
  const recorded = await createReviews(store).record([registrationId], {
    decision,
    reason,
    version,
    staffId,
    requestId: randomUUID(),
  });
  return recorded.get(registrationId)!;
}

/** One decision on what the reviewer saw; rejects with the refusal. */
export async function decide(
  stage: Stage,
  registration: TestRegistration,
  decision: Decision,
  of: { reason?: string; version?: number; by?: string } = {},
) {
  const { version } = await standingOf(stage, registration);
  const reviewId = await recordReview(stage, registration, decision, { version, ...of });
  return stage.engine.decideRegistration(registration, { reviewId }, randomUUID());
}
