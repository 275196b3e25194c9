import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { maskMobile } from '../../../domain/identity.ts';
import { createAddresses, type Address } from '../../../db/registration/address.ts';
import { createEvents } from '../../../db/event.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { operation } from '../../operation.ts';
import { assertKnown, placeClaims } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { cursorQuery, keysetPage, line, mobile, page, pageOf, time, uuid } from '../../schemas.ts';

const roles = ['unit'] as const;
const tag = 'Addresses';
const params = z.object({ addressId: uuid });
const place = { province: line(50), city: line(50), county: line(50).optional() };

const addressBody = z
  .strictObject({ recipient: line(50), mobile, ...place, street: line(200), default: z.boolean().optional() })
  .openapi('AddressForm');

const addressView = z
  .object({
    addressId: uuid,
    recipient: z.string(),
    mobile: z.string().openapi({ description: 'Masked' }),
    ...place,
    street: z.string(),
    default: z.boolean(),
    createdAt: time,
    confirmedAt: time,
    validUntil: time,
    outdated: z
      .boolean()
      .openapi({ description: 'Older than six months: to be confirmed before an order can use it (G8.1)' }),
  })
  .openapi('Address');

function viewOf({
  addressId,
  recipient,
  mobile,
  province,
  city,
  county,
  street,
  isDefault,
  createdAt,
  confirmedAt,
  validUntil,
  outdated,
}: Address): z.input<typeof addressView> {
  return {
    addressId,
    recipient,
    province,
    city,
    street,
    createdAt,
    confirmedAt,
    validUntil,
    outdated,
    ...(county ? { county } : {}),
    mobile: maskMobile(mobile),
    default: isDefault,
  };
}

export const addressRoutes = [
  operation({
    id: 'listAddresses',
    method: 'get',
    path: '/addresses',
    tag,
    summary: 'The courier addresses, the default first',
    roles,
    query: cursorQuery,
    answers: { 200: page(addressView) },
    handle: async ({ store, session, query }) => {
      const { items, nextCursor } = pageOf(await createAddresses(store).list(session.unitId, keysetPage(query)), query);
      return { status: 200, body: { items: items.map(viewOf), nextCursor } };
    },
  }),
  operation({
    id: 'addAddress',
    method: 'post',
    path: '/addresses',
    tag,
    summary: 'Add a courier address; the first one is the default',
    roles,
    body: addressBody,
    rules: ({ store, body }) => [() => assertKnown(store, placeClaims('', body))],
    effect: 'transaction',
    answers: { 201: addressView },
    refusals: ['unknown_reference'],
    handle: async ({ store, session: { unitId, registrationId }, body }) => {
      await createRegistrations(store).findForEdit(registrationId);
      const { default: isDefault = false, county = '', ...address } = await fullPlace(store, body);
      const addressId = randomUUID();
      const addresses = createAddresses(store);
      await addresses.insert(unitId, { ...address, county, addressId, isDefault });
      return { status: 201, body: viewOf((await addresses.find(unitId, addressId))!) };
    },
  }),
  operation({
    id: 'confirmAddress',
    method: 'post',
    path: '/addresses/:addressId/confirm',
    tag,
    summary: 'It still holds: for six months more (G8.1)',
    roles,
    params,
    find: ({ store, session, params }) => createAddresses(store).find(session.unitId, params.addressId),
    effect: 'transaction',
    answers: { 200: addressView },
    handle: async ({ store, session: { unitId }, params: { addressId } }) => {
      const addresses = createAddresses(store);
      await addresses.confirm(unitId, addressId);
      return { status: 200, body: viewOf((await addresses.find(unitId, addressId))!) };
    },
  }),
  operation({
    id: 'deleteAddress',
    method: 'delete',
    path: '/addresses/:addressId',
    tag,
    summary: 'Delete a courier address; orders placed with it keep it',
    roles,
    params,
    find: ({ store, session, params }) => createAddresses(store).find(session.unitId, params.addressId),
    effect: 'transaction',
    answers: { 204: null },
    handle: async ({ store, session: { unitId, registrationId }, params: { addressId } }) => {
      const registrations = createRegistrations(store);
      const { delivery } = await registrations.findForEdit(registrationId);
      if (!(await createAddresses(store).remove(unitId, addressId))) throw new DomainError('not_found');
      if (delivery?.addressId === addressId) {
        await registrations.saveDelivery(registrationId, { pickup: delivery.pickup });
        await createEvents(store).append({
          registrationId,
          kind: 'form_saved',
          actor: 'unit',
          detail: { form: 'delivery' },
        });
      }
      return { status: 204, body: undefined };
    },
  }),
];
