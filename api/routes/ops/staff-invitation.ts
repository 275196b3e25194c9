import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { staffRoles } from '../../../domain/staff-request.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createSessions } from '../../../db/session.ts';
import { createStaff } from '../../../db/staff.ts';
import { createStaffInvitations } from '../../../db/staff-invitation.ts';
import { hashPassword } from '../../auth.ts';
import { noteOwn } from '../../login.ts';
import { operation } from '../../operation.ts';
import { assertGoodPassword } from '../../password.ts';
import { password, time } from '../../schemas.ts';

/** Who has the link is who was invited. Unknown, used, voided and late ones are answered alike: 404. */
const shared = {
  path: '/staff-invitations/:token',
  tag: 'Public',
  params: z.object({ token: z.string().min(20).max(100) }),
} as const;

export const staffInvitationRoutes = [
  operation({
    ...shared,
    id: 'getStaffInvitation',
    method: 'get',
    summary: 'Whom a link invites, and until when it holds',
    find: ({ store, params }) => createStaffInvitations(store).find(params.token),
    answers: {
      200: z.object({ login: z.string(), role: z.enum(staffRoles), expiresAt: time }).openapi('StaffInvitation'),
    },
    handle: ({ found: { login, role, expiresAt } }) =>
      Promise.resolve({ status: 200, body: { login, role, expiresAt } }),
  }),
  operation({
    ...shared,
    id: 'acceptStaffInvitation',
    method: 'post',
    summary: 'Set the own password by the link, once; then log in with it',
    find: ({ store, params }) => createStaffInvitations(store).find(params.token),
    body: z.strictObject({ password }),
    answers: { 204: null },
    refusals: ['password_too_weak'],
    // Neither transaction nor key: the slow hash stays outside, and the link itself works once.
    handle: async ({ store, body, found: { invitationId, staffId, login }, req }) => {
      const { mobile } = await createStaff(store).account(staffId);
      await assertGoodPassword(body.password, 'password', [login, mobile ?? undefined]);
      const passwordHash = await hashPassword(body.password);
      await inTransaction(store, async (trx) => {
        // The row of the member of staff first, as whoever invites anew holds it.
        const isSet = await createStaff(trx).setPassword(staffId, passwordHash);
        if (!isSet || !(await createStaffInvitations(trx).use(invitationId))) throw new DomainError('not_found');
        await createSessions(trx).closeAll({ staffId });
        await noteOwn(trx, req, { action: 'staff_invitation_used', staffId, subject: login });
      });
      return { status: 204, body: undefined };
    },
  }),
];
