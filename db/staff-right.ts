import { staffRequests, type StaffRequestKind } from '../domain/staff-request.ts';
import { createDelegations } from './delegation.ts';
import type { Store } from './knex.ts';

interface Row {
  role: 'delegation' | 'bureau' | 'operator';
  disabled: boolean;
  staff_delegation: number | null;
  delegation_id: number | null;
  own: boolean | null;
}

/** What a member of staff may have done now, whenever it was asked for. */
export function createStaffRights(store: Store) {
  const { knex } = store;

  return {
    /** The registration a request is about; null where there is none, as of money that no order knows. */
    async registrationOf(kind: StaffRequestKind, subject: string): Promise<string | null> {
      const { about } = staffRequests[kind];
      if (about === 'registration') return subject;
      const orders = knex('badge_orders as o').select('o.registration_id');
      const found = {
        order: () => orders.where('o.order_no', subject),
        refund: () => orders.join('refunds as r', 'r.order_no', 'o.order_no').where('r.refund_no', subject),
        invoice: () => orders.join('invoices as i', 'i.order_no', 'o.order_no').where('i.invoice_no', subject),
      }[about]();
      const row = (await found.first()) as { registration_id: string } | undefined;
      return row?.registration_id ?? null;
    },

    /** Why not: disabled, of another role or outside their subtree (`forbidden`), or the unit they work for (`own_unit`). */
    async refusal(kind: StaffRequestKind, staffId: string, registrationId: string | null): Promise<'forbidden' | 'own_unit' | undefined> {
      const { roles, ofOwnUnit } = staffRequests[kind];
      const row = (await knex('staff as s')
        .leftJoin('registrations as r', 'r.registration_id', knex.raw('?::uuid', [registrationId]))
        .leftJoin('units as u', 'u.unit_id', 'r.unit_id')
        .where('s.staff_id', staffId)
        .first('s.role', { staff_delegation: 's.delegation_id', delegation_id: 'r.delegation_id' })
        .select(knex.raw('s.disabled_at IS NOT NULL AS disabled, u.account = s.unit_account AS own'))) as Row | undefined;
      if (!row || row.disabled || !(roles as readonly string[]).includes(row.role)) return 'forbidden';
      if (row.own === true && !ofOwnUnit) return 'own_unit';
      if (row.role !== 'delegation') return undefined;
      const scope = await createDelegations(store).subtreeOf(row.staff_delegation!);
      return row.delegation_id !== null && scope.includes(row.delegation_id) ? undefined : 'forbidden';
    },
  };
}
