import type { Store } from './knex.ts';

export interface StaffAccount {
  staffId: string;
  role: 'delegation' | 'bureau' | 'operator';
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

const mobilePlace = (row: string) => ({ table: 'staff', column: 'mobile', row });

export function createStaff({ knex, personalData }: Store) {
  const members = () =>
    knex('staff as s')
      .leftJoin('delegations as d', 'd.delegation_id', 's.delegation_id')
      .select({ staffId: 's.staff_id', login: 's.login', role: 's.role', delegationNo: 'd.no', unitAccount: 's.unit_account', sealed: 's.mobile' })
      .select(knex.raw('s.disabled_at IS NOT NULL AS disabled'));
  const memberOf = ({ sealed, ...member }: Omit<StaffMember, 'mobile'> & { sealed: Buffer | null }): StaffMember => ({
    ...member,
    mobile: sealed && personalData.show(mobilePlace(member.staffId), sealed),
  });

  return {
    async loginOf(staffId: string): Promise<string> {
      return ((await knex('staff').where({ staff_id: staffId }).first('login')) as { login: string }).login;
    },

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

    /** By login, after one. */
    async list({ after, rows }: { after?: string | undefined; rows: number }): Promise<StaffMember[]> {
      const found = (await members()
        .where('s.login', '>', after ?? '')
        .orderBy('s.login')
        .limit(rows)) as Parameters<typeof memberOf>[0][];
      return found.map(memberOf);
    },

    async find(login: string): Promise<StaffMember | undefined> {
      const [row] = (await members().where('s.login', login)) as Parameters<typeof memberOf>[0][];
      return row && memberOf(row);
    },

    async change(
      staffId: string,
      {
        mobile,
        unitAccount,
        disabled,
      }: { mobile?: string | null | undefined; unitAccount?: string | null | undefined; disabled?: boolean | undefined },
    ): Promise<void> {
      const fields = {
        ...(mobile === undefined ? {} : { mobile: mobile === null ? null : personalData.seal(mobilePlace(staffId), mobile) }),
        ...(unitAccount === undefined ? {} : { unit_account: unitAccount }),
        ...(disabled === undefined ? {} : { disabled_at: disabled ? knex.fn.now() : null }),
      };
      if (Object.keys(fields).length > 0) await knex('staff').where({ staff_id: staffId }).update(fields);
      // For good: who is let in again logs in again, also where a login went on while it was forbidden.
      if (disabled !== undefined) await knex('sessions').where({ staff_id: staffId }).delete();
    },
  };
}
