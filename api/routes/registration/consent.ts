import { z } from 'zod';
import { consentKinds, isNeeded, type ConsentKind } from '../../../domain/consent.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createEditions } from '../../../db/edition.ts';
import { createEvents } from '../../../db/event.ts';
import type { Store } from '../../../db/knex.ts';
import { createAttendeePhotos } from '../../../db/registration/attendee-photo.ts';
import { consentTextOf, createConsents } from '../../../db/registration/consent.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { operation } from '../../operation.ts';
import { line, orNull, time } from '../../schemas.ts';

const tag = 'Account';
const roles = ['unit'] as const;
const kind = z.enum(consentKinds);
/** As it was shown; without it the one of now is meant. */
const version = line(100).optional();

export const consentText = z.object({ kind, version: z.string(), zh: z.string(), en: z.string() }).openapi('Consent', {
  description:
    'The privacy terms, or the notice of how identity numbers or photos are handled; a version is of these very words. A unit states with its acceptance that it has the consent of its people',
});
export const consentState = consentText
  .extend({
    accepted: z.boolean().openapi({ description: 'This version stands accepted' }),
    acceptedVersion: z
      .string()
      .nullable()
      .openapi({ description: 'The last that was accepted; another may be in force' }),
    acceptedAt: orNull(time),
    withdrawnAt: orNull(time),
  })
  .openapi('ConsentState');

interface Unit {
  unitId: string;
  registrationId: string;
  edition: string;
}

/** Where the unit stands to each, in the words of its edition. */
async function readConsents(store: Store, { unitId, edition }: Unit): Promise<z.output<typeof consentState>[]> {
  const row = await createEditions(store).find(edition);
  const status = await createConsents(store).statusOf(unitId);
  return consentKinds.map((each) => {
    const text = consentTextOf(row, each);
    return { ...text, ...status[each], accepted: status[each].acceptedVersion === text.version };
  });
}

export async function readConsent(store: Store, unit: Unit, which: ConsentKind) {
  return (await readConsents(store, unit)).find((each) => each.kind === which)!;
}

/** What the unit has not agreed to, of what there is to agree to for people such as its own. */
export async function unacceptedBy(
  store: Store,
  unit: Unit,
  people: readonly { hasPhoto: boolean }[],
): Promise<ConsentKind[]> {
  const concerns: Record<ConsentKind, boolean> = {
    privacy_terms: true,
    document_numbers: people.length > 0,
    photos: people.some(({ hasPhoto }) => hasPhoto),
  };
  const isAsked = ({ kind: which, zh, en }: { kind: ConsentKind; zh: string; en: string }) =>
    concerns[which] && (which === 'privacy_terms' || zh + en !== '');
  return (await readConsents(store, unit)).filter((each) => isAsked(each) && !each.accepted).map((each) => each.kind);
}

/** Accepts the words that were shown: none others that came meanwhile. Accepted once more, nothing moves. */
async function accept(store: Store, unit: Unit, which: ConsentKind, shown: string | undefined): Promise<void> {
  const text = consentTextOf(await createEditions(store).find(unit.edition), which);
  if (shown !== undefined && shown !== text.version)
    throw new DomainError('stale_version', { detail: say('version_is', { version: text.version }) });
  if (!(await createConsents(store).accept(unit.unitId, text))) return;
  const { registrationId } = unit;
  const accepted = which === 'privacy_terms' ? 'privacy_terms_accepted' : 'consent_given';
  const detail = { kind: which, version: text.version };
  await createEvents(store).append({ registrationId, kind: accepted, actor: 'unit', detail });
}

export const consentRoutes = [
  operation({
    id: 'acceptPrivacyTerms',
    method: 'post',
    path: '/account/privacy-terms',
    tag,
    summary:
      'Accept the privacy terms: where the opening did not (G1.4, G2), and again where the edition has others by now',
    roles,
    body: z.strictObject({ accept: z.literal(true), version }),
    effect: 'transaction',
    answers: { 204: null },
    refusals: ['stale_version'],
    handle: async ({ store, session, body }) => {
      await accept(store, session, 'privacy_terms', body.version);
      return { status: 204, body: undefined };
    },
  }),
  operation({
    id: 'listConsents',
    method: 'get',
    path: '/account/consents',
    tag,
    summary: 'What there is to agree to, in the words of the edition, and where the unit stands to each',
    roles,
    answers: { 200: z.object({ items: z.array(consentState) }) },
    handle: async ({ store, session }) => ({ status: 200, body: { items: await readConsents(store, session) } }),
  }),
  operation({
    id: 'giveConsent',
    method: 'post',
    path: '/account/consents',
    tag,
    summary:
      'Agree to one of them, in the version that was shown; of notices the unit states that it has its people’s consent',
    roles,
    body: z.strictObject({ kind, version }),
    effect: 'transaction',
    answers: { 200: consentState },
    refusals: ['stale_version'],
    handle: async ({ store, session, body }) => {
      await accept(store, session, body.kind, body.version);
      return { status: 200, body: await readConsent(store, session, body.kind) };
    },
  }),
  operation({
    id: 'withdrawConsent',
    method: 'delete',
    path: '/account/consents/:kind',
    tag,
    summary:
      'Withdraw the consent to photos: those of people who have no badge yet are deleted. The others end with the registration alone (`POST /account/withdrawal`)',
    roles,
    afterEdition: true,
    params: z.object({ kind }),
    effect: 'transaction',
    answers: { 200: z.object({ deletedPhotos: z.int() }) },
    refusals: ['consent_needed'],
    handle: async ({ store, session, params }) => {
      if (isNeeded(params.kind)) throw new DomainError('consent_needed');
      const { registrationId, unitId, edition } = session;
      // No photo comes meanwhile: its upload holds the registration too.
      await createRegistrations(store).findForEdit(registrationId);
      const text = consentTextOf(await createEditions(store).find(edition), params.kind);
      await createConsents(store).withdraw(unitId, text);
      const attendeeIds = await createAttendeePhotos(store).removeUnused(registrationId);
      await createEvents(store).append({
        registrationId,
        kind: 'consent_withdrawn',
        actor: 'unit',
        detail: { kind: params.kind, attendeeIds, people: attendeeIds.length },
      });
      return { status: 200, body: { deletedPhotos: attendeeIds.length } };
    },
  }),
];
