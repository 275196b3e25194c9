import { z } from 'zod';
import { maskMobile } from '../../../domain/identity.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { staffRoles, type StaffRole } from '../../../domain/staff-request.ts';
import { createAudit } from '../../../db/audit.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createStaff, type StaffMember } from '../../../db/staff.ts';
import { invitationDays } from '../../../db/staff-invitation.ts';
import { basePath } from '../../base-path.ts';
import { changedIn } from '../../changed.ts';
import type { Deps } from '../../deps.ts';
import { operation } from '../../operation.ts';
import { account, cursorQuery, keysetPage, login, mobile, orNull, page, pageOf, time, masked } from '../../schemas.ts';
import { inviteStaff, type Invited } from '../../staff-invitation.ts';

const tag = 'Staff';
const roles = ['bureau', 'operator'] as const;
const member = z
  .object({
    login: z.string(),
    role: z.enum(staffRoles),
    delegationNo: z.int().nullable(),
    unitAccount: z
      .string()
      .nullable()
      .openapi({ description: 'The account of the organisation the person works for: nobody reviews their own unit' }),
    mobileMasked: orNull(masked),
    disabled: z.boolean(),
    hasPassword: z.boolean().openapi({ description: 'Not before an invitation is used' }),
    hasSecondFactor: z.boolean(),
    invitedUntil: orNull(time).openapi({ description: 'How long the link holds that nobody has used yet' }),
  })
  .openapi('StaffMember');
const invited = member
  .extend({
    link: z
      .string()
      .optional()
      .openapi({ description: 'Where no text brings it: told this once. Left out: it was sent to the mobile' }),
  })
  .openapi('InvitedStaffMember');
const withLink = z
  .boolean()
  .optional()
  .openapi({ description: 'Answers the link instead of sending it; without a mobile that is so anyway' });

const viewOf = ({ mobile: number, staffId: _id, ...rest }: StaffMember): z.input<typeof member> => ({
  ...rest,
  mobileMasked: number && maskMobile(number),
});

/** Neither of the two can put the other out of the way: operators are changed by operators, the rest by the bureau. */
function assertOfOwnKind(session: { role: StaffRole }, other: StaffRole): void {
  if ((other === 'operator') !== (session.role === 'operator'))
    throw new DomainError('forbidden', { detail: say('not_by_role', { role: session.role, other }) });
}
function assertOther(session: { staffId: string; role: StaffRole }, { staffId, role }: StaffMember): void {
  if (staffId === session.staffId) throw new DomainError('forbidden', { detail: say('own_row') });
  assertOfOwnKind(session, role);
}

/** The delegation of that number; null where the role has none. */
async function delegationOf(
  store: Store,
  { role, delegationNo: no }: { role: StaffRole; delegationNo?: number | undefined },
) {
  const wrong = (message: ReturnType<typeof say>) =>
    new DomainError('unknown_reference', { errors: [{ path: 'delegationNo', code: 'unknown_reference', message }] });
  if ((role === 'delegation') !== (no !== undefined)) throw wrong(say('delegation_of_role'));
  if (no === undefined) return null;
  const delegationId = await createDelegations(store).idOf(no);
  if (delegationId === undefined) throw wrong(say('no_delegation_no', { no }));
  return delegationId;
}

/** Once the invitation is stored: the text is sent, or the link is told. */
async function tell(
  { store, engine }: Pick<Deps, 'store' | 'engine'>,
  staffLogin: string,
  { link, notificationId }: Invited,
) {
  if (notificationId) await engine.sendStaffInvitation(notificationId);
  const view = viewOf((await createStaff(store).find(staffLogin))!);
  return notificationId ? view : { ...view, link };
}

export const staffRoutes = [
  operation({
    id: 'listStaff',
    method: 'get',
    path: '/bureau/staff',
    tag,
    summary: 'Who works here',
    roles: ['bureau'],
    query: cursorQuery,
    answers: { 200: page(member) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(await createStaff(store).list(keysetPage(query)), query);
      return { status: 200, body: { items: items.map(viewOf), nextCursor } };
    },
  }),
  operation({
    id: 'addStaff',
    method: 'post',
    path: '/bureau/staff',
    tag,
    summary: `Add a member of staff, who sets a password by a link that holds ${invitationDays} days and works once: by the bureau, operators by an operator`,
    roles,
    body: z.strictObject({
      login,
      role: z.enum(staffRoles),
      delegationNo: z.int().min(1).max(10_000).optional(),
      mobile: mobile.optional(),
      unitAccount: account.optional(),
      withLink,
    }),
    effect: 'workflow',
    refusals: ['forbidden', 'login_taken', 'unknown_reference'],
    answers: { 201: invited },
    handle: async ({ deps, store, session, body, businessNo: staffId }) => {
      assertOfOwnKind(session, body.role);
      const { login: staffLogin, role, mobile: number = null, unitAccount = null, withLink: asked = false } = body;
      const delegationId = await delegationOf(store, body);
      const told = await inTransaction(store, async (trx) => {
        const staff = createStaff(trx);
        const isMade = await staff.insert({
          staffId,
          login: staffLogin,
          role,
          delegationId,
          mobile: number,
          unitAccount,
        });
        // A repeat after a crash finds the row that the first try made.
        if (!isMade && (await staff.find(staffLogin))?.staffId !== staffId)
          throw new DomainError('login_taken', { detail: say('login_there', { login: staffLogin }) });
        if (isMade)
          await createAudit(trx).append({
            staffId: session.staffId,
            action: 'staff_added',
            subject: staffLogin,
            detail: { role, ...(delegationId === null ? {} : { delegationNo: body.delegationNo }) },
          });
        return inviteStaff(trx, { staffId, mobile: number, withLink: asked, publicUrl: deps.settings.publicUrl });
      });
      return {
        status: 201,
        body: await tell(deps, staffLogin, told),
        headers: { Location: `${basePath}/bureau/staff/${encodeURIComponent(staffLogin)}` },
      };
    },
  }),
  operation({
    id: 'inviteStaffAnew',
    method: 'post',
    path: '/bureau/staff/:login/invitation',
    tag,
    summary: 'Let a member of staff begin anew: sessions, password and second factor go, and a new link voids the old',
    roles,
    params: z.object({ login }),
    find: ({ store, params }) => createStaff(store).find(params.login),
    body: z.strictObject({ withLink }),
    effect: 'workflow',
    refusals: ['forbidden', 'staff_disabled'],
    answers: { 201: invited },
    handle: async ({ deps, store, session, body, found }) => {
      assertOther(session, found);
      if (found.disabled)
        throw new DomainError('staff_disabled', { detail: say('enable_first', { login: found.login }) });
      const told = await inTransaction(store, async (trx) => {
        await createStaff(trx).takeAccess(found.staffId);
        await createAudit(trx).append({ staffId: session.staffId, action: 'staff_reset', subject: found.login });
        const { withLink: asked = false } = body;
        return inviteStaff(trx, { ...found, withLink: asked, publicUrl: deps.settings.publicUrl });
      });
      return { status: 201, body: await tell(deps, found.login, told) };
    },
  }),
  operation({
    id: 'changeStaff',
    method: 'patch',
    path: '/bureau/staff/:login',
    tag,
    summary:
      'Where texts reach a member of staff, which unit they work for, and whether they may log in: by the bureau, of operators by another operator. Who is disabled is logged out for good',
    roles,
    params: z.object({ login: login }),
    find: ({ store, params }) => createStaff(store).find(params.login),
    body: z.strictObject({
      mobile: mobile.nullable().optional(),
      unitAccount: account.nullable().optional(),
      disabled: z.boolean().optional(),
    }),
    effect: 'transaction',
    refusals: ['forbidden'],
    answers: { 200: member },
    handle: async ({ store, session, body, found }) => {
      assertOther(session, found);
      const staff = createStaff(store);
      // Also one that changes nothing: who is disabled once more is logged out once more.
      await staff.change(found.staffId, body);
      const changed = changedIn(found, body);
      if (changed.length > 0)
        await createAudit(store).append({
          staffId: session.staffId,
          action: 'staff_changed',
          subject: found.login,
          detail: { changed, ...(changed.includes('disabled') ? { disabled: body.disabled } : {}) },
        });
      return { status: 200, body: viewOf((await staff.find(found.login))!) };
    },
  }),
];
