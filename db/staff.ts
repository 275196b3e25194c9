import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';
import type { StaffRole } from '../domain/staff-request.ts';
import type { SealedField } from './personal-data.ts';
import { nobody } from './data-key.ts';
import { createSecondFactors } from './second-factor.ts';
import { createSessions } from './session.ts';
import { createStaffInvitations } from './staff-invitation.ts';

export interface StaffAccount {
  staffId: string;
  role: StaffRole;
  /** None until an invitation is used. */
  passwordHash: string | null;
}

export interface NewStaffMember {
  staffId: string;
  login: string;
  role: StaffRole;
  /** Of a delegation's staff, and of no other. */
  delegationId: number | null;
  mobile: string | null;
  unitAccount: string | null;
  /** Demo staff come with one. */
  passwordHash?: string;
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
  hasPassword: boolean;
  hasSecondFactor: boolean;
  /** Until when the link holds that nobody has used yet. */
  invitedUntil: Date | null;
}

const order: KeysetOrder = { by: [['text', 's.login']] };
const mobileField = (row: string): SealedField => ({ table: 'staff', column: 'mobile', row });

export function createStaff(store: Store) {
  const { knex, personalData } = store;
  const members = () =>
    knex('staff as s')
      .leftJoin('delegations as d', 'd.delegationId', 's.delegationId')
      .select('s.staffId', 's.login', 's.role', 's.unitAccount', 's.mobile', {
        delegationNo: 'd.no',
        disabled: knex.raw<boolean>('s.disabled_at IS NOT NULL'),
        hasPassword: knex.raw<boolean>('s.password_hash IS NOT NULL'),
        hasSecondFactor: knex.raw<boolean>(
          'EXISTS (SELECT FROM second_factors x WHERE x.staff_id = s.staff_id AND x.confirmed_at IS NOT NULL)',
        ),
        invitedUntil: knex.raw<Date | null>(
          `(SELECT i.expires_at FROM staff_invitations i
            WHERE i.staff_id = s.staff_id AND i.used_at IS NULL AND i.voided_at IS NULL AND i.expires_at > now())`,
        ),
      });
  const memberOf = (row: Awaited<ReturnType<typeof members>>[number]): StaffMember => ({
    ...row,
    mobile: row.mobile && personalData.show(mobileField(row.staffId), row.mobile),
  });

  return {
    async loginOf(staffId: string): Promise<string> {
      return (await knex('staff').where({ staffId }).first('login'))!.login;
    },

    /** Whether either of two added the other within a month, invited them anew, or gave them another mobile. */
    async dependOnEachOther(one: string, other: string): Promise<boolean> {
      const found: unknown = await knex('audit_entries as a')
        .join('staff as s', 's.login', 'a.subject')
        .whereRaw('((a.staff_id = :one AND s.staff_id = :other) OR (a.staff_id = :other AND s.staff_id = :one))', {
          one,
          other,
        })
        .whereRaw(
          "a.at > now() - interval '30 days' AND (a.action IN ('staff_added', 'staff_reset') OR (a.action = 'staff_changed' AND jsonb_exists(a.detail->'changed', 'mobile')))",
        )
        .first('a.auditId');
      return found !== undefined;
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

    async find(login: string): Promise<StaffMember | undefined> {
      const [row] = await members().where('s.login', login);
      return row && memberOf(row);
    },

    /** False when somebody has the login. */
    async insert({ mobile, passwordHash, ...row }: NewStaffMember): Promise<boolean> {
      const made = await knex('staff')
        .insert({
          ...row,
          passwordHash: passwordHash ?? null,
          mobile: mobile === null ? null : personalData.seal(mobileField(row.staffId), mobile, nobody),
        })
        .onConflict('login')
        .ignore()
        .returning('staffId');
      return made.length > 0;
    },

    /** The hash that a change of password is made against. */
    async account(staffId: string): Promise<StaffAccount & { login: string; mobile: string | null }> {
      const row = (await knex('staff').where({ staffId }).first('staffId', 'login', 'role', 'passwordHash', 'mobile'))!;
      return { ...row, mobile: row.mobile && personalData.show(mobileField(staffId), row.mobile) };
    },

    /** False when the password is no longer the one that was checked. */
    async replacePassword({ staffId, from, to }: { staffId: string; from: string; to: string }): Promise<boolean> {
      return (await knex('staff').where({ staffId, passwordHash: from }).update({ passwordHash: to })) === 1;
    },

    /** Their first one, or the one after a reset; false when they are disabled. */
    async setPassword(staffId: string, passwordHash: string): Promise<boolean> {
      return (await knex('staff').where({ staffId }).whereNull('disabledAt').update({ passwordHash })) === 1;
    },

    /** Nobody gets in by what they had before: neither password nor second factor nor session. */
    async takeAccess(staffId: string): Promise<void> {
      await knex('staff').where({ staffId }).update({ passwordHash: null });
      await createSecondFactors(store).remove(staffId);
      await createSessions(store).closeAll({ staffId });
    },

    /** By login. */
    async list(page: KeysetPage): Promise<Keyed<StaffMember>[]> {
      const found = await members()
        .select({ keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      return found.map(({ keyset, ...row }) => ({ ...memberOf(row), keyset }));
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
      if (disabled !== undefined) await createSessions(store).closeAll({ staffId });
      if (disabled) await createStaffInvitations(store).voidAll(staffId);
    },
  };
}
