import type { Region, UnitCategory } from '../../domain/registration.ts';
import type { Store } from '../knex.ts';
import { consentTextOf, createConsents } from './consent.ts';

export interface UnitOpening {
  unitId: string;
  edition: string;
  region: Region;
  category: UnitCategory;
  account: string;
  uscc: string | null;
  country: string | null;
  businessNo: string | null;
  mobile: string;
  passwordHash: string;
  /** The terms of the edition at this moment (G1.4). */
  privacyAccepted: boolean;
  /** The `requestId` of the code that proved its mobile; used up when it opens. */
  verificationCodeId?: string | undefined;
}

/** Accounts asked for. One counts only when its registration's workflow has opened it, so any number may ask for the same. */
export function createUnitOpenings(store: Store) {
  const { knex, personalData } = store;
  return {
    /** Whether this very opening was asked for before, by an earlier try of its request. */
    async isAskedFor(unitId: string): Promise<boolean> {
      return (await knex('units').where({ unitId }).first('unitId')) !== undefined;
    },

    async insert(opening: UnitOpening): Promise<void> {
      await knex('units')
        .insert({
          unitId: opening.unitId,
          edition: opening.edition,
          region: opening.region,
          category: opening.category,
          account: opening.account,
          uscc: opening.uscc,
          country: opening.country,
          businessNo: opening.businessNo,
          mobile: personalData.seal(
            { table: 'units', column: 'mobile', row: opening.unitId },
            opening.mobile,
            opening.unitId,
          ),
          passwordHash: opening.passwordHash,
          verificationCodeId: opening.verificationCodeId ?? null,
        })
        .onConflict('unitId')
        .ignore();
      if (!opening.privacyAccepted) return;
      const edition = (await knex('editions').where({ edition: opening.edition }).first())!;
      await createConsents(store).accept(opening.unitId, consentTextOf(edition, 'privacy_terms'));
    },
  };
}
