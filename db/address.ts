import type { Store } from './knex.ts';
import type { Place } from './personal-data.ts';

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
type Row = Record<SealedColumn, Buffer> & {
  address_id: string;
  province: string;
  city: string;
  county: string;
  is_default: boolean;
  created_at: Date;
  confirmed_at: Date;
  valid_until: Date;
  outdated: boolean;
};

/** How long an address holds from its confirmation. */
export const addressHolds = "interval '6 months'";

export type NewAddress = Omit<Address, 'createdAt' | 'confirmedAt' | 'validUntil' | 'outdated'>;

const place = (column: SealedColumn, addressId: string): Place => ({ table: 'addresses', column, row: addressId });

/** A unit's addresses: never edited and never deleted, because orders point at them; one of those in use is the default. */
export function createAddresses({ knex, personalData }: Store) {
  const inUse = (unitId: string) => knex('addresses').where({ unit_id: unitId }).whereNull('deleted_at');
  const withValidity = knex.raw(`*, confirmed_at + ${addressHolds} AS valid_until, confirmed_at + ${addressHolds} <= now() AS outdated`);

  function addressOf(row: Row): Address {
    const open = (column: SealedColumn) => personalData.show(place(column, row.address_id), row[column]);
    return {
      addressId: row.address_id,
      recipient: open('recipient'),
      mobile: open('mobile'),
      province: row.province,
      city: row.city,
      county: row.county,
      street: open('street'),
      isDefault: row.is_default,
      createdAt: row.created_at,
      confirmedAt: row.confirmed_at,
      validUntil: row.valid_until,
      outdated: row.outdated,
    };
  }

  return {
    /** The default first, then the newest. */
    async list(unitId: string): Promise<Address[]> {
      const rows = (await inUse(unitId).orderByRaw('is_default DESC, created_at DESC, address_id').select(withValidity)) as Row[];
      return rows.map(addressOf);
    },

    async find(unitId: string, addressId: string): Promise<Address | undefined> {
      const row = (await inUse(unitId).where({ address_id: addressId }).first(withValidity)) as Row | undefined;
      return row && addressOf(row);
    },

    /** The first one is the default, asked or not. The caller holds the unit's registration, so that two never become it at once. */
    async insert(unitId: string, { addressId, isDefault, ...address }: NewAddress): Promise<void> {
      const first = (await inUse(unitId).first('address_id')) === undefined;
      if (isDefault && !first) await inUse(unitId).where({ is_default: true }).update({ is_default: false });
      const sealed = (['recipient', 'mobile', 'street'] as const).map((column) => [
        column,
        personalData.seal(place(column, addressId), address[column]),
      ]);
      await knex('addresses').insert({
        ...address,
        ...(Object.fromEntries(sealed) as Record<SealedColumn, Buffer>),
        address_id: addressId,
        unit_id: unitId,
        is_default: isDefault || first,
      });
    },

    /** It still holds: six months more. */
    async confirm(unitId: string, addressId: string): Promise<void> {
      await inUse(unitId).where({ address_id: addressId }).update({ confirmed_at: knex.fn.now() });
    },

    /** The newest of the others becomes the default in its place. False when it is none of the unit's. */
    async remove(unitId: string, addressId: string): Promise<boolean> {
      const removed = await inUse(unitId).where({ address_id: addressId }).update({ deleted_at: knex.fn.now(), is_default: false });
      if (removed === 0) return false;
      const newest = inUse(unitId).orderByRaw('is_default DESC, created_at DESC, address_id').limit(1).select('address_id');
      await knex('addresses').whereIn('address_id', newest).update({ is_default: true });
      return true;
    },
  };
}
