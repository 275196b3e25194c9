import { randomUUID } from 'node:crypto';
import { createAddresses } from '../../db/address.ts';
import { newPhotoKey } from '../../db/attendee-photo.ts';
import { attendeePlace } from '../../db/attendee.ts';
import { createBadgeOrders } from '../../db/badge-order.ts';
import type { Store } from '../../db/knex.ts';
import { address, createUnit, idCard, type TestUnit } from '../support/fixtures.ts';

/** A unit that can order: approved, with an address and people the delegation has locked. */
export interface Buyer extends TestUnit {
  attendeeIds: string[];
}

/** Made in the database, as the registration's workflow and the forms leave it: that way is not what is measured. */
export async function createBuyer(store: Store, people: number): Promise<Buyer> {
  const { knex, personalData } = store;
  const unit = await createUnit(store, { state: 'approved' });
  await knex('registrations').where({ registration_id: unit.registrationId }).update({ unit_name: '佛山市南海进口有限公司' });
  await createAddresses(store).insert(unit.unitId, { ...address, county: '', addressId: randomUUID(), isDefault: true });
  const attendeeIds = Array.from({ length: people }, () => randomUUID());
  const attendees = attendeeIds.map((id, index) => ({
    attendee_id: id,
    edition: '2',
    registration_id: unit.registrationId,
    list: 'mainland',
    state: 'locked',
    badge_type: 'professional',
    name: personalData.seal(attendeePlace('name', id), '诸葛明月'),
    document_number: personalData.seal(attendeePlace('document_number', id), idCard(index % 10_000)),
    sex: 'female',
    province: '广东省',
    city: '佛山市',
    position: 'sales.manager',
    has_photo: true,
    locked_at: knex.fn.now(),
  }));
  const photos = attendeeIds.map((id) => ({
    attendee_id: id,
    photo_key: newPhotoKey(id),
  }));
  await knex.batchInsert('attendees', attendees, 500);
  await knex.batchInsert('attendee_photos', photos, 500);
  return { ...unit, attendeeIds };
}

/** Settled orders of two people each, for lists to be long. */
export async function createSettledOrders(store: Store, { registrationId, attendeeIds }: Buyer): Promise<void> {
  const { knex } = store;
  const fen = { line: 20_000, order: 40_000 };
  const orderNos = await Promise.all(Array.from({ length: attendeeIds.length / 2 }, () => createBadgeOrders(store).nextNumber()));
  const orders = orderNos.map((order_no) => ({
    order_no, edition: '2', registration_id: registrationId, state: 'settled', people: 2, total_fen: fen.order, payable_fen: fen.order,
    pickup: 'delegation', expires_at: knex.fn.now(), paid_at: knex.fn.now(), ended_at: knex.fn.now(),
  })); // prettier-ignore
  const lines = attendeeIds.map((attendee_id, index) => ({
    order_no: orderNos[Math.floor(index / 2)]!, attendee_id, line_no: (index % 2) + 1, badge_type: 'professional', pickup: 'delegation',
    fee_fen: fen.line, state: 'delivered',
  })); // prettier-ignore
  await knex.batchInsert('badge_orders', orders, 500);
  await knex.batchInsert('order_lines', lines, 500);
  // As autovacuum does within a minute; without it the figure depends on whether that minute has passed.
  await knex.raw('ANALYZE badge_orders, order_lines, attendees');
}
