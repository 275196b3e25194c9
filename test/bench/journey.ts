import type { LineState } from '../../domain/badge.ts';
import type { OrderState } from '../../domain/badge-order.ts';
import { shipmentOrderId } from '../../domain/shipment.ts';
import type { Store } from '../../db/knex.ts';
import type { createProgressFeed } from '../../db/progress-feed.ts';
import type { Buyer } from '../support/order-fixture.ts';
import { call } from './http.ts';

interface Parts {
  apiUrl: string;
  sandboxUrl: string;
  store: Store;
  feed: ReturnType<typeof createProgressFeed>;
  bureauToken: string;
}

/** One order that went all the way, with the two waits a person sits through. */
export interface Waits {
  orderNo: string;
  token: string;
  placingMs: number;
  /** From the payer's tap to the order being paid. */
  paymentMs: number;
}

const patienceMs = 30_000;

/** An order's whole way, by those who walk it: unit, payer, bureau, courier. */
export function createJourney({ apiUrl, sandboxUrl, store, feed, bureauToken }: Parts) {
  /** Woken by the registration's events, so that waiting costs the machine next to nothing. */
  async function until(registrationId: string, what: string, isSo: () => Promise<boolean>): Promise<void> {
    let [checkDeadlines, late] = [() => {}, false];
    const unfollow = feed.follow(registrationId, () => checkDeadlines());
    const timer = setTimeout(() => {
      late = true;
      checkDeadlines();
    }, patienceMs);
    try {
      for (;;) {
        const woken = new Promise<void>((resolve) => (checkDeadlines = resolve));
        if (await isSo()) return;
        if (late) throw new Error(`Not ${what} within ${patienceMs / 1000} s`);
        await woken;
      }
    } finally {
      clearTimeout(timer);
      unfollow();
    }
  }

  const orderIs = (registrationId: string, orderNo: string, state: OrderState) =>
    until(
      registrationId,
      `order ${orderNo} ${state}`,
      async () => (await store.knex('badge_orders').where({ orderNo, state }).first('orderNo')) !== undefined,
    );
  const linesAre = (registrationId: string, orderNo: string, state: LineState) =>
    until(
      registrationId,
      `lines of ${orderNo} ${state}`,
      async () =>
        (await store.knex('order_lines').where({ orderNo }).whereNot({ state }).first('orderNo')) === undefined,
    );

  const place = ({ token, attendeeIds }: Buyer) =>
    call<{ orderNo: string }>('POST', `${apiUrl}/orders`, { token, body: { attendeeIds, pickup: 'courier' } });

  return {
    place,

    /** One order of all the unit's people, from placing to settled. */
    async walk(buyer: Buyer): Promise<Waits> {
      const { token, registrationId, attendeeIds } = buyer;
      const start = performance.now();
      const { orderNo } = await place(buyer);
      const placed = performance.now();
      const { codeUrl } = await call<{ codeUrl: string }>('POST', `${apiUrl}/orders/${orderNo}/payments`, {
        token,
        body: { channel: 'alipay' },
      });
      const tapped = performance.now();
      await call('POST', `${sandboxUrl}/__sandbox/pay`, { body: { codeUrl } });
      await orderIs(registrationId, orderNo, 'paid');
      const paid = performance.now();

      const items = attendeeIds.map((attendeeId) => ({ attendeeId, result: 'approve' }));
      await call('POST', `${apiUrl}/bureau/person-reviews`, { token: bureauToken, body: { items } });
      await linesAre(registrationId, orderNo, 'approved');
      await call('POST', `${apiUrl}/bureau/production/batches`, { token: bureauToken, body: { attendeeIds } });
      await linesAre(registrationId, orderNo, 'dispatched');
      await call('POST', `${sandboxUrl}/__sandbox/courier`, {
        body: { orderId: shipmentOrderId(orderNo, 1), state: 'delivered' },
      });
      await orderIs(registrationId, orderNo, 'settled');
      return { orderNo, token, placingMs: placed - start, paymentMs: paid - tapped };
    },
  };
}
