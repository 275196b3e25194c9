import { ApplicationFailure } from '@temporalio/common';
import { attentionReasons } from '../domain/attention.ts';
import type { LinesStatus } from '../domain/badge.ts';
import { shipmentOrderId } from '../domain/shipment.ts';
import { createBadgeOrders } from '../db/order/badge-order.ts';
import { once } from '../db/effect.ts';
import { inTransaction } from '../db/knex.ts';
import { createOrderLines } from '../db/order/badge-order-line.ts';
import { createShipments } from '../db/order/shipment.ts';
import type { ActivityDeps } from './deps.ts';

const refusedParcel = attentionReasons.parcel_refused;

/** What is done at the courier. */
export function courierActivities({ store, courier }: ActivityDeps) {
  return {
    /** One parcel of the order's made badges; the parcel's own number makes a repeat the same parcel. */
    async createShipment({ orderNo, attempt }: { orderNo: string; attempt: number }): Promise<LinesStatus> {
      const shipmentNo = shipmentOrderId(orderNo, attempt);
      const parcel = await inTransaction(store, (trx) => createShipments(trx).begin({ shipmentNo, orderNo, attempt }));
      if (!parcel) return createOrderLines(store).standing(orderNo);
      const answer = await courier.create(parcel);
      if (answer.status === 'refused') {
        await inTransaction(store, (trx) =>
          createBadgeOrders(trx).raiseAttention(orderNo, `${refusedParcel}: ${answer.reason}`),
        );
        throw ApplicationFailure.create({
          type: 'ParcelRefused',
          message: answer.reason,
          nextRetryDelay: '15 minutes',
        });
      }
      return once(store, `${shipmentNo}:shipped`, async (trx) => {
        const shipments = createShipments(trx);
        await shipments.created(shipmentNo, answer.waybill);
        await createBadgeOrders(trx).clearAttention(orderNo, refusedParcel);
        const registrationId = await createBadgeOrders(trx).registrationOf(orderNo);
        const attendeeIds = await shipments.attendeeIds(shipmentNo);
        await createOrderLines(trx).move({
          orderNo,
          registrationId,
          event: 'shipped',
          actor: 'provider',
          attendeeIds,
          detail: { shipmentNo },
        });
        return createOrderLines(trx).standing(orderNo);
      });
    },
  };
}
