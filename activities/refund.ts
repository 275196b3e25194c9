import type { Outcome } from '../domain/errors.ts';
import type { RefundEvent, RefundState } from '../domain/refund.ts';
import { createBadgeOrders } from '../db/badge-order.ts';
import type { Actor } from '../db/event.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createNotifications } from '../db/notification.ts';
import { createRefunds, type RefundToMake } from '../db/refund.ts';
import { followRequest, type Message } from '../db/staff-request.ts';
import type { ActivityDeps } from './index.ts';

/** What is written about refunds. */
export function refundRecords({ store }: ActivityDeps) {
  return {
    reserveRefund: (reservation: { orderNo: string; refundNo: string; refundRequestId?: string }): Promise<Outcome<RefundToMake>> =>
      once(store, `${reservation.refundNo}:reserved`, (trx) => createRefunds(trx).reserveLines(reservation)),

    moveRefund: ({ refundNo, event, ...more }: { refundNo: string; event: RefundEvent; refusal?: string; actor?: Actor }): Promise<RefundState> =>
      inTransaction(store, async (trx) => (await createRefunds(trx).move(refundNo, event, more)).state),

    takeUpRefund: ({ refundNo, ...asked }: Message & { refundNo: string }): Promise<Outcome<{ state: RefundState; byHand: boolean }>> =>
      followRequest(store, { ...asked, subject: refundNo, kinds: ['retry_refund', 'settle_refund'] }, (trx, request) =>
        createRefunds(trx).takeUp(refundNo, request),
      ),

    /** Everything that says the money went back, in one transaction; and the text that tells the unit. */
    completeRefund: ({ refundNo, byHand }: { refundNo: string; byHand: boolean }): Promise<{ notificationIds: string[] }> =>
      once(store, `${refundNo}:refunded`, async (trx) => {
        const { orderNo, kind, amountFen } = await createRefunds(trx).complete(refundNo, byHand);
        if (!orderNo) return { notificationIds: [] };
        const notificationIds = await createNotifications(trx).order({
          registrationId: await createBadgeOrders(trx).registrationOf(orderNo),
          kind: kind === 'lines' ? 'refunded' : 'late_payment_refunded',
          subject: refundNo,
          round: 1,
          params: { orderNo, amountFen },
        });
        return { notificationIds };
      }),
  };
}
