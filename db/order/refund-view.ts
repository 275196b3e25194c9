import type { RefundState } from '../../domain/refund.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import { refundReasonField, type RefundRow } from './refund.ts';

const order = {
  by: [
    ['time', 'r.createdAt'],
    ['text', 'r.refundNo'],
  ],
} as const satisfies KeysetOrder;
const newestFirst = { ...order, direction: 'desc' } as const satisfies KeysetOrder;

/** A refund with its people. */
export type RefundView = RefundRow & { attendeeIds: string[] };

/** Refunds as they are shown. */
export function createRefundViews({ knex, personalData }: Store) {
  const refunds = () =>
    knex('refunds as r').select('r.*', {
      keyset: keysetOf(knex, order),
      attendeeIds: knex.raw<string[]>(
        'ARRAY(SELECT l.attendee_id FROM refund_lines l WHERE l.refund_no = r.refund_no ORDER BY l.attendee_id)',
      ),
    });

  return {
    /** Of an order, the oldest first. */
    async ofOrder(orderNo: string, page: KeysetPage): Promise<Keyed<RefundView>[]> {
      return refunds()
        .where('r.orderNo', orderNo)
        .modify((query) => pageByKeyset(query, order, page));
    },

    /** Everybody's, the newest first. */
    async list(state: RefundState | undefined, page: KeysetPage): Promise<Keyed<RefundView>[]> {
      return refunds()
        .modify((query) => void (state && query.where('r.state', state)))
        .modify((query) => pageByKeyset(query, newestFirst, page));
    },

    async find(refundNo: string): Promise<RefundView | undefined> {
      return (await refunds().where('r.refundNo', refundNo))[0];
    },

    /** Why the unit asked for it; null where nobody asked. */
    async reason({ refundRequestId }: RefundRow): Promise<string | null> {
      if (refundRequestId === null) return null;
      const request = (await knex('refund_requests').where({ refundRequestId }).first('reason'))!;
      return personalData.show(refundReasonField(refundRequestId), request.reason);
    },

    /** Who of staff said that it was paid by hand. */
    async settlements(refundNo: string): Promise<{ by: string; at: Date }[]> {
      return knex('refund_settlements as t')
        .join('staff as s', 's.staffId', 't.staffId')
        .where('t.refundNo', refundNo)
        .orderBy(['t.createdAt', 's.login'])
        .select({ by: 's.login', at: 't.createdAt' });
    },
  };
}
