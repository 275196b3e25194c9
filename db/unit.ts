import type { Region, UnitCategory } from '../domain/registration.ts';
import { privacyTermsVersion } from './unit-opening.ts';
import type { Store } from './knex.ts';

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
  const mobilePlace = (row: string) => ({ table: 'units', column: 'mobile', row });
  const accounts = () =>
    knex('units as u')
      .join('registrations as r', 'r.unit_id', 'u.unit_id')
      .whereNotNull('u.opened_at')
      .whereNull('u.released_at')
      .first<UnitAccount | undefined>({
        unitId: 'u.unit_id',
        registrationId: 'r.registration_id',
        account: 'u.account',
        passwordHash: 'u.password_hash',
      });

  return {
    /** An account of the current edition that its registration has opened. */
    async findAccount(account: string): Promise<UnitAccount | undefined> {
      return accounts()
        .join('editions as e', { 'e.edition': 'u.edition', 'e.is_current': knex.raw('true') })
        .where({ 'u.account': account });
    },

    async find(unitId: string): Promise<UnitAccount | undefined> {
      return accounts().where({ 'u.unit_id': unitId });
    },

    /** False when the password is no longer the one that was checked. */
    async replacePassword({ unitId, from, to }: { unitId: string; from: string; to: string }): Promise<boolean> {
      const changed = await knex('units').where({ unit_id: unitId, password_hash: from }).update({ password_hash: to });
      return changed === 1;
    },

    async profile(unitId: string): Promise<UnitProfile> {
      const { sealed, ...profile } = (await knex('units')
        .where({ unit_id: unitId })
        .first({
          account: 'account',
          region: 'region',
          category: 'category',
          sealed: 'mobile',
          privacyAccepted: knex.raw('privacy_accepted_at IS NOT NULL'),
          createdAt: 'created_at',
        })) as Omit<UnitProfile, 'mobile'> & { sealed: Buffer };
      return { ...profile, mobile: personalData.show(mobilePlace(unitId), sealed) };
    },

    /** To send a text to; throws where it cannot be opened. */
    async mobileOf(unitId: string): Promise<string> {
      const { mobile } = (await knex('units').where({ unit_id: unitId }).first('mobile')) as { mobile: Buffer };
      return personalData.open(mobilePlace(unitId), mobile);
    },

    async replaceMobile(unitId: string, mobile: string): Promise<void> {
      await knex('units')
        .where({ unit_id: unitId })
        .update({ mobile: personalData.seal(mobilePlace(unitId), mobile) });
    },

    /** G1.4; whoever came back from the first edition has not accepted them yet. */
    async acceptPrivacyTerms(unitId: string): Promise<void> {
      await knex('units')
        .where({ unit_id: unitId, privacy_accepted_at: null })
        .update({ privacy_accepted_at: knex.fn.now(), privacy_terms_version: privacyTermsVersion });
    },
  };
}
