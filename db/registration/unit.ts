import type { Region, UnitCategory } from '../../domain/registration.ts';
import { accountToOpen } from '../../domain/typed-text.ts';
import { isMarker } from '../../domain/unreadable.ts';
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
      .select('u.unitId', 'r.registrationId', 'u.edition', 'u.account', 'u.passwordHash', 'u.mobile');
  type Found = Awaited<ReturnType<typeof accounts>>[number];
  const accountOf = ({ mobile: _mobile, ...account }: Found): UnitAccount => account;

  /** However it was typed; one that was opened under an older rule is found as it was (G1.4). In one statement: whether there is one shows in no time. */
  async function asTyped(account: string, edition?: string): Promise<Found | undefined> {
    const found = await accounts()
      .join('editions as e', 'e.edition', 'u.edition')
      .whereIn('u.account', [account, accountToOpen(account)])
      .modify((rows) => void (edition !== undefined && rows.where('u.edition', edition)))
      .orderByRaw('e.is_current DESC, e.registration_opens_at DESC');
    return found.find((each) => each.account === account && each.edition === found[0]!.edition) ?? found[0];
  }

  return {
    /** An account that its registration has opened: of the newest edition that has it, or of the one that is asked for. */
    async findAccount(account: string, edition?: string): Promise<UnitAccount | undefined> {
      const row = await asTyped(account, edition);
      return row && accountOf(row);
    },

    /** The same, and the mobile to send it a text to; without one where that does not open, which would tell that there is such a unit. */
    async findReachable(account: string): Promise<(UnitAccount & { mobile: string | undefined }) | undefined> {
      const row = await asTyped(account);
      if (!row) return undefined;
      const mobile = personalData.show(mobileField(row.unitId), row.mobile);
      return { ...accountOf(row), mobile: isMarker(mobile) ? undefined : mobile };
    },

    async find(unitId: string): Promise<UnitAccount | undefined> {
      const row = await accounts().where({ 'u.unitId': unitId }).first();
      return row && accountOf(row);
    },

    /** False when the password is no longer the one that was checked. */
    async replacePassword({ unitId, from, to }: { unitId: string; from: string; to: string }): Promise<boolean> {
      const changed = await knex('units').where({ unitId, passwordHash: from }).update({ passwordHash: to });
      return changed === 1;
    },

    /** In a transaction, before anything else of the account: of two changes at once the second sees what the first made. False when it is not open any more. */
    async hold(unitId: string): Promise<boolean> {
      const held = await knex('units').where({ unitId, releasedAt: null }).forUpdate().first('unitId');
      return held !== undefined;
    },

    async setPassword(unitId: string, passwordHash: string): Promise<void> {
      await knex('units').where({ unitId }).update({ passwordHash });
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
        .update({ mobile: personalData.seal(mobileField(unitId), mobile, unitId) });
    },
  };
}
