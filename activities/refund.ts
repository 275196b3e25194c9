import type { Actor } from '../domain/event.ts';
import type { Outcome } from '../domain/errors.ts';
import type { RefundEvent, RefundState, RefundToMake } from '../domain/refund.ts';
import { createBadgeOrders } from '../db/order/badge-order.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createNotifications } from '../db/notification.ts';
import { createRefunds } from '../db/order/refund.ts';
import { createRefundStarts } from '../db/order/refund-start.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { followRequest, type Message } from '../db/staff-request.ts';
import type { ActivityDeps } from './deps.ts';

interface Move {
  refund: RefundToMake;
  event: RefundEvent;
  refusal?: string;
  actor?: Actor;
}

/** What is written about refunds. */
export function refundLocalActivities({ store }: ActivityDeps) {
  return {
    reserveRefund: (reservation: {
      orderNo: string;
      refundNo: string;
      refundRequestId?: string;
    }): Promise<Outcome<RefundToMake>> =>
      once(store, `${reservation.refundNo}:reserved`, (trx) => createRefunds(trx).reserveLines(reservation)),

    /** Of the refund that the run was started with; where no row is, or it says otherwise, nothing moves and a human is called. */
    moveRefund: ({ refund, event, ...more }: Move): Promise<RefundState | 'not_asked_for'> =>
      inTransaction(store, async (trx) => {
        const refunds = createRefunds(trx);
        const fault = await createRefundStarts(trx).otherThan(refund);
        if (!fault) return (await refunds.move(refund.refundNo, event, more)).state;
        await createRefusedMessages(trx).note({ subject: refund.refundNo, kind: 'start_refund', fault });
        return 'not_asked_for';
      }),

    takeUpRefund: ({
      refundNo,
      ...asked
    }: Message & { refundNo: string }): Promise<Outcome<{ state: RefundState; byHand: boolean }>> =>
      followRequest(store, { ...asked, subject: refundNo, kinds: ['retry_refund', 'settle_refund'] }, (trx, request) =>
        createRefunds(trx).takeUp(refundNo, request),
      ),

    /** Everything that says the money went back, in one transaction; and the text that tells the unit. */
    completeRefund: ({
      refundNo,
      byHand,
    }: {
      refundNo: string;
      byHand: boolean;
    }): Promise<{ notificationIds: string[] }> =>
      once(store, `${refundNo}:refunded`, async (trx) => {
        const { orderNo, kind, amountFen } = await createRefunds(trx).complete(refundNo, byHand);
        if (!orderNo) return { notificationIds: [] };
        const notificationIds = await createNotifications(trx).enqueue({
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
