import type { Store } from './knex.ts';

export interface StaffAccount {
  staffId: string;
  role: 'delegation' | 'bureau' | 'operator';
  passwordHash: string;
}

export function createStaff({ knex }: Store) {
  return {
    /** The account of the organisation a reviewer works for. */
    async ownUnit(staffId: string): Promise<string | null> {
      const row = (await knex('staff').where({ staff_id: staffId }).first('unit_account')) as { unit_account: string | null } | undefined;
      return row?.unit_account ?? null;
    },

    /** An account that may log in. */
    async findLogin(login: string): Promise<StaffAccount | undefined> {
      return knex('staff')
        .where({ login })
        .whereNull('disabled_at')
        .first<StaffAccount | undefined>({ staffId: 'staff_id', role: 'role', passwordHash: 'password_hash' });
    },
  };
}
