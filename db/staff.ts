import type { Store } from './knex.ts';
import type { StaffRole } from '../domain/staff-request.ts';
import type { SealedField } from './personal-data.ts';

export interface StaffAccount {
  staffId: string;
  role: StaffRole;
  passwordHash: string;
}

/** A member of staff, as the bureau sees one; the mobile in plain. */
export interface StaffMember {
  staffId: string;
  login: string;
  role: StaffAccount['role'];
  delegationNo: number | null;
  unitAccount: string | null;
  mobile: string | null;
  disabled: boolean;
}

const mobileField = (row: string): SealedField => ({ table: 'staff', column: 'mobile', row });

export function createStaff({ knex, personalData }: Store) {
  const members = () =>
    knex('staff as s')
      .leftJoin('delegations as d', 'd.delegationId', 's.delegationId')
      .select('s.staffId', 's.login', 's.role', 's.unitAccount', 's.mobile', {
        delegationNo: 'd.no',
        disabled: knex.raw<boolean>('s.disabled_at IS NOT NULL'),
      });
  const memberOf = (row: Awaited<ReturnType<typeof members>>[number]): StaffMember => ({
    ...row,
    mobile: row.mobile && personalData.show(mobileField(row.staffId), row.mobile),
  });

  return {
    async loginOf(staffId: string): Promise<string> {
      return (await knex('staff').where({ staffId }).first('login'))!.login;
    },

    /** The account of the organisation a reviewer works for. */
    async ownUnit(staffId: string): Promise<string | null> {
      const row = await knex('staff').where({ staffId }).first('unitAccount');
      return row?.unitAccount ?? null;
    },

    /** An account that may log in. */
    async findLogin(login: string): Promise<StaffAccount | undefined> {
      return knex('staff').where({ login }).whereNull('disabledAt').first('staffId', 'role', 'passwordHash');
    },

    /** By login, after one. */
    async list({ after, rows }: { after?: string | undefined; rows: number }): Promise<StaffMember[]> {
      const found = await members()
        .where('s.login', '>', after ?? '')
        .orderBy('s.login')
        .limit(rows);
      return found.map(memberOf);
    },

    async find(login: string): Promise<StaffMember | undefined> {
      const [row] = await members().where('s.login', login);
      return row && memberOf(row);
    },

    async change(
      staffId: string,
      {
        mobile,
        unitAccount,
        disabled,
      }: {
        mobile?: string | null | undefined;
        unitAccount?: string | null | undefined;
        disabled?: boolean | undefined;
      },
    ): Promise<void> {
      const fields = {
        ...(mobile === undefined
          ? {}
          : { mobile: mobile === null ? null : personalData.seal(mobileField(staffId), mobile) }),
        ...(unitAccount === undefined ? {} : { unitAccount }),
        ...(disabled === undefined ? {} : { disabledAt: disabled ? knex.fn.now() : null }),
      };
      if (Object.keys(fields).length > 0) await knex('staff').where({ staffId }).update(fields);
      // For good: who is let in again logs in again, also where a login went on while it was forbidden.
      if (disabled !== undefined) await knex('sessions').where({ staffId }).delete();
    },
  };
}
