import { staffRequests, type StaffRequestKind } from '../domain/staff-request.ts';
import { createDelegations } from './delegation.ts';
import type { Store } from './knex.ts';

/** What a member of staff may have done now, whenever it was asked for. */
export function createStaffRights(store: Store) {
  const { knex } = store;

  return {
    /** The registration a request is about; null where there is none, as of money that no order knows. */
    async registrationOf(kind: StaffRequestKind, subject: string): Promise<string | null> {
      const { about } = staffRequests[kind];
      if (about === 'registration') return subject;
      const orders = knex('badge_orders as o').select('o.registrationId');
      const found = {
        order: () => orders.where('o.orderNo', subject),
        refund: () => orders.join('refunds as r', 'r.orderNo', 'o.orderNo').where('r.refundNo', subject),
        invoice: () => orders.join('invoices as i', 'i.orderNo', 'o.orderNo').where('i.invoiceNo', subject),
      }[about]();
      const row = await found.first();
      return row?.registrationId ?? null;
    },

    /** Why not: disabled, of another role or outside their subtree (`forbidden`), or the unit they work for (`own_unit`). */
    async refusal(
      kind: StaffRequestKind,
      staffId: string,
      registrationId: string | null,
    ): Promise<'forbidden' | 'own_unit' | undefined> {
      const { roles, ofOwnUnit } = staffRequests[kind];
      const row = await knex('staff as s')
        .leftJoin('registrations as r', { 'r.registrationId': knex.raw('?::uuid', [registrationId]) })
        .leftJoin('units as u', 'u.unitId', 'r.unitId')
        .where('s.staffId', staffId)
        .first('s.role', {
          staffDelegation: 's.delegationId',
          delegationId: 'r.delegationId',
          disabled: knex.raw<boolean>('s.disabled_at IS NOT NULL'),
          own: knex.raw<boolean | null>('u.account = s.unit_account'),
        });
      if (!row || row.disabled || !(roles as readonly string[]).includes(row.role)) return 'forbidden';
      if (row.own === true && !ofOwnUnit) return 'own_unit';
      if (row.role !== 'delegation') return undefined;
      const scope = await createDelegations(store).subtreeOf(row.staffDelegation!);
      return row.delegationId !== null && scope.includes(row.delegationId) ? undefined : 'forbidden';
    },
  };
}
