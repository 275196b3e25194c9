import { z } from 'zod';
import { attendeeLists } from '../../../domain/attendee.ts';
import { DomainError } from '../../../domain/errors.ts';
import { maskDocument, permitRegions, type DocumentClaim } from '../../../domain/identity.ts';
import { createAttendeeCorrections } from '../../../db/registration/attendee-correction.ts';
import { createAttendees, type Attendee } from '../../../db/registration/attendee.ts';
import { createAudit } from '../../../db/audit.ts';
import { createRegistrationWorkflowRefs } from '../../../db/registration/registration-workflow-ref.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import type { Store } from '../../../db/knex.ts';
import { attendeeState, attendeeView, documentOf, recordedName, renamed, viewOfAttendee } from './attendee-form.ts';
import { basePath } from '../../base-path.ts';
import { operation } from '../../operation.ts';
import { countryCode, identifier, paragraph, uuid, masked } from '../../schemas.ts';
import { askInRows, assertMayAsk } from '../../staff-asking.ts';

const tag = 'Bureau';
const roles = ['bureau'] as const;
const params = z.object({ attendeeId: uuid });
const find = ({ store, params: { attendeeId } }: { store: Store; params: { attendeeId: string } }) =>
  createAttendees(store).find(attendeeId, { scope: 'all' });

const claim = z.discriminatedUnion('list', [
  z.strictObject({ list: z.literal('mainland'), documentNumber: identifier(40) }),
  z.strictObject({ list: z.literal('hk_macao_taiwan'), documentNumber: identifier(40), region: z.enum(permitRegions) }),
  z.strictObject({ list: z.literal('overseas'), documentNumber: identifier(40), country: countryCode }),
]);
const holder = z
  .object({
    attendeeId: uuid,
    registrationId: uuid,
    unitName: z.string().nullable(),
    list: z.enum(attendeeLists),
    state: attendeeState,
    orderNo: z.string().nullable(),
    documentMasked: masked,
  })
  .openapi('DocumentHolder');

/** The same person's claim with another number. */
function claimWith({ list, region, country }: Attendee, documentNumber: string): DocumentClaim {
  if (list === 'mainland') return { list, documentNumber };
  return list === 'overseas' ? { list, documentNumber, country: country! } : { list, documentNumber, region: region! };
}

/** The person as they are once nobody else changes them, whatever was found before that. */
async function held(store: Store, { attendeeId }: Attendee): Promise<Attendee> {
  const person = await createAttendeeCorrections(store).hold(attendeeId);
  if (!person) throw new DomainError('not_found');
  return person;
}

export const attendeeCorrectionRoutes = [
  operation({
    id: 'findAttendees',
    method: 'post',
    path: '/bureau/attendees/search',
    tag,
    summary:
      'On whose lists a document is, first on that of whoever has the person; where a unit says its own is refused; on record',
    roles,
    body: claim,
    effect: 'transaction',
    reads: 'person_looked_up',
    answers: { 200: z.object({ items: z.array(holder) }) },
    refusals: ['document_invalid'],
    handle: async ({ store, body, noteRead }) => {
      const attendeeIds = await createAttendeeCorrections(store).holdersOf(documentOf(body));
      for (const subject of attendeeIds.length > 0 ? attendeeIds : ['none']) await noteRead({ subject });
      const items: z.input<typeof holder>[] = [];
      for (const attendeeId of attendeeIds) {
        const { registrationId, list, state, orderNo, documentNumber } = (await find({
          store,
          params: { attendeeId },
        }))!;
        const { unitName } = (await createRegistrations(store).find(registrationId))!;
        items.push({
          attendeeId,
          registrationId,
          unitName,
          list,
          state,
          orderNo,
          documentMasked: maskDocument(documentNumber),
        });
      }
      return { status: 200, body: { items } };
    },
  }),
  operation({
    id: 'correctDocument',
    method: 'post',
    path: '/bureau/attendees/:attendeeId/document',
    tag,
    summary:
      "Correct a person's document, also of a locked one: a renewed passport, a slip; the number before stays theirs",
    roles,
    params,
    find,
    body: z.strictObject({ documentNumber: identifier(40), reason: paragraph(500) }),
    effect: 'transaction',
    reads: 'people_read',
    answers: { 200: attendeeView },
    refusals: [
      'own_unit',
      'edition_over',
      'document_invalid',
      'attendee_withdrawn',
      'badge_made',
      'attendee_already_registered',
    ],
    handle: async ({ store, session: { staffId }, body, found, language }) => {
      await assertMayAsk(store, { staffId }, 'correct_document', [found.registrationId]);
      const person = await held(store, found);
      const document = documentOf(claimWith(person, body.documentNumber));
      if (person.ownState === 'withdrawn') throw new DomainError('attendee_withdrawn');
      const outcome = await createAttendeeCorrections(store).correctDocument(person, document);
      if (outcome !== 'corrected' && outcome !== 'same') throw new DomainError(outcome);
      if (outcome === 'corrected')
        await createAudit(store).append({
          staffId,
          action: 'document_corrected',
          subject: found.attendeeId,
          reason: body.reason,
        });
      return { status: 200, body: viewOfAttendee((await find({ store, params: found }))!, language) };
    },
  }),
  operation({
    id: 'correctName',
    method: 'post',
    path: '/bureau/attendees/:attendeeId/name',
    tag,
    summary:
      "Record a person's name as the document has it, and what the badge prints for it where no font has all its characters; also of a locked one",
    roles,
    params,
    find,
    body: recordedName.extend({ reason: paragraph(500) }),
    effect: 'transaction',
    reads: 'people_read',
    answers: { 200: attendeeView },
    refusals: ['own_unit', 'edition_over', 'name_not_printable', 'attendee_withdrawn', 'badge_made'],
    handle: async ({ store, session: { staffId }, body: { reason, ...name }, found, language }) => {
      await assertMayAsk(store, { staffId }, 'record_name', [found.registrationId]);
      const person = await held(store, found);
      const recorded = await renamed(person, name);
      if (person.ownState === 'withdrawn') throw new DomainError('attendee_withdrawn');
      const outcome = await createAttendeeCorrections(store).recordName(person, recorded);
      if (outcome !== 'recorded') throw new DomainError(outcome);
      await createAudit(store).append({ staffId, action: 'name_recorded', subject: found.attendeeId, reason });
      return { status: 200, body: viewOfAttendee((await find({ store, params: found }))!, language) };
    },
  }),
  operation({
    id: 'withdrawAttendee',
    method: 'post',
    path: '/bureau/attendees/:attendeeId/withdraw',
    tag,
    summary: "Take a person off a unit's list, who comes with another; not out of a live order",
    roles,
    params,
    find,
    body: z.strictObject({ reason: paragraph(500) }),
    effect: 'workflow',
    answers: {
      200: z.object({ attendeeId: uuid, state: z.literal('withdrawn') }),
      202: z.object({ attendeeId: uuid, statusUrl: z.string() }),
    },
    refusals: ['own_unit', 'edition_over', 'attendee_already_ordered', 'already_decided'],
    handle: async ({
      deps,
      store,
      session: { staffId },
      body,
      found: { attendeeId, registrationId, ownState },
      businessNo: requestId,
    }) => {
      await askInRows(
        store,
        { staffId },
        { kind: 'withdraw', requestId, about: [{ subject: registrationId, payload: { attendeeId } }] },
      );
      if (ownState !== 'withdrawn')
        await createAudit(store).append({
          staffId,
          action: 'attendee_withdrawn',
          subject: attendeeId,
          detail: { registrationId },
          reason: body.reason,
        });
      const run = (await createRegistrationWorkflowRefs(store).find(registrationId))!;
      const told = await deps.engine.withdrawAttendee(run, requestId);
      if ('pending' in told)
        return { status: 202, body: { attendeeId, statusUrl: `${basePath}/review/registrations/${registrationId}` } };
      return { status: 200, body: { attendeeId, state: 'withdrawn' } };
    },
  }),
];
