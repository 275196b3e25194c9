import { z } from 'zod';
import { disputeStates } from '../../../domain/dispute.ts';
import { DomainError } from '../../../domain/errors.ts';
import { shownState, shownStates } from '../../../domain/registration.ts';
import { say } from '../../../domain/message.ts';
import { createAudit } from '../../../db/audit.ts';
import { createEditions } from '../../../db/edition.ts';
import { createDisputes } from '../../../db/registration/dispute.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { accountClaim, accountOf, claimedAccount } from './account-claim.ts';
import { basePath } from '../../base-path.ts';
import type { Deps } from '../../deps.ts';
import type { Answer } from '../../idempotency.ts';
import { countDispute } from '../../limit.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { registrationSummary, viewOfSummary } from './registration-view.ts';
import {
  email,
  keysetPage,
  line,
  mobile,
  orNull,
  page,
  pageOf,
  paragraph,
  personName,
  time,
  uuid,
} from '../../schemas.ts';
import { pendingRegistration } from './registration-opening.ts';
import { askInRows, assertNotOwn } from '../../staff-asking.ts';

const tag = 'Disputes';
const roles = ['bureau'] as const;
const state = z.enum(disputeStates);
const claimant = z.strictObject({ unitName: line(100), name: personName(50), mobile, email: email.optional() });

const dispute = z
  .object({
    disputeId: uuid,
    account: z.string(),
    state,
    claim: claimant.extend({ statement: z.string() }),
    reason: z.string().nullable(),
    registration: registrationSummary,
    createdAt: time,
    decidedAt: orNull(time),
    decidedBy: z.string().nullable(),
  })
  .openapi('Dispute');
const released = {
  200: z.object({ state: z.enum(shownStates) }),
  202: pendingRegistration,
};

interface Release {
  deps: Deps;
  store: Store;
  session: { staffId: string };
  registrationId: string;
  reason: string;
  disputeId?: string;
  requestId: string;
}

/** The reason is on record before the run is told, so that none is released without one. */
async function release({
  deps,
  store,
  session,
  registrationId,
  reason,
  disputeId,
  requestId,
}: Release): Promise<Answer> {
  const { edition, account, unitId, state } = (await createRegistrations(store).find(registrationId))!;
  const { staffId } = session;
  const about = [{ subject: registrationId, payload: disputeId ? { disputeId } : {} }];
  await askInRows(store, session, { kind: 'release', requestId, about });
  if (state !== 'released')
    await createAudit(store).append({
      staffId,
      action: 'release_asked',
      subject: registrationId,
      detail: { account, ...(disputeId ? { disputeId } : {}) },
      reason,
    });
  const standing = { state, since: new Date().toISOString(), reminders: 0 };
  const told = await deps.engine.releaseRegistration({ edition, account, unitId, registrationId, standing }, requestId);
  if ('pending' in told)
    return { status: 202, body: { registrationId, statusUrl: `${basePath}/review/registrations/${registrationId}` } };
  return { status: 200, body: { state: shownState(told.done.state).state } };
}

export const disputeRoutes = [
  operation({
    id: 'openDispute',
    method: 'post',
    path: '/disputes',
    tag: 'Public',
    summary: 'Tell the bureau that somebody else registered the own account, or that it was mistyped (G1.4)',
    body: z.strictObject({ ...accountClaim, claimant, statement: paragraph(2000) }),
    effect: 'transaction',
    accountIn: claimedAccount,
    answers: { 202: z.object({ disputeId: uuid }) },
    refusals: ['uscc_invalid', 'account_free', 'too_many_requests'],
    handle: async ({ deps, store, body, req }) => {
      const { account } = accountOf(body);
      await countDispute(deps, req, account);
      const disputeId = await createDisputes(store).open(account, { ...body.claimant, statement: body.statement });
      if (!disputeId) throw new DomainError('account_free', { detail: say('nobody_registered', { account }) });
      return { status: 202, body: { disputeId } };
    },
  }),
  operation({
    id: 'listDisputes',
    method: 'get',
    path: '/bureau/disputes',
    tag,
    summary: 'Disputes over accounts, the longest waiting first, beside the registrations they are about',
    roles,
    query: editionQuery.extend({ state: state.default('open') }),
    reads: 'people_read',
    answers: { 200: page(dispute) },
    handle: async ({ store, query }) => {
      const edition = await createEditions(store).listed(query.edition);
      const disputes = await createDisputes(store).list({ edition, state: query.state }, keysetPage(query));
      const { items, nextCursor } = pageOf(disputes, query);
      const registrations = createRegistrations(store);
      const body = await Promise.all(
        items.map(async ({ registrationId, ...item }) => ({
          ...item,
          registration: viewOfSummary((await registrations.find(registrationId))!),
        })),
      );
      return { status: 200, body: { items: body, nextCursor } };
    },
  }),
  operation({
    id: 'decideDispute',
    method: 'post',
    path: '/bureau/disputes/:disputeId/decision',
    tag,
    summary: 'Uphold a dispute: the account is released, its holder told. Or dismiss it',
    roles,
    params: z.object({ disputeId: uuid }),
    find: ({ store, params }) => createDisputes(store).find(params.disputeId),
    body: z.strictObject({ decision: z.enum(['uphold', 'dismiss']), reason: paragraph(500) }),
    effect: 'workflow',
    answers: { 200: z.object({ state: z.union([state, z.enum(shownStates)]) }), 202: released[202] },
    refusals: ['own_unit', 'edition_over', 'dispute_decided', 'not_releasable'],
    handle: async ({ deps, store, session, body, found, businessNo: requestId }) => {
      const { disputeId, registrationId } = found;
      const { reason } = body;
      await assertNotOwn(store, session, 'release', [registrationId]);
      if (found.state !== 'open') throw new DomainError('dispute_decided', { state: found.state });
      if (body.decision === 'dismiss') {
        const { staffId } = session;
        await inTransaction(store, async (trx) => {
          if (!(await createDisputes(trx).dismiss(found, { staffId, reason })))
            throw new DomainError('dispute_decided');
          await createAudit(trx).append({
            staffId,
            action: 'dispute_dismissed',
            subject: disputeId,
            detail: { registrationId },
            reason,
          });
        });
        return { status: 200, body: { state: 'dismissed' } };
      }
      const answer = await release({ deps, store, session, registrationId, reason, disputeId, requestId });
      return answer.status === 200 ? { status: 200, body: { state: 'upheld' } } : answer;
    },
  }),
  operation({
    id: 'releaseRegistration',
    method: 'post',
    path: '/bureau/registrations/:registrationId/release',
    tag,
    summary: 'Take an account that is not approved from a unit it does not belong to (G1.4)',
    roles,
    params: z.object({ registrationId: uuid }),
    find: ({ store, params }) => createRegistrations(store).find(params.registrationId),
    body: z.strictObject({ reason: paragraph(500) }),
    effect: 'workflow',
    answers: released,
    refusals: ['own_unit', 'edition_over', 'not_releasable'],
    handle: ({ deps, store, session, body, found, businessNo: requestId }) =>
      release({ deps, store, session, registrationId: found.registrationId, reason: body.reason, requestId }),
  }),
];
