import { createProviders } from '../../activities/providers/index.ts';
import type { Config } from '../../config.ts';
import { checkBills, type Bill, type BillDifference } from '../../db/ops/bill-check.ts';
import type { Store } from '../../db/knex.ts';
import { chinaDay, dayAfter, daysFrom } from '../../domain/day.ts';
import { channels } from '../../domain/payment.ts';
import { merchantSettings } from '../parts.ts';

/** As far back as a night's reconciliation looks. */
const days = 14;

/** The bills of the last days, today's so far where a provider serves that; and what they say against our books. */
export function createBills(store: Store, config: Config) {
  const { gateways } = createProviders(
    config.production ? config : { ...config, ...merchantSettings(config) },
    () => undefined,
  );

  async function fetched(): Promise<Bill[]> {
    const bills: Bill[] = [];
    const today = chinaDay(new Date());
    for (const channel of channels) {
      const gateway = gateways[channel];
      if (!gateway) continue;
      for (const day of daysFrom(dayAfter(today, -days), today))
        bills.push({ channel, day, lines: await gateway.bill(day) });
    }
    return bills;
  }

  return {
    fetched,
    differences: async (): Promise<BillDifference[]> => checkBills(store, await fetched()),
  };
}

export type Bills = ReturnType<typeof createBills>;
