import { channels, type Channel } from '../domain/payment.ts';
import type { Repairs } from '../domain/reconciliation.ts';
import { inTransaction } from '../db/knex.ts';
import { createReconciliations } from '../db/ops/reconciliation.ts';
import type { ActivityDeps } from './deps.ts';

/** Takes a provider's bill of a day. */
export function billActivities({ store, gateways }: ActivityDeps) {
  return {
    /** False while the provider has none. */
    async fetchBill({ channel, day }: { channel: Channel; day: string }): Promise<boolean> {
      const lines = await gateways[channel]!.bill(day);
      if (!lines) return false;
      await inTransaction(store, (trx) => createReconciliations(trx).keepBill(channel, day, lines));
      return true;
    },
  };
}

export function reconciliationLocalActivities({ store, gateways }: ActivityDeps) {
  return {
    /** The channels there are, each with the days whose bill is due. */
    async billsDue({ days }: { days: number }): Promise<{ channel: Channel; day: string }[]> {
      const due: { channel: Channel; day: string }[] = [];
      for (const channel of channels.filter((each) => gateways[each]))
        for (const day of await createReconciliations(store).daysDue(channel, days)) due.push({ channel, day });
      return due;
    },
    channelsThere: (): Promise<Channel[]> => Promise.resolve(channels.filter((each) => gateways[each])),

    /** Compares bills that are here; what a run is to repair. */
    matchBills: ({ bills }: { bills: { channel: Channel; day: string }[] }): Promise<Repairs> =>
      inTransaction(store, async (trx) => {
        const reconciliations = createReconciliations(trx);
        for (const { channel, day } of bills) await reconciliations.match(channel, day);
        await reconciliations.matchInvoices();
        return reconciliations.repairs();
      }),
  };
}
