import { z } from 'zod';
import { may } from '../../../domain/registration.ts';
import { DomainError } from '../../../domain/errors.ts';
import { say } from '../../../domain/message.ts';
import { createAddresses } from '../../../db/registration/address.ts';
import { createEvents } from '../../../db/event.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations, type Registration } from '../../../db/registration/registration.ts';
import { withoutEmptyParts } from '../../draft.ts';
import { assertFresh, etagOf } from '../../etag.ts';
import type { Answer } from '../../idempotency.ts';
import { operation } from '../../operation.ts';
import { assertKnown } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { spelledIfKnown } from './invitation-code.ts';
import {
  deliveryBody,
  procurementIntentBody,
  procurementIntentDraft,
  procurementIntentClaims,
  refusedIn,
  registrationView,
  unitInfoBody,
  unitInfoDraft,
  unitInfoClaims,
  unmaskedContact,
  viewOfRegistration,
} from './registration-view.ts';
import { assertPrintable } from '../../badge-name.ts';
import { assertOpen } from './attendee.ts';

const shared = { roles: ['unit'], tag: 'Registration', answers: { 200: registrationView } } as const;
const query = z.strictObject({
  partial: z.enum(['true', 'false']).default('false').openapi({
    description: 'Keep half a form: what is filled in is judged, what is not is named in `missing` (G3.4)',
  }),
});
const refusals = ['unknown_reference', 'not_editable', 'stale_version'] as const;

function assertEditable({ state, version }: Registration, ifMatch: string | undefined): void {
  if (!may('forms', state)) throw refusedIn(state, 'not_editable');
  assertFresh(ifMatch, version);
}

function answerOf(registration: Registration): Answer {
  return { status: 200, body: viewOfRegistration(registration), headers: etagOf(registration.version) };
}

async function saved(store: Store, registrationId: string, form: string): Promise<Answer> {
  const registration = (await createRegistrations(store).find(registrationId))!;
  await createEvents(store).append({
    registrationId,
    kind: 'form_saved',
    actor: 'unit',
    detail: { form, version: registration.version },
  });
  return answerOf(registration);
}

export const registrationFormRoutes = [
  operation({
    ...shared,
    id: 'getRegistration',
    method: 'get',
    path: '/registration',
    summary: 'The own registration with its forms',
    handle: async ({ store, session }) => answerOf((await createRegistrations(store).find(session.registrationId))!),
  }),
  operation({
    ...shared,
    id: 'saveUnitInfo',
    method: 'put',
    path: '/registration/unit-info',
    summary: 'Save the unit information (G3.1), whole or as far as it is filled in',
    query,
    body: unitInfoDraft,
    wholeBody: unitInfoBody,
    find: ({ store, session }) => createRegistrations(store).find(session.registrationId),
    rules: ({ store, body, found }) => [
      () => assertPrintable(body.name === undefined ? {} : { name: body.name }, 'not_printable'),
      () => assertKnown(store, unitInfoClaims(body, found)),
    ],
    effect: 'transaction',
    refusals: [...refusals, 'name_not_printable'],
    handle: async ({ store, session: { registrationId }, body, ifMatch }) => {
      const registrations = createRegistrations(store);
      const held = await registrations.findForEdit(registrationId);
      const { industryInvitationCode: code, contact, ...form } = body;
      const info = {
        ...form,
        ...(code === undefined ? {} : { industryInvitationCode: await spelledIfKnown(store, code) }),
        // A place outside China stands in no vocabulary of ours.
        ...(body.address && held.region !== 'overseas' ? { address: await fullPlace(store, body.address) } : {}),
        ...(contact ? { contact: unmaskedContact(contact, held.unitInfo?.contact) } : {}),
      };
      assertEditable(held, ifMatch);
      await registrations.saveUnitInfo(registrationId, withoutEmptyParts(info));
      return saved(store, registrationId, 'unit_info');
    },
  }),
  operation({
    ...shared,
    id: 'saveProcurementIntent',
    method: 'put',
    path: '/registration/procurement-intent',
    summary: 'Save the procurement intent (G3.2), whole or as far as it is filled in',
    query,
    body: procurementIntentDraft,
    wholeBody: procurementIntentBody,
    rules: ({ store, body }) => [() => assertKnown(store, procurementIntentClaims(body))],
    effect: 'transaction',
    refusals,
    handle: async ({ store, session: { registrationId }, body, ifMatch }) => {
      const registrations = createRegistrations(store);
      assertEditable(await registrations.findForEdit(registrationId), ifMatch);
      await registrations.saveProcurementIntent(registrationId, withoutEmptyParts(body));
      return saved(store, registrationId, 'procurement_intent');
    },
  }),
  operation({
    ...shared,
    id: 'chooseDelivery',
    method: 'put',
    path: '/registration/delivery',
    summary: 'Choose how badges come: by courier or through the delegation (G8.1); at any time until rejected',
    body: deliveryBody,
    effect: 'transaction',
    refusals,
    handle: async ({ store, session: { registrationId, unitId }, body, ifMatch }) => {
      const registrations = createRegistrations(store);
      const held = await registrations.findForEdit(registrationId);
      if (body.addressId && !(await createAddresses(store).find(unitId, body.addressId))) {
        throw new DomainError('unknown_reference', {
          errors: [{ path: 'addressId', code: 'unknown_reference', message: say('not_own_address') }],
        });
      }
      assertOpen(held.state);
      assertFresh(ifMatch, held.version);
      await registrations.saveDelivery(registrationId, body);
      return saved(store, registrationId, 'delivery');
    },
  }),
];
