import { z } from 'zod';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createDelegations } from '../../../db/delegation.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { countReveal } from '../../limit.ts';
import { operation } from '../../operation.ts';
import { paragraph, uuid } from '../../schemas.ts';
import { assertNotOwn } from '../../staff-asking.ts';

const roles = ['delegation', 'bureau'] as const;
const tag = 'Review';
const body = z.strictObject({ reason: paragraph(500) });
const refusals = ['own_unit', 'too_many_requests'] as const;

/* What every other answer masks. Neither has an `effect`: its answer is kept under no idempotency key, and each time is one more on record. */
export const revealRoutes = [
  operation({
    id: 'revealDocument',
    method: 'post',
    path: '/review/attendees/:attendeeId/document',
    tag,
    summary: "A person's whole document number, for a reason; on record, 60 reveals an hour",
    roles,
    params: z.object({ attendeeId: uuid }),
    find: async ({ store, session, params }) =>
      createAttendees(store).find(params.attendeeId, { scope: await createDelegations(store).scopeOf(session) }),
    body,
    reads: 'number_revealed',
    answers: { 200: z.object({ documentNumber: z.string() }) },
    refusals,
    handle: async ({ deps, req, store, session, body: { reason }, found, noteRead }) => {
      await assertNotOwn(store, session, 'reveal', [found.registrationId]);
      await countReveal(deps, req, session.staffId);
      await noteRead({ detail: { registrationId: found.registrationId }, reason });
      return { status: 200, body: { documentNumber: found.documentNumber } };
    },
  }),
  operation({
    id: 'revealContact',
    method: 'post',
    path: '/review/registrations/:registrationId/contact',
    tag,
    summary: "How a unit's contact is reached, for a reason; on record, 60 reveals an hour",
    roles,
    params: z.object({ registrationId: uuid }),
    find: async ({ store, session, params }) => {
      const registration = await createRegistrations(store).find(
        params.registrationId,
        await createDelegations(store).scopeOf(session),
      );
      return registration?.unitInfo?.contact;
    },
    body,
    reads: 'contact_revealed',
    answers: {
      200: z
        .object({
          name: z.string().nullable(),
          mobile: z.string().nullable(),
          phone: z.string().nullable(),
          email: z.string().nullable(),
        })
        .openapi('UnitContact'),
    },
    refusals,
    handle: async ({ deps, req, store, session, params: { registrationId }, body: { reason }, found, noteRead }) => {
      await assertNotOwn(store, session, 'reveal', [registrationId]);
      await countReveal(deps, req, session.staffId);
      await noteRead({ reason });
      const { name = null, mobile = null, phone = null, email = null } = found;
      return { status: 200, body: { name, mobile, phone, email } };
    },
  }),
];
