import { z } from 'zod';
import { maskMobile } from '../../../domain/identity.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAudit } from '../../../db/audit.ts';
import { createStaff, type StaffMember } from '../../../db/staff.ts';
import { changedIn } from '../../changed.ts';
import { operation } from '../../operation.ts';
import { account, cursorQuery, keysetPage, login, mobile, page, pageOf } from '../../schemas.ts';

const tag = 'Staff';
const roles = ['bureau', 'operator'] as const;
const member = z
  .object({
    login: z.string(),
    role: z.enum(['delegation', 'bureau', 'operator']),
    delegationNo: z.int().nullable(),
    unitAccount: z
      .string()
      .nullable()
      .openapi({ description: 'The account of the organisation the person works for: nobody reviews their own unit' }),
    mobileMasked: z.string().nullable(),
    disabled: z.boolean(),
  })
  .openapi('StaffMember');

const viewOf = ({ mobile: number, staffId: _id, ...rest }: StaffMember): z.input<typeof member> => ({
  ...rest,
  mobileMasked: number && maskMobile(number),
});

export const staffRoutes = [
  operation({
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
      if (found.staffId === session.staffId) throw new DomainError('forbidden', { detail: say('own_row') });
      // Neither of the two can put the other out of the way: operators are changed by operators, the rest by the bureau.
      if ((found.role === 'operator') !== (session.role === 'operator'))
        throw new DomainError('forbidden', {
          detail: say('not_by_role', { role: session.role, other: found.role }),
        });
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
