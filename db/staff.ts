import type { Store } from './knex.ts';

export interface StaffAccount {
  staffId: string;
  role: 'delegation' | 'bureau' | 'operator';
  passwordHash: string;
}

export function createStaff({ knex }: Store) {
  return {
    /** An account that may log in. */
    async findLogin(login: string): Promise<StaffAccount | undefined> {
      return knex('staff')
        .where({ login })
        .whereNull('disabled_at')
        .first<StaffAccount | undefined>({ staffId: 'staff_id', role: 'role', passwordHash: 'password_hash' });
    },
  };
}
