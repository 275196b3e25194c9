import type { Store } from './knex.ts';

export interface UnitAccount {
  unitId: string;
  registrationId: string;
  account: string;
  passwordHash: string;
}

/** The accounts units log in with (G1.4). */
export function createUnits({ knex }: Store) {
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
  };
}
