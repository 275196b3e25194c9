import type { Region, UnitCategory } from '../../domain/registration.ts';
import { privacyTermsVersion } from './unit-opening.ts';
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
  edition: string;
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
      .select('u.unitId', 'r.registrationId', 'u.edition', 'u.account', 'u.passwordHash');

  return {
    /** An account that its registration has opened: of the newest edition that has it, or of the one that is asked for. */
    async findAccount(account: string, edition?: string): Promise<UnitAccount | undefined> {
      const found = accounts().join('editions as e', 'e.edition', 'u.edition').where({ 'u.account': account });
      if (edition !== undefined) void found.where('u.edition', edition);
      return found.orderBy('e.registrationOpensAt', 'desc').first();
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
      const profile = (await knex('units')
        .where({ unitId })
        .first('account', 'region', 'category', 'mobile', 'createdAt', {
          privacyAccepted: knex.raw<boolean>('privacy_accepted_at IS NOT NULL'),
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

    /** G1.4; whoever came back from the edition before has not accepted them yet. */
    async acceptPrivacyTerms(unitId: string): Promise<void> {
      await knex('units')
        .where({ unitId, privacyAcceptedAt: null })
        .update({ privacyAcceptedAt: knex.fn.now(), privacyTermsVersion });
    },
  };
}
