import {
  ApplicationFailure,
  condition,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import {
  orderTransitions,
  type BadgeOrderInput,
  type ClosedReason,
  type OpenOrderState,
  type OrderEvent,
  type OrderState,
} from '../domain/badge-order.ts';
import type { Outcome } from '../domain/errors.ts';
import type { OrderMoved } from '../activities/badge-order.ts';
import { channels, type Capture, type Channel } from '../domain/payment.ts';
import { isOpenState, type EventOf } from '../domain/state-machine.ts';
import { localActivities } from './activities.ts';
import { endOverdueDeadlines, startDeadline } from './deadline.ts';
import { fulfilment, type FulfilmentFact } from './fulfilment.ts';
import { createInbox, heard, refused, told, type ToldAsked } from './inbox.ts';
import {
  badgesBatched,
  cancelOrder,
  courierReported,
  extendWindow,
  handOver,
  openPayment,
  paymentNoticed,
  personsReviewed,
  placeOrder,
  reduceOrder,
  requestRefund,
  searchAttributes,
  checkDeadlines,
  type Asked,
  type OpenedPayment,
  type OrderStatus,
  type RefundStatus,
} from './messages.ts';
import { createPayments, type PaymentTerms } from './payment.ts';

type Fact =
  | { kind: 'open_payment'; request: { channel: Channel }; answer: (outcome: Outcome<OpenedPayment>) => void }
  | { kind: 'cancel'; answer: (outcome: Outcome<OrderStatus>) => void }
  | { kind: 'extend'; asked: ToldAsked; answer: (outcome: Outcome<{ expiresAt: string }>) => void }
  | { kind: 'reduce'; asked: ToldAsked; answer: (outcome: Outcome<{ payableFen: number }>) => void }
  | { kind: 'noticed'; outTradeNo: string }
  | FulfilmentFact;

export interface BadgeOrderResult {
  outcome: 'refused' | Extract<OrderState, 'closed' | 'settled'>;
}

/** One badge order (G6, G8): the one place that decides on its payment and its lines, one fact at a time. */
export async function badgeOrder(input: BadgeOrderInput): Promise<BadgeOrderResult> {
  const { orderNo } = input;
  const inbox = createInbox<Fact>();
  let placed: Outcome<OrderStatus> | undefined;
  let state: OrderState | undefined;

  setHandler(placeOrder, async () => {
    await condition(() => placed !== undefined);
    return placed!;
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
    // Before the first activity ended nothing is decided yet; the request waits its turn.
    if (state === undefined || state === 'awaiting_payment') return;
    throw ApplicationFailure.create({
      type: code,
      message: `the order is ${state}`,
      details: [{ state }],
      nonRetryable: true,
    });
  }

  const placing = await localActivities.placeOrder(input);
  if ('refused' in placing) {
    placed = placing;
    upsertSearchAttributes([
      { key: searchAttributes.state, value: 'refused' },
      { key: searchAttributes.paymentDeadline, value: null },
    ]);
    setCurrentDetails(`Refused (${placing.refused.code}): nothing was ordered.`);
    await inbox.drain(refuse);
    return { outcome: 'refused' };
  }
  const { autoRefundDays } = placing.done;
  const terms: PaymentTerms = { payableFen: placing.done.payableFen, expiresAt: placing.done.expiresAt ?? '' };
  state = placing.done.state;
  placed = { done: { orderNo, state } };

  const payments = createPayments(orderNo, terms);
  let captured: Capture | undefined;
  let closedReason: ClosedReason = 'expired';
  let cancelling: ((outcome: Outcome<OrderStatus>) => void) | undefined;

  /** STATE → the work done there, which ends in an event. */
  const work: { [S in OpenOrderState]: () => Promise<EventOf<typeof orderTransitions, S>> } = {
    awaiting_payment: awaitPayment,
    closing: closeTrades,
    paid: () =>
      fulfilment({
        orderNo,
        autoRefundDays,
        inbox: lineFacts,
        onNotice: (outTradeNo) => payments.refundStrayCapture(outTradeNo),
      }),
  };

  async function awaitPayment(): Promise<'payment_confirmed' | 'waived' | 'window_ended' | 'cancelled'> {
    let window = startDeadline(new Date(terms.expiresAt), 'Payment window');
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
          case 'extend': {
            const extended = await localActivities.extendWindow({ orderNo, ...fact.asked });
            if ('done' in extended) {
              terms.expiresAt = extended.done.expiresAt;
              window.cancel();
              window = startDeadline(new Date(terms.expiresAt), 'Payment window, extended');
              upsertSearchAttributes([{ key: searchAttributes.paymentDeadline, value: new Date(terms.expiresAt) }]);
              describe('awaiting_payment', terms.expiresAt);
            }
            fact.answer(extended);
            break;
          }
          case 'reduce': {
            // Before anything is closed for it.
            const asked = { orderNo, ...fact.asked };
            const looked = await localActivities.lookAtReduction(asked);
            if ('refused' in looked) {
              fact.answer(looked);
              break;
            }
            // Codes that were handed out ask for the old amount: what can be closed is closed, and may turn out to be paid.
            captured = await payments.closeAllAttempts();
            if (captured) {
              fact.answer(refused('order_not_reducible', { state: 'paid' }));
              return 'payment_confirmed';
            }
            const reduced = await localActivities.reduceOrder(asked);
            if ('done' in reduced) terms.payableFen = reduced.done.payableFen;
            fact.answer(reduced);
            if (terms.payableFen === 0) return 'waived';
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
    captured = await payments.closeAllAttempts();
    const payableUntil = payments.payableUntil();
    if (captured || !payableUntil) return captured ? 'payment_confirmed' : 'trade_closed';
    const lastScan = startDeadline(payableUntil, 'Until no code can be scanned');
    setCurrentDetails(
      `Closing. Waits until nobody can scan the **payment code** any more: ${payableUntil.toISOString()}.`,
    );
    while (!captured && !lastScan.isOver()) {
      await condition(() => !inbox.isEmpty() || lastScan.isOver());
      const fact = inbox.take();
      if (fact?.kind === 'noticed') captured = await payments.ask(fact.outTradeNo);
      else if (fact) refuse(fact);
    }
    lastScan.cancel();
    captured ??= await payments.closeAllAttempts();
    return captured ? 'payment_confirmed' : 'trade_closed';
  }

  const lineFacts = { take: nextFact, isEmpty: inbox.isEmpty, post: inbox.post };

  /** The next fact about lines; what concerns payment alone is refused here, because payment is over. */
  function nextFact(): FulfilmentFact | { kind: 'noticed'; outTradeNo: string } | undefined {
    for (let fact = inbox.take(); fact; fact = inbox.take()) {
      if (fact.kind === 'open_payment' || fact.kind === 'cancel' || fact.kind === 'extend' || fact.kind === 'reduce')
        refuse(fact);
      else return fact;
    }
    return undefined;
  }

  function refuse(fact: Fact): void {
    if (fact.kind === 'open_payment') fact.answer(refused('order_not_payable', { state: state ?? 'refused' }));
    if (fact.kind === 'cancel') fact.answer(refused('order_not_cancellable', { state: state ?? 'refused' }));
    if (fact.kind === 'extend') fact.answer(refused('order_not_extendable', { state: state ?? 'refused' }));
    if (fact.kind === 'reduce') fact.answer(refused('order_not_reducible', { state: state ?? 'refused' }));
    if (fact.kind === 'refund') fact.answer(refused('line_not_refundable', { state: state ?? 'refused' }));
    if (fact.kind === 'hand_over') fact.answer(refused('not_ready_for_pickup', { state: state ?? 'refused' }));
  }

  if (state === 'paid')
    upsertSearchAttributes([
      { key: searchAttributes.state, value: state },
      { key: searchAttributes.paymentDeadline, value: null },
    ]);
  while (isOpenState(orderTransitions, state)) {
    describe(state, terms.expiresAt);
    const event: OrderEvent = await work[state]();
    const confirmed = event === 'payment_confirmed' ? captured : undefined;
    const moved: OrderMoved = await localActivities.moveOrder({
      orderNo,
      from: state,
      event,
      closedReason,
      ...(confirmed ? { captured: confirmed } : {}),
    });
    state = moved.state;
    // The unit has its answer: no more payment; the people are free once the provider confirms.
    cancelling?.(state === 'paid' ? refused('order_not_cancellable', { state }) : { done: { orderNo, state } });
    cancelling = undefined;
    // An earlier run of this, whose answer was lost, decided otherwise: what was seen paid since goes back.
    if (confirmed && moved.isUnwanted) await payments.returnCapture(confirmed.outTradeNo);
    captured = undefined;
    if (state === 'awaiting_payment' || state === 'closing') continue;
    upsertSearchAttributes([
      { key: searchAttributes.state, value: state },
      ...(state === 'settled' ? [] : [{ key: searchAttributes.paymentDeadline, value: null }]),
    ]);
    if (state !== 'settled') await payments.closeRemainingAttempts();
  }

  describe(state, terms.expiresAt);
  await inbox.drain((fact) => (fact.kind === 'noticed' ? payments.refundStrayCapture(fact.outTradeNo) : refuse(fact)));
  return { outcome: state };
}

function describe(state: OrderState, expiresAt: string): void {
  const waits: Record<OrderState, string> = {
    awaiting_payment: `Waits for the **unit** to pay until ${expiresAt}.`,
    closing: 'Waits for the **payment provider** to confirm that the trade is closed.',
    paid: 'Paid. Waits for the **bureau** to review the people.',
    closed: 'Closed unpaid: its people can be ordered again.',
    settled: 'Settled: nothing is left to do for any of its people.',
  };
  setCurrentDetails(`${waits[state]}\n\nSince ${new Date().toISOString()}.`);
}
