import { condition, upsertSearchAttributes } from '@temporalio/workflow';
import {
  orderTransitions,
  type BadgeOrderInput,
  type ClosedReason,
  type OpenOrderState,
  type OrderEvent,
  type OrderState,
  type PlacedOrder,
  type ResumedOrder,
} from '../domain/badge-order.ts';
import type { Outcome } from '../domain/errors.ts';
import type { OrderMoved } from '../activities/badge-order.ts';
import type { Capture } from '../domain/payment.ts';
import { isOpenState, type EventOf } from '../domain/state-machine.ts';
import { localActivities } from './activities.ts';
import { startDeadline } from './deadline.ts';
import { explain, isAbout } from './details.ts';
import { fulfilment, type FulfilmentFact } from './fulfilment.ts';
import { hearOrder, refuseFact, type OrderFact } from './badge-order-inbox.ts';
import { createInbox, refused } from './inbox.ts';
import { searchAttributes, type OrderStatus } from './messages.ts';
import { createPayments, type PaymentTerms } from './payment.ts';

export interface BadgeOrderResult {
  outcome: 'refused' | Extract<OrderState, 'closed' | 'settled'>;
}

/** One badge order (G6, G8): the one place that decides on its payment and its lines, one fact at a time. */
export async function badgeOrder(input: BadgeOrderInput): Promise<BadgeOrderResult> {
  const { orderNo } = input;
  isAbout('order', orderNo);
  const inbox = createInbox<OrderFact>();
  let placed: Outcome<OrderStatus> | undefined;
  let state: OrderState | undefined;

  hearOrder(inbox, { stateNow: () => state, placed: () => placed });

  const { resumptionId } = input;
  let isResuming = resumptionId !== undefined;
  /** Once all that the run before knew is written down, or given back. */
  async function endResumption(): Promise<void> {
    if (!isResuming || resumptionId === undefined) return;
    isResuming = false;
    await localActivities.endResumption({ resumptionId });
  }

  const { placed: placing, order: resumed }: { placed: Outcome<PlacedOrder>; order?: ResumedOrder } =
    resumptionId === undefined
      ? { placed: await localActivities.placeOrder(input) }
      : await localActivities.resumeOrder(input);
  if ('refused' in placing) {
    placed = placing;
    // Its people are gone, or somebody else's by now: what can be paid is ended, and what was paid goes back.
    if (resumed)
      await createPayments(orderNo, { payableFen: 0, expiresAt: '' }, resumed.attempts).closeRemainingAttempts();
    await endResumption();
    upsertSearchAttributes([
      { key: searchAttributes.state, value: 'refused' },
      { key: searchAttributes.paymentDeadline, value: null },
    ]);
    explain(`Refused (${placing.refused.code}): nothing was ordered.`);
    await inbox.drain(refuse);
    return { outcome: 'refused' };
  }
  const { autoRefundDays } = placing.done;
  const terms: PaymentTerms = { payableFen: placing.done.payableFen, expiresAt: placing.done.expiresAt ?? '' };
  state = placing.done.state;
  placed = { done: { orderNo, state } };

  const payments = createPayments(orderNo, terms, resumed?.attempts);
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
        resumed,
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
    explain(`Closing. Waits until nobody can scan the **payment code** any more: ${payableUntil.toISOString()}.`);
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

  function refuse(fact: OrderFact): void {
    refuseFact(fact, state ?? 'refused');
  }

  if (state === 'paid')
    upsertSearchAttributes([
      { key: searchAttributes.state, value: state },
      { key: searchAttributes.paymentDeadline, value: null },
    ]);
  // What was paid of an order that its rows call unpaid: the provider knows.
  if (resumed && state === 'paid') await payments.closeRemainingAttempts();
  else if (resumed) {
    upsertSearchAttributes([{ key: searchAttributes.paymentDeadline, value: new Date(terms.expiresAt) }]);
    captured = await payments.askAll();
  }
  while (isOpenState(orderTransitions, state)) {
    describe(state, terms.expiresAt);
    if (!captured) await endResumption();
    const event: OrderEvent = captured ? 'payment_confirmed' : await work[state]();
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

  await endResumption();
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
  explain(`${waits[state]}\n\nSince ${new Date().toISOString()}.`);
}
