import { randomUUID } from 'node:crypto';
import { keysetOf, pageByKeyset, placeOf, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';

/** A courier address of a unit, opened (G5.4, G8.1). */
export interface Address {
  addressId: string;
  recipient: string;
  mobile: string;
  province: string;
  city: string;
  county: string;
  street: string;
  isDefault: boolean;
  createdAt: Date;
  confirmedAt: Date;
  /** An address must hold for six months (G8.1); after them it is asked for again. */
  validUntil: Date;
  outdated: boolean;
}

type SealedColumn = 'recipient' | 'mobile' | 'street';

/** How long an address holds from its confirmation. */
const addressHolds = "interval '6 months'";

/** What stands on the parcel. */
export type AddressLines = Pick<Address, 'recipient' | 'mobile' | 'province' | 'city' | 'county' | 'street'>;

export type NewAddress = Omit<Address, 'createdAt' | 'confirmedAt' | 'validUntil' | 'outdated'>;

/** The newest first, but for one: which was the default when the walk began, whatever is meanwhile. */
const order: KeysetOrder = {
  by: [
    ['uuid', 'a.first'],
    ['flag', 'a.isFirst'],
    ['time', 'a.createdAt'],
    ['uuid', 'a.addressId'],
  ],
  direction: 'desc',
};
const none = '00000000-0000-0000-0000-000000000000';
const place = (column: SealedColumn, addressId: string): SealedField => ({
  table: 'addresses',
  column,
  row: addressId,
});

/** A unit's addresses: never deleted, and what an order was placed with never edited, because orders point at them; one of those in use is the default. */
export function createAddresses({ knex, personalData }: Store) {
  const inUse = (unitId: string) => knex('addresses').where({ unitId }).whereNull('deletedAt');
  const addresses = () =>
    knex('addresses').select('*', {
      validUntil: knex.raw<Date>(`confirmed_at + ${addressHolds}`),
      outdated: knex.raw<boolean>(`confirmed_at + ${addressHolds} <= now()`),
    });
  const found = (unitId: string) => addresses().where({ unitId }).whereNull('deletedAt');
  type Found = Awaited<ReturnType<typeof found>>[number];

  function addressOf(row: Found): Address {
    const open = (column: SealedColumn) => personalData.show(place(column, row.addressId), row[column]);
    return {
      addressId: row.addressId,
      recipient: open('recipient'),
      mobile: open('mobile'),
      province: row.province,
      city: row.city,
      county: row.county,
      street: open('street'),
      isDefault: row.isDefault,
      createdAt: row.createdAt,
      confirmedAt: row.confirmedAt,
      validUntil: row.validUntil,
      outdated: row.outdated,
    };
  }

  const sealed = (unitId: string, addressId: string, address: Pick<Address, SealedColumn>) => {
    const seal = (column: SealedColumn) => personalData.seal(place(column, addressId), address[column], unitId);
    return { recipient: seal('recipient'), mobile: seal('mobile'), street: seal('street') };
  };

  /** What orders were placed with stays as it was under an id of its own, which they point at from now on. */
  async function keepForOrders(unitId: string, before: Address): Promise<void> {
    const { addressId, province, city, county, createdAt, confirmedAt } = before;
    // An order that is being placed holds the address it points at: it is waited for.
    await knex('addresses').where({ addressId }).forUpdate().first('addressId');
    if (!(await knex('badge_orders').where({ addressId }).first('orderNo'))) return;
    const keptId = randomUUID();
    await knex('addresses').insert({
      ...sealed(unitId, keptId, before),
      province,
      city,
      county,
      createdAt,
      confirmedAt,
      addressId: keptId,
      unitId,
      isDefault: false,
      deletedAt: knex.fn.now(),
    });
    await knex('badge_orders').where({ addressId }).update({ addressId: keptId });
  }

  return {
    /** The default first, then the newest. */
    async list(unitId: string, page: KeysetPage): Promise<Keyed<Address>[]> {
      const usual = await inUse(unitId).where({ isDefault: true }).first('addressId');
      const first = placeOf(order, page)?.[0] ?? usual?.addressId ?? none;
      const all = found(unitId).select({
        first: knex.raw<string>('?::uuid', [first]),
        isFirst: knex.raw<boolean>('address_id = ?', [first]),
      });
      const rows = await knex
        .with('a', all)
        .from('a')
        .select('a.*', { keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ keyset, ...row }) => ({ ...addressOf(row), keyset }));
    },

    /** Also those it deleted, which its orders may point at; the oldest first. */
    async everOf(unitId: string): Promise<(Address & { deletedAt: Date | null })[]> {
      const rows = await addresses().where({ unitId }).orderBy(['createdAt', 'addressId']);
      return rows.map((row) => ({ ...addressOf(row), deletedAt: row.deletedAt }));
    },

    async find(unitId: string, addressId: string): Promise<Address | undefined> {
      const row = await found(unitId).where({ addressId }).first();
      return row && addressOf(row);
    },

    /** What an order was placed with, which the unit may have deleted or changed since. */
    async ofOrder(addressId: string): Promise<Address> {
      return addressOf((await addresses().where({ addressId }).first())!);
    },

    /** What an order sent by courier goes to: the one asked for, or that of the registration, or the default. */
    async forCourier(
      registrationId: string,
      addressId?: string,
    ): Promise<{ addressId: string; outdated: boolean } | undefined> {
      return knex('addresses as a')
        .join('registrations as r', 'r.unitId', 'a.unitId')
        .where('r.registrationId', registrationId)
        .whereNull('a.deletedAt')
        .whereRaw(
          addressId ? 'a.address_id = ?' : '(a.is_default OR a.address_id = r.address_id)',
          addressId ? [addressId] : [],
        )
        .orderByRaw('(a.address_id = r.address_id) DESC NULLS LAST, a.is_default DESC')
        .first('a.addressId', { outdated: knex.raw<boolean>(`a.confirmed_at + ${addressHolds} <= now()`) });
    },

    /** The first one is the default, asked or not. The caller holds the unit's registration, so that two never become it at once. */
    async insert(unitId: string, { addressId, isDefault, ...address }: NewAddress): Promise<void> {
      const first = (await inUse(unitId).first('addressId')) === undefined;
      if (isDefault && !first) await inUse(unitId).where({ isDefault: true }).update({ isDefault: false });
      await knex('addresses').insert({
        ...address,
        ...sealed(unitId, addressId, address),
        addressId,
        unitId,
        isDefault: isDefault || first,
      });
    },

    /** Another place or recipient, which holds from now on (G8.1); the caller holds the unit's registration. */
    async change(unitId: string, before: Address, changed: AddressLines): Promise<void> {
      const { addressId } = before;
      await keepForOrders(unitId, before);
      const { province, city, county } = changed;
      await inUse(unitId)
        .where({ addressId })
        .update({ ...sealed(unitId, addressId, changed), province, city, county, confirmedAt: knex.fn.now() });
    },

    /** In the place of the one that was; the caller holds the unit's registration. */
    async makeDefault(unitId: string, addressId: string): Promise<void> {
      await inUse(unitId).where({ isDefault: true }).update({ isDefault: false });
      await inUse(unitId).where({ addressId }).update({ isDefault: true });
    },

    /** It still holds: six months more. */
    async confirm(unitId: string, addressId: string): Promise<void> {
      await inUse(unitId).where({ addressId }).update({ confirmedAt: knex.fn.now() });
    },

    /** The newest of the others becomes the default in its place. False when it is none of the unit's. */
    async remove(unitId: string, addressId: string): Promise<boolean> {
      const removed = await inUse(unitId).where({ addressId }).update({ deletedAt: knex.fn.now(), isDefault: false });
      if (removed === 0) return false;
      const newest = inUse(unitId)
        .orderByRaw('is_default DESC, created_at DESC, address_id DESC')
        .limit(1)
        .select('addressId');
      await knex('addresses').whereIn('addressId', newest).update({ isDefault: true });
      return true;
    },
  };
}
