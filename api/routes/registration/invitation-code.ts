import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { DomainError, fieldError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAudit } from '../../../db/audit.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createInvitationCodes } from '../../../db/registration/invitation-code.ts';
import { ownInvitationCode } from '../../../domain/field-label.ts';
import { delegationFilter, delegationLabel } from '../../delegation-schema.ts';
import { because, calling } from '../../judgement.ts';
import type { Store } from '../../../db/knex.ts';
import { operation } from '../../operation.ts';
import { code, cursorQuery, keysetPage, orNull, page, pageOf, serial, time, uuid } from '../../schemas.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Invitation codes';

const invitationCodeView = z
  .object({
    code: z.string(),
    delegationId: z.int(),
    delegation: delegationLabel,
    capacity: z.int().nullable(),
    used: z.int(),
    validFrom: time,
    validUntil: orNull(time),
    revokedAt: orNull(time),
    createdAt: time,
    createdBy: z.string().nullable().openapi({ description: 'Who made it; null where no member of staff did' }),
    revokedBy: z.string().nullable(),
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

export const invitationCode = code(32, /^[0-9A-Z-]{4,32}$/);

/** The code as it is spelled. The run decides on its places; one that is unknown is refused in any state of the account. */
export async function spelledCode<T extends string | undefined>(store: Store, typed: T): Promise<T | string> {
  if (typed === undefined) return typed;
  const known = await createInvitationCodes(store).find('all', typed);
  if (!known)
    throw new DomainError('invitation_code_unknown', {
      errors: [fieldError('invitationCode', 'invitation_code_unknown')],
    });
  return known.code;
}

/** A code that may be one of an organisation of its own: as it is spelled where it is known, else as it was typed. */
export const spelledIfKnown = async (store: Store, typed: string): Promise<string> =>
  (await createInvitationCodes(store).find('all', typed))?.code ?? typed;

/** Without what is mistaken for something else when it is read out: I, L, O, U, 0, 1. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
function madeCode(): string {
  const group = () => Array.from({ length: 5 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return `${group()}-${group()}`;
}

export const invitationCodeRoutes = [
  operation({
    id: 'listInvitationCodes',
    method: 'get',
    path: '/invitation-codes',
    tag,
    summary: 'The invitation codes of the own delegation and those below it',
    roles,
    query: cursorQuery.extend({ delegation: delegationFilter }),
    answers: { 200: page(invitationCodeView) },
    refusals: ['not_found'],
    handle: async ({ store, session, query }) => {
      const scope = await createDelegations(store).scopeOf(session, query.delegation);
      return { status: 200, body: pageOf(await createInvitationCodes(store).list(scope, keysetPage(query)), query) };
    },
  }),
  operation({
    id: 'createInvitationCode',
    method: 'post',
    path: '/invitation-codes',
    tag,
    summary: 'Make an invitation code (G1.1); made up when none is given, of the own delegation when no other is',
    roles,
    body: z
      .strictObject({
        code: invitationCode.optional(),
        capacity: z.int().min(1).max(1_000_000).optional(),
        validFrom: z.iso.datetime({ offset: true }).optional(),
        validUntil: z.iso.datetime({ offset: true }).optional(),
        delegationId: serial.optional(),
      })
      .refine(({ validFrom, validUntil }) => !validFrom || !validUntil || new Date(validFrom) < new Date(validUntil), {
        path: ['validUntil'],
        ...because(say('until_before_from')),
      }),
    labels: calling('code', ownInvitationCode),
    effect: 'transaction',
    answers: { 201: invitationCodeView },
    refusals: ['not_found', 'invitation_code_exists'],
    handle: async ({ store, session, body }) => {
      const delegations = createDelegations(store);
      const own = session.role === 'delegation' ? session.delegationId : undefined;
      if (body.delegationId === undefined && own === undefined) {
        throw new DomainError('validation_failed', {
          errors: [{ path: 'delegationId', code: 'required', message: say('required') }],
        });
      }
      const delegationId = body.delegationId ?? (await delegations.currentOf(own!));
      if (delegationId === undefined || !(await delegations.isInScope(delegationId, session)))
        throw new DomainError('not_found');
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
      return { status: 201, body: (await createInvitationCodes(store).find('all', made.code))! };
    },
  }),
  operation({
    id: 'revokeInvitationCode',
    method: 'post',
    path: '/invitation-codes/:code/revoke',
    tag,
    summary: 'Revoke a code: nobody new registers with it',
    roles,
    params: z.object({ code: invitationCode }),
    find: async ({ store, session, params }) =>
      createInvitationCodes(store).find(await createDelegations(store).scopeOf(session), params.code),
    effect: 'transaction',
    answers: { 200: invitationCodeView },
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
    id: 'listInvitationCodeUses',
    method: 'get',
    path: '/invitation-codes/:code/uses',
    tag,
    summary: 'Which units came with a code, and what became of its places',
    roles,
    params: z.object({ code: invitationCode }),
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
