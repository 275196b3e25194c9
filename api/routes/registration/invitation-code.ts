import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAudit } from '../../../db/audit.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createInvitationCodes } from '../../../db/registration/invitation-code.ts';
import { invitationCode as codeSchema } from './registration-opening.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, keysetPage, orNull, page, pageOf, serial, time, uuid } from '../../schemas.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Invitation codes';

const invitationCode = z
  .object({
    code: z.string(),
    delegationId: z.int(),
    capacity: z.int().nullable(),
    used: z.int(),
    validFrom: time,
    validUntil: orNull(time),
    revokedAt: orNull(time),
    createdAt: time,
  })
  .openapi('InvitationCode');

const use = z
  .object({
    registrationId: uuid,
    account: z.string(),
    unitName: z.string().nullable(),
    kind: z.enum(['registered', 'filled_in', 'released']),
    at: time,
  })
  .openapi('InvitationCodeUse');

/** Without what is mistaken for something else when it is read out: I, L, O, U, 0, 1. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
function madeCode(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return `${group()}-${group()}`;
}

export const invitationCodeRoutes = [
  operation({
    method: 'get',
    path: '/invitation-codes',
    tag,
    summary: 'The invitation codes of the own delegation and those below it',
    roles,
    query: cursorQuery,
    answers: { 200: page(invitationCode) },
    handle: async ({ store, session, query }) => {
      const scope = await createDelegations(store).scopeOf(session);
      return { status: 200, body: pageOf(await createInvitationCodes(store).list(scope, keysetPage(query)), query) };
    },
  }),
  operation({
    method: 'post',
    path: '/invitation-codes',
    tag,
    summary: 'Make an invitation code (G1.1); made up when none is given, of the own delegation when no other is',
    roles,
    body: z
      .strictObject({
        code: codeSchema.optional(),
        capacity: z.int().min(1).max(1_000_000).optional(),
        validFrom: z.iso.datetime({ offset: true }).optional(),
        validUntil: z.iso.datetime({ offset: true }).optional(),
        delegationId: serial.optional(),
      })
      .refine(({ validFrom, validUntil }) => !validFrom || !validUntil || new Date(validFrom) < new Date(validUntil), {
        path: ['validUntil'],
      }),
    effect: 'transaction',
    answers: { 201: invitationCode },
    refusals: ['not_found', 'invitation_code_exists'],
    handle: async ({ store, session, body }) => {
      const delegationId = body.delegationId ?? (session.role === 'delegation' ? session.delegationId : undefined);
      if (delegationId === undefined) {
        throw new DomainError('validation_failed', {
          errors: [{ path: 'delegationId', code: 'required', message: say('required') }],
        });
      }
      if (!(await createDelegations(store).isInScope(delegationId, session))) throw new DomainError('not_found');
      if (body.validUntil !== undefined && new Date(body.validUntil) <= new Date())
        throw new DomainError('validation_failed', {
          errors: [{ path: 'validUntil', code: 'too_small', message: say('over_already') }],
        });
      const made = await createInvitationCodes(store).insert({
        code: body.code ?? madeCode(),
        delegationId,
        capacity: body.capacity ?? null,
        validFrom: body.validFrom === undefined ? null : new Date(body.validFrom),
        validUntil: body.validUntil === undefined ? null : new Date(body.validUntil),
      });
      if (!made)
        throw new DomainError('invitation_code_exists', { detail: say('code_there', { code: body.code ?? '' }) });
      await createAudit(store).append({
        staffId: session.staffId,
        action: 'invitation_code_created',
        subject: made.code,
        detail: { delegationId },
      });
      return { status: 201, body: made };
    },
  }),
  operation({
    method: 'post',
    path: '/invitation-codes/:code/revoke',
    tag,
    summary: 'Revoke a code: nobody new registers with it',
    roles,
    params: z.object({ code: codeSchema }),
    find: async ({ store, session, params }) =>
      createInvitationCodes(store).find(await createDelegations(store).scopeOf(session), params.code),
    effect: 'transaction',
    answers: { 200: invitationCode },
    handle: async ({ store, session, found: { code } }) => {
      const codes = createInvitationCodes(store);
      if (await codes.revoke(code))
        await createAudit(store).append({
          staffId: session.staffId,
          action: 'invitation_code_revoked',
          subject: code,
        });
      return { status: 200, body: (await codes.find('all', code))! };
    },
  }),
  operation({
    method: 'get',
    path: '/invitation-codes/:code/uses',
    tag,
    summary: 'Which units came with a code, and what became of its places',
    roles,
    params: z.object({ code: codeSchema }),
    find: async ({ store, session, params }) =>
      createInvitationCodes(store).find(await createDelegations(store).scopeOf(session), params.code),
    query: cursorQuery,
    answers: { 200: page(use) },
    handle: async ({ store, found, query }) => ({
      status: 200,
      body: pageOf(await createInvitationCodes(store).uses(found.code, keysetPage(query)), query),
    }),
  }),
];
