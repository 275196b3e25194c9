import { randomUUID } from 'node:crypto';
import { registrationWorkflowId } from '../../workflows/messages.ts';
import { until } from '../activities/local-sandbox.ts';
import { fastForward } from '../support/fast-forward.ts';
import { delegationId } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';
import {
  decide,
  endByUnit,
  fillIn,
  newAccount,
  open,
  openSubmitted,
  submit,
  type TestRegistration,
} from '../support/registration-fixture.ts';
import { allocate, lockPeople, release, unlockPeople, withdraw } from '../support/staff-request.ts';
import type { Stage } from '../support/stage.ts';
import type { Recording } from './histories.ts';

const twoLevels = (stage: Stage, on: boolean) =>
  stage.store.knex('editions').where({ edition: '2' }).update({ twoLevelReview: on });

async function released(stage: Stage, registration: TestRegistration, state: 'draft' | 'rejected'): Promise<void> {
  await release(stage, registration, state);
  await stage.handle(registrationWorkflowId(registration)).result();
}

/** The ways of registrations. */
export const registrationPaths = {
  'registration/approved': async (stage) => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    return registration.handle;
  },
  'registration/returned-approved': async (stage) => {
    const registration = await open(stage);
    await submit(stage, registration).catch(() => undefined);
    await allocate(stage, registration, await delegationId(stage.store, 3));
    await fillIn(stage, registration);
    await submit(stage, registration);
    await decide(stage, registration, 'return', { reason: '核验' });
    await submit(stage, registration);
    await decide(stage, registration, 'approve');
    return registration.handle;
  },
  'registration/locked': async (stage) => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    const [attendeeId] = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
    await lockPeople(stage, registration, [{ attendeeId: attendeeId!, badgeType: 'professional' }]);
    const sent = () =>
      stage.store.knex('notifications').where({ registrationId: registration.registrationId, state: 'sent' }).first();
    await until(sent);
    await unlockPeople(stage, registration, [attendeeId!]);
    await until(() => stage.store.knex('attendees').where({ attendeeId: attendeeId!, state: 'saved' }).first());
    return registration.handle;
  },
  'registration/endorsed-approved': async (stage) => {
    const registration = await openSubmitted(stage);
    await twoLevels(stage, true);
    await decide(stage, registration, 'approve');
    await twoLevels(stage, false);
    await decide(stage, registration, 'approve', { by: 'bureau' });
    return registration.handle;
  },
  'registration/withdrawn': async (stage) => {
    const registration = await openSubmitted(stage);
    const [attendeeId] = await createPeople(stage.store, registration.registrationId, [{ unlocked: true }]);
    await withdraw(stage, registration, attendeeId!);
    return registration.handle;
  },
  'registration/released': async (stage) => {
    const registration = await open(stage, { code: 'DEMO-07' });
    await released(stage, registration, 'draft');
    return registration.handle;
  },
  'registration/ended-by-unit': async (stage) => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'approve');
    await endByUnit(stage, registration, 'approved');
    await registration.handle.result();
    return registration.handle;
  },
  'registration/rejected-released': async (stage) => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'reject', { reason: '核验' });
    await registration.handle.result();
    await released(stage, registration, 'rejected');
    return stage.handle(registration.handle.workflowId);
  },
  'registration/code-given': async (stage) => {
    const registration = await open(stage);
    await stage.engine.giveInvitationCode(registration, { invitationCode: 'DEMO-08' }, randomUUID());
    await fillIn(stage, registration);
    await submit(stage, registration);
    return registration.handle;
  },
  'registration/reminded-expired': async (stage) => {
    const registration = await openSubmitted(stage);
    await fastForward(stage, registration.handle.workflowId, 4 * 86_400);
    await decide(stage, registration, 'return', { reason: '核验' });
    await fastForward(stage, registration.handle.workflowId, 120 * 86_400);
    await registration.handle.result();
    return registration.handle;
  },
  'registration/rejected': async (stage) => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'reject', { reason: '核验' });
    await registration.handle.result();
    return registration.handle;
  },
  'registration/refused': async (stage) => {
    const account = newAccount();
    await open(stage, { account, code: 'NO-SUCH-CODE' }).catch(() => undefined);
    return stage.handle(registrationWorkflowId({ edition: '2', account }));
  },
} satisfies Partial<Record<Recording, (stage: Stage) => Promise<{ workflowId: string }>>>;
