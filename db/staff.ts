import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import type { StaffRole } from '../domain/staff-request.ts';
import type { SealedField } from './personal-data.ts';
import { nobody } from './data-key.ts';

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

const order: KeysetOrder = { by: [['text', 's.login']] };
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

    /** By login. */
    async list(page: KeysetPage): Promise<Keyed<StaffMember>[]> {
      const found = await members()
        .select({ keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      return found.map(({ keyset, ...row }) => ({ ...memberOf(row), keyset }));
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
          : { mobile: mobile === null ? null : personalData.seal(mobileField(staffId), mobile, nobody) }),
        ...(unitAccount === undefined ? {} : { unitAccount }),
        ...(disabled === undefined
          ? {}
          : { disabledAt: disabled ? knex.raw<Date>('coalesce(disabled_at, now())') : null }),
      };
      if (Object.keys(fields).length > 0) await knex('staff').where({ staffId }).update(fields);
      // For good: who is let in again logs in again, also where a login went on while it was forbidden.
      if (disabled !== undefined) await knex('sessions').where({ staffId }).delete();
    },
  };
}
