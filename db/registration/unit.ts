import type { Region, UnitCategory } from '../../domain/registration.ts';
import { termsAccepted } from './consent.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';

/** What a unit's account page shows; the mobile in plain. */
export interface UnitProfile {
  account: string;
  region: Region;
  category: UnitCategory;
  mobile: string;
  privacyAccepted: boolean;
  createdAt: Date;
}

export interface UnitAccount {
  unitId: string;
  registrationId: string;
  account: string;
  passwordHash: string;
}

/** The accounts units log in with (G1.4). */
export function createUnits({ knex, personalData }: Store) {
  const mobileField = (row: string): SealedField => ({ table: 'units', column: 'mobile', row });
  const accounts = () =>
    knex('units as u')
      .join('registrations as r', 'r.unitId', 'u.unitId')
      .whereNotNull('u.openedAt')
      .whereNull('u.releasedAt')
      .select('u.unitId', 'r.registrationId', 'u.account', 'u.passwordHash');

  return {
    /** An account of the current edition that its registration has opened. */
    async findAccount(account: string): Promise<UnitAccount | undefined> {
      return accounts()
        .join('editions as e', { 'e.edition': 'u.edition', 'e.isCurrent': knex.raw('true') })
        .where({ 'u.account': account })
        .first();
    },

    async find(unitId: string): Promise<UnitAccount | undefined> {
      return accounts().where({ 'u.unitId': unitId }).first();
    },

    /** False when the password is no longer the one that was checked. */
    async replacePassword({ unitId, from, to }: { unitId: string; from: string; to: string }): Promise<boolean> {
      const changed = await knex('units').where({ unitId, passwordHash: from }).update({ passwordHash: to });
      return changed === 1;
    },

    async profile(unitId: string): Promise<UnitProfile> {
      const profile = (await knex('units as u')
        .where({ unitId })
        .first('u.account', 'u.region', 'u.category', 'u.mobile', 'u.createdAt', {
          privacyAccepted: knex.raw<boolean>(termsAccepted),
        }))!;
      return { ...profile, mobile: personalData.show(mobileField(unitId), profile.mobile) };
    },

    async regionOf(unitId: string): Promise<Region> {
      return (await knex('units').where({ unitId }).first('region'))!.region;
    },

    /** To send a text to; throws where it cannot be opened. */
    async mobileOf(unitId: string): Promise<string> {
      const { mobile } = (await knex('units').where({ unitId }).first('mobile'))!;
      return personalData.open(mobileField(unitId), mobile);
    },

    async replaceMobile(unitId: string, mobile: string): Promise<void> {
      await knex('units')
        .where({ unitId })
        .update({ mobile: personalData.seal(mobileField(unitId), mobile) });
    },
  };
}
