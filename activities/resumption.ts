import { orderWorkflowId, type BadgeOrderInput, type PlacedOrder, type ResumedOrder } from '../domain/badge-order.ts';
import type { Outcome } from '../domain/errors.ts';
import { outTradeNo } from '../domain/payment.ts';
import { inTransaction } from '../db/knex.ts';
import { createBadgeOrderResumption } from '../db/order/badge-order-resumption.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { createResumptions } from '../db/resumption.ts';
import { placeOnce } from './badge-order.ts';
import type { ActivityDeps } from './deps.ts';

/** What runs write that go on in place of others. */
export function resumptionLocalActivities({ store }: ActivityDeps) {
  return {
    /** The order as it stands, or placed again where its rows are lost; `order` is what its run goes on with, also where nothing is placed. */
    async resumeOrder(placing: BadgeOrderInput): Promise<{ placed: Outcome<PlacedOrder>; order: ResumedOrder }> {
      const { orderNo, resumptionId } = placing;
      const knew = await createResumptions(store).find(orderWorkflowId(orderNo), resumptionId);
      const nothing = { attempts: [], parcels: 0, parcelsLost: [], refunds: 0, openRefunds: [] };
      if (!knew) {
        await createRefusedMessages(store).note({ subject: orderNo, kind: 'start_order', fault: 'no_row' });
        return { placed: { refused: { code: 'not_found' } }, order: nothing };
      }
      const placed = (await createBadgeOrderResumption(store).placed(orderNo)) ?? (await placeOnce(store, placing));
      if ('refused' in placed)
        return {
          placed,
          order: {
            ...nothing,
            attempts: knew.attempts.map(({ attempt, channel, expiresAt }) => ({
              outTradeNo: outTradeNo(orderNo, attempt),
              channel,
              expiresAt,
              state: 'open',
            })),
          },
        };
      return {
        placed,
        order: await inTransaction(store, (trx) => createBadgeOrderResumption(trx).resume(orderNo, knew)),
      };
    },

    /** Everything that the run before knew is written down, or given back. */
    endResumption: ({ resumptionId }: { resumptionId: string }): Promise<void> =>
      createResumptions(store).end(resumptionId),
  };
}
