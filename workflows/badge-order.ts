import { ApplicationFailure, condition, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { orderTransitions, type ClosedReason, type OpenOrderState, type OrderEvent, type OrderState } from '../domain/badge-order.ts';
import type { Outcome } from '../domain/errors.ts';
import type { Channel } from '../domain/payment.ts';
import { isOpenState, type EventOf } from '../domain/state-machine.ts';
import { records } from './activities.ts';
import { startDeadline } from './deadline.ts';
import { fulfilment, type FulfilmentFact } from './fulfilment.ts';
import { createInbox, refused } from './inbox.ts';
import {
  badgesBatched,
  cancelOrder,
  courierReported,
  handOver,
  openPayment,
  paymentNoticed,
  personsReviewed,
  placeOrder,
  searchAttributes,
  type BadgeOrderInput,
  type OpenedPayment,
  type OrderStanding,
} from './messages.ts';
import { createPayments, type Captured } from './payment.ts';

type Fact =
  | { kind: 'open_payment'; request: { channel: Channel }; answer: (outcome: Outcome<OpenedPayment>) => void }
  | { kind: 'cancel'; answer: (outcome: Outcome<OrderStanding>) => void }
  | { kind: 'noticed'; outTradeNo: string }
  | FulfilmentFact;

export interface BadgeOrderResult {
  outcome: 'refused' | Extract<OrderState, 'closed' | 'settled'>;
}

/** One badge order (G6, G8): the one place that decides on its payment and its lines, one fact at a time. */
export async function badgeOrder(input: BadgeOrderInput): Promise<BadgeOrderResult> {
  const { orderNo } = input;
  const inbox = createInbox<Fact>();
  let placed: Outcome<OrderStanding> | undefined;
  let state: OrderState | undefined;

  setHandler(placeOrder, async () => {
    await condition(() => placed !== undefined);
    return placed!;
  });
  setHandler(openPayment, (request) => inbox.ask<OpenedPayment>((answer) => ({ kind: 'open_payment', request, answer })), {
    validator: (_request: { channel: Channel }) => mustAwaitPayment('order_not_payable'),
  });
  setHandler(cancelOrder, () => inbox.ask<OrderStanding>((answer) => ({ kind: 'cancel', answer })), {
    validator: () => mustAwaitPayment('order_not_cancellable'),
  });
  setHandler(handOver, (request) => inbox.ask<{ handedOver: number }>((answer) => ({ kind: 'hand_over', handOver: request, answer })));
  setHandler(paymentNoticed, ({ outTradeNo }) => inbox.post({ kind: 'noticed', outTradeNo }));
  setHandler(personsReviewed, (verdicts) => inbox.post({ kind: 'reviewed', verdicts }));
  setHandler(badgesBatched, (batch) => inbox.post({ kind: 'batched', batch }));
  setHandler(courierReported, (news) => inbox.post({ kind: 'news', news }));

  function mustAwaitPayment(code: 'order_not_payable' | 'order_not_cancellable'): void {
    // Before the first activity ended nothing is decided yet; the request waits its turn.
    if (state === undefined || state === 'awaiting_payment') return;
    throw ApplicationFailure.create({ type: code, message: `the order is ${state}`, details: [{ state }], nonRetryable: true });
  }

  const placing = await records.placeOrder(input);
  if ('refused' in placing) {
    placed = placing;
    upsertSearchAttributes([{ key: searchAttributes.state, value: 'refused' }, { key: searchAttributes.paymentDeadline, value: null }]); // prettier-ignore
    setCurrentDetails(`Refused (${placing.refused.code}): nothing was ordered.`);
    await inbox.drain(refuse);
    return { outcome: 'refused' };
  }
  const { expiresAt, payableFen } = placing.done;
  state = placing.done.state;
  placed = { done: { orderNo, state } };

  const payments = createPayments({ orderNo, payableFen, expiresAt: expiresAt ?? '' });
  let captured: Captured | undefined;
  let closedReason: ClosedReason = 'expired';
  let cancelling: ((outcome: Outcome<OrderStanding>) => void) | undefined;

  /** STATE → the work done there, which ends in an event. */
  const work: { [S in OpenOrderState]: () => Promise<EventOf<typeof orderTransitions, S>> } = {
    awaiting_payment: awaitPayment,
    closing: closeTrades,
    paid: () => fulfilment({ orderNo, inbox: lineFacts, onNotice: (outTradeNo) => payments.watchOther(outTradeNo) }),
  };

  async function awaitPayment(): Promise<'payment_confirmed' | 'window_ended' | 'cancelled'> {
    const window = startDeadline(new Date(expiresAt!), 'Payment window');
    try {
      for (;;) {
        await condition(() => !inbox.isEmpty() || window.isOver());
        // A fact that came with the end of the window is still decided before it.
        const fact = inbox.take();
        if (!fact) return 'window_ended';
        switch (fact.kind) {
          case 'cancel':
            closedReason = 'cancelled';
            cancelling = fact.answer;
            return 'cancelled';
          case 'open_payment': {
            if (window.isOver()) {
              fact.answer(refused('payment_window_ended', { state: 'awaiting_payment' }));
              break;
            }
            const opening = await payments.open(fact.request.channel);
            if ('captured' in opening) {
              captured = opening.captured;
              fact.answer(refused('order_not_payable', { state: 'paid' }));
              return 'payment_confirmed';
            }
            fact.answer(opening);
            break;
          }
          case 'noticed':
            captured = await payments.ask(fact.outTradeNo);
            if (captured) return 'payment_confirmed';
            break;
          default:
            refuse(fact);
        }
      }
    } finally {
      window.cancel();
    }
  }

  /** The people stay held until no code can be paid any more; whoever pays meanwhile has paid. */
  async function closeTrades(): Promise<'payment_confirmed' | 'trade_closed'> {
    captured = await payments.end();
    const payableUntil = payments.payableUntil();
    if (captured || !payableUntil) return captured ? 'payment_confirmed' : 'trade_closed';
    const lastScan = startDeadline(payableUntil, 'Until no code can be scanned');
    setCurrentDetails(`Closing. Waits until nobody can scan the **payment code** any more: ${payableUntil.toISOString()}.`);
    while (!captured && !lastScan.isOver()) {
      await condition(() => !inbox.isEmpty() || lastScan.isOver());
      const fact = inbox.take();
      if (fact?.kind === 'noticed') captured = await payments.ask(fact.outTradeNo);
      else if (fact) refuse(fact);
    }
    lastScan.cancel();
    captured ??= await payments.end();
    return captured ? 'payment_confirmed' : 'trade_closed';
  }

  const lineFacts = { take: nextFact, isEmpty: inbox.isEmpty, post: inbox.post };

  /** The next fact about lines; what concerns payment alone is refused here, because payment is over. */
  function nextFact(): FulfilmentFact | { kind: 'noticed'; outTradeNo: string } | undefined {
    for (let fact = inbox.take(); fact; fact = inbox.take()) {
      if (fact.kind !== 'open_payment' && fact.kind !== 'cancel') return fact;
      refuse(fact);
    }
    return undefined;
  }

  function refuse(fact: Fact): void {
    if (fact.kind === 'open_payment') fact.answer(refused('order_not_payable', { state: state ?? 'refused' }));
    if (fact.kind === 'cancel') fact.answer(refused('order_not_cancellable', { state: state ?? 'refused' }));
    if (fact.kind === 'hand_over') fact.answer(refused('not_ready_for_pickup', { state: state ?? 'refused' }));
  }

  if (state === 'paid') upsertSearchAttributes([{ key: searchAttributes.state, value: state }, { key: searchAttributes.paymentDeadline, value: null }]); // prettier-ignore
  while (isOpenState(orderTransitions, state)) {
    describe(state, expiresAt);
    const event: OrderEvent = await work[state]();
    state = await records.moveOrder({ orderNo, from: state, event, closedReason, ...(captured ? { captured } : {}) });
    if (state === 'closing') {
      // The unit has its answer: no more payment; the people are free once the provider confirms.
      cancelling?.({ done: { orderNo, state } });
      cancelling = undefined;
      continue;
    }
    upsertSearchAttributes([
      { key: searchAttributes.state, value: state },
      ...(state === 'settled' ? [] : [{ key: searchAttributes.paymentDeadline, value: null }]),
    ]);
    if (state !== 'settled') await payments.leave();
  }

  describe(state, expiresAt);
  await inbox.drain((fact) => (fact.kind === 'noticed' ? payments.watchOther(fact.outTradeNo) : refuse(fact)));
  return { outcome: state };
}

function describe(state: OrderState, expiresAt: string | null): void {
  const waits: Record<OrderState, string> = {
    awaiting_payment: `Waits for the **unit** to pay until ${expiresAt}.`,
    closing: 'Waits for the **payment provider** to confirm that the trade is closed.',
    paid: 'Paid. Waits for the **bureau** to review the people.',
    closed: 'Closed unpaid: its people can be ordered again.',
    settled: 'Settled: nothing is left to do for any of its people.',
  };
  setCurrentDetails(`${waits[state]}\n\nSince ${new Date().toISOString()}.`);
}
