import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { maskMobile } from '../../../domain/identity.ts';
import { createAddresses, type Address, type AddressLines } from '../../../db/registration/address.ts';
import { createEvents } from '../../../db/event.ts';
import type { Store } from '../../../db/knex.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { changedIn } from '../../changed.ts';
import { operation } from '../../operation.ts';
import { assertKnown, placeClaims } from '../../reference-check.ts';
import { fullPlace } from '../../reference-word.ts';
import { unmasked } from './registration-view.ts';
import { cursorQuery, keysetPage, line, mobile, mobileOrMasked, page, pageOf, time, uuid } from '../../schemas.ts';

const roles = ['unit'] as const;
const tag = 'Addresses';
const params = z.object({ addressId: uuid });
type Own = { store: Store; session: { unitId: string }; params: { addressId: string } };
const place = { province: line(50), city: line(50), county: line(50).optional() };

const addressBody = z
  .strictObject({ recipient: line(50), mobile, ...place, street: line(200), default: z.boolean().optional() })
  .openapi('AddressForm');
const addressChanges = addressBody
  .extend({
    mobile: mobileOrMasked,
    county: place.county.nullable(),
    default: z.boolean().optional().openapi({ description: 'true: the default from now on; false changes nothing' }),
  })
  .partial()
  .openapi('AddressChanges');

const lines = {
  recipient: z.string(),
  mobile: z.string().openapi({ description: 'Masked' }),
  province: z.string(),
  city: z.string(),
  county: z.string().optional(),
  street: z.string(),
};
/** What an order is sent to, as its unit wrote it then. */
export const writtenAddress = z.object(lines).openapi('OrderAddress');

const addressView = z
  .object({
    addressId: uuid,
    ...lines,
    default: z.boolean(),
    createdAt: time,
    confirmedAt: time,
    validUntil: time,
    outdated: z
      .boolean()
      .openapi({ description: 'Older than six months: to be confirmed before an order can use it (G8.1)' }),
  })
  .openapi('Address');

export function viewOfLines({ recipient, mobile: number, province, city, county, street }: AddressLines) {
  return { recipient, mobile: maskMobile(number), province, city, ...(county ? { county } : {}), street };
}

function viewOf(address: Address): z.input<typeof addressView> {
  const { addressId, isDefault, createdAt, confirmedAt, validUntil, outdated } = address;
  return { addressId, ...viewOfLines(address), default: isDefault, createdAt, confirmedAt, validUntil, outdated };
}

/** An address of the unit's that is in use. */
const findOwn = ({ store, session, params: { addressId } }: Own) =>
  createAddresses(store).find(session.unitId, addressId);

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
    method: 'patch',
    path: '/addresses/:addressId',
    id: 'changeAddress',
    tag,
    summary:
      'Change a courier address, which then holds for six months more, or make it the default; orders placed with it keep what it was',
    roles,
    params,
    find: findOwn,
    body: addressChanges,
    rules: ({ store, found, body: { province = found.province, city = found.city } }) => [
      () => assertKnown(store, placeClaims('', { province, city })),
    ],
    effect: 'transaction',
    answers: { 200: addressView },
    refusals: ['unknown_reference'],
    handle: async ({ store, session: { unitId, registrationId }, params: { addressId }, body }) => {
      await createRegistrations(store).findForEdit(registrationId);
      const addresses = createAddresses(store);
      const before = await addresses.find(unitId, addressId);
      if (!before) throw new DomainError('not_found');
      const changed = await fullPlace(store, {
        recipient: body.recipient ?? before.recipient,
        mobile: unmasked(body.mobile ?? before.mobile, { path: 'mobile', kept: before.mobile, mask: maskMobile }),
        province: body.province ?? before.province,
        city: body.city ?? before.city,
        county: body.county === undefined ? before.county : (body.county ?? ''),
        street: body.street ?? before.street,
      });
      if (changedIn(before, changed).length > 0) await addresses.change(unitId, before, changed);
      if (body.default) await addresses.makeDefault(unitId, addressId);
      return { status: 200, body: viewOf((await addresses.find(unitId, addressId))!) };
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
    find: findOwn,
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
    find: findOwn,
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
