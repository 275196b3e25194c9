import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { OrderState } from '../domain/badge-order.ts';
import type { Outcome } from '../domain/errors.ts';
import { channels, type Channel } from '../domain/payment.ts';
import { endOverdueDeadlines } from './deadline.ts';
import type { FulfilmentFact } from './fulfilment.ts';
import { heard, refused, told, type Inbox, type ToldAsked } from './inbox.ts';
import {
  badgesBatched,
  cancelOrder,
  checkDeadlines,
  courierReported,
  extendWindow,
  handOver,
  openPayment,
  paymentNoticed,
  personsReviewed,
  placeOrder,
  reduceOrder,
  requestRefund,
  type Asked,
  type OpenedPayment,
  type OrderStatus,
  type RefundStatus,
} from './messages.ts';

/** What an order's run is told, and decides on one by one. */
export type OrderFact =
  | { kind: 'open_payment'; request: { channel: Channel }; answer: (outcome: Outcome<OpenedPayment>) => void }
  | { kind: 'cancel'; answer: (outcome: Outcome<OrderStatus>) => void }
  | { kind: 'extend'; asked: ToldAsked; answer: (outcome: Outcome<{ expiresAt: string }>) => void }
  | { kind: 'reduce'; asked: ToldAsked; answer: (outcome: Outcome<{ payableFen: number }>) => void }
  | { kind: 'noticed'; outTradeNo: string }
  | FulfilmentFact;

/** Sets the handlers of an order's run: they append facts, its loop decides. */
export function hearOrder(
  inbox: Inbox<OrderFact>,
  { stateNow, placed }: { stateNow: () => OrderState | undefined; placed: () => Outcome<OrderStatus> | undefined },
): void {
  setHandler(placeOrder, async () => {
    await condition(() => placed() !== undefined);
    return placed()!;
  });
  setHandler(
    openPayment,
    (request) => inbox.askAtOnce<OpenedPayment>((answer) => ({ kind: 'open_payment', request, answer })),
    {
      validator: ({ channel }: { channel: Channel }) => {
        // A channel that is none would fail the task again and again.
        if (!channels.includes(channel))
          throw ApplicationFailure.create({
            type: 'channel_not_available',
            message: 'There is no such channel',
            nonRetryable: true,
          });
        mustAwaitPayment('order_not_payable');
      },
    },
  );
  setHandler(cancelOrder, () => inbox.ask<OrderStatus>((answer) => ({ kind: 'cancel', answer })), {
    validator: () => mustAwaitPayment('order_not_cancellable'),
  });
  setHandler(
    extendWindow,
    told((asked) => inbox.ask<{ expiresAt: string }>((answer) => ({ kind: 'extend', asked, answer }))),
    {
      validator: (_asked: Asked) => mustAwaitPayment('order_not_extendable'),
    },
  );
  setHandler(
    reduceOrder,
    told((asked) => inbox.ask<{ payableFen: number }>((answer) => ({ kind: 'reduce', asked, answer }))),
    {
      validator: (_asked: Asked) => mustAwaitPayment('order_not_reducible'),
    },
  );
  setHandler(
    requestRefund,
    (request) => inbox.ask<RefundStatus>((answer) => ({ kind: 'refund', ...request, answer })),
    {
      validator: (_request: { refundRequestId: string }) => {
        const state = stateNow();
        if (state === undefined || state === 'paid') return;
        throw ApplicationFailure.create({
          type: 'line_not_refundable',
          message: `the order is ${state}`,
          details: [{ state }],
          nonRetryable: true,
        });
      },
    },
  );
  setHandler(
    handOver,
    told((asked) => inbox.ask<{ handedOver: number }>((answer) => ({ kind: 'hand_over', asked, answer }))),
  );
  setHandler(checkDeadlines, endOverdueDeadlines);
  setHandler(
    paymentNoticed,
    heard(({ outTradeNo }) => inbox.post({ kind: 'noticed', outTradeNo })),
  );
  setHandler(
    personsReviewed,
    heard((asked) => inbox.post({ kind: 'reviewed', asked })),
  );
  setHandler(
    badgesBatched,
    heard((asked) => inbox.post({ kind: 'batched', asked })),
  );
  setHandler(
    courierReported,
    heard((news) => inbox.post({ kind: 'news', news })),
  );

  function mustAwaitPayment(
    code: 'order_not_payable' | 'order_not_cancellable' | 'order_not_extendable' | 'order_not_reducible',
  ): void {
    const state = stateNow();
    // Before the first activity ended nothing is decided yet; the request waits its turn.
    if (state === undefined || state === 'awaiting_payment') return;
    throw ApplicationFailure.create({
      type: code,
      message: `the order is ${state}`,
      details: [{ state }],
      nonRetryable: true,
    });
  }
}

/** Answers whoever asks for what is over, or not yet there. */
export function refuseFact(fact: OrderFact, state: OrderState | 'refused'): void {
  if (fact.kind === 'open_payment') fact.answer(refused('order_not_payable', { state }));
  if (fact.kind === 'cancel') fact.answer(refused('order_not_cancellable', { state }));
  if (fact.kind === 'extend') fact.answer(refused('order_not_extendable', { state }));
  if (fact.kind === 'reduce') fact.answer(refused('order_not_reducible', { state }));
  if (fact.kind === 'refund') fact.answer(refused('line_not_refundable', { state }));
  if (fact.kind === 'hand_over') fact.answer(refused('not_ready_for_pickup', { state }));
}
