import { condition, executeChild, log, ParentClosePolicy, upsertSearchAttributes } from '@temporalio/workflow';
import { attentionReasons } from '../domain/attention.ts';
import type { ResumedOrder } from '../domain/badge-order.ts';
import type { LinesStatus, LineState } from '../domain/badge.ts';
import { refundNoOf, type RefundToMake } from '../domain/refund.ts';
import { courier, localActivities, sms } from './activities.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { explain } from './details.ts';
import type { Inbox, ToldAsked } from './inbox.ts';
import type { Outcome } from '../domain/errors.ts';
import { refundWorkflowId, searchAttributes, type Asked, type ParcelNews, type RefundStatus } from './messages.ts';
import { refund } from './refund.ts';

export type FulfilmentFact =
  | { kind: 'reviewed'; asked: Asked }
  | { kind: 'batched'; asked: Asked }
  | { kind: 'shipped'; standing: LinesStatus }
  | { kind: 'news'; news: ParcelNews }
  | { kind: 'refund'; refundRequestId: string; answer: (outcome: Outcome<RefundStatus>) => void }
  | { kind: 'refunded' }
  | { kind: 'hand_over'; asked: ToldAsked; answer: (outcome: Outcome<{ handedOver: number }>) => void };

export interface Fulfilment {
  orderNo: string;
  /** How long the unit may take to apply for a refund before it is made without it. */
  autoRefundDays: number;
  /** Where it goes on in place of another run. */
  resumed: ResumedOrder | undefined;
  inbox: Pick<Inbox<FulfilmentFact | { kind: 'noticed'; outTradeNo: string }>, 'take' | 'isEmpty' | 'post'>;
  onNotice: (outTradeNo: string) => Promise<void>;
}

/** Review takes 7 to 15 days, production and courier as long again: past this somebody should look. */
const patienceMs = 45 * 86_400_000;

const waits: [state: LineState, text: string][] = [
  ['under_review', 'the **bureau** to review people'],
  ['approved', 'the **bureau** to make badges'],
  ['badge_made', 'the **courier** to take the parcel'],
  ['dispatched', 'the **courier** to deliver'],
  ['ready_for_pickup', 'the **delegation** to hand out'],
  ['review_failed', 'the **unit** to apply for a refund'],
  ['refunding', 'the **provider** to refund'],
];

/** From paid to settled: review, badge, distribution (G5.1), each fact about lines as it comes. */
export async function fulfilment({
  orderNo,
  autoRefundDays,
  resumed,
  inbox,
  onNotice,
}: Fulfilment): Promise<'all_lines_ended'> {
  let shipments = resumed?.parcels ?? 0;
  const patience = startDeadline(
    new Date(Date.now() + patienceMs),
    'Patience with review, production and distribution',
  );
  let attention = false;
  let refunds = resumed?.refunds ?? 0;
  let unitsTime: Deadline | undefined;
  /** What goes on beside the facts; the run ends after it. */
  const beside: Promise<void>[] = [];

  /** Lines and their money taken for a refund, which is a run of its own: its end comes back as a fact. */
  async function startRefund(refundRequestId?: string): Promise<Outcome<RefundStatus>> {
    const refundNo = refundNoOf(orderNo, ++refunds);
    const reserved = await localActivities.reserveRefund({
      orderNo,
      refundNo,
      ...(refundRequestId ? { refundRequestId } : {}),
    });
    if ('refused' in reserved) return reserved;
    makeRefund(reserved.done);
    return { done: { refundNo, state: 'requested' } };
  }

  function makeRefund(toMake: RefundToMake): void {
    const { refundNo, amountFen } = toMake;
    const made = executeChild(refund, {
      workflowId: refundWorkflowId(refundNo),
      args: [toMake],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `Refund ${refundNo}, ${amountFen} fen`,
    });
    beside.push(
      made
        .then(() => inbox.post({ kind: 'refunded' }))
        .catch((error: unknown) => log.error('A refund run was ended by force', { refundNo, error })),
    );
  }

  function tellUnit(notificationIds: readonly string[]): void {
    for (const notificationId of notificationIds)
      beside.push(
        sms
          .sendNotification({ notificationId })
          .catch((error: unknown) => log.warn('The unit could not be told', { error })),
      );
  }

  /** A courier that does not answer must not keep the delegation from handing out the rest: its answer comes back as a fact. */
  function ship(attempt: number): void {
    courier
      .createShipment({ orderNo, attempt })
      .then((standing) => inbox.post({ kind: 'shipped', standing }))
      .catch((error: unknown) => log.error('A parcel could not be sent', { error }));
  }

  function startUnitsTime({ refundDue }: LinesStatus): void {
    if (refundDue > 0)
      unitsTime ??= startDeadline(
        new Date(Date.now() + autoRefundDays * 86_400_000),
        'Until the system refunds by itself',
      );
  }

  /** In place of another run: what that had under way. */
  async function takeUp({ parcelsLost, openRefunds }: ResumedOrder): Promise<LinesStatus> {
    for (const toMake of openRefunds) makeRefund(toMake);
    for (const attempt of parcelsLost) ship(attempt);
    const standing = await localActivities.linesStatus({ orderNo });
    startUnitsTime(standing);
    return standing;
  }

  async function apply(fact: NonNullable<ReturnType<Fulfilment['inbox']['take']>>): Promise<LinesStatus | undefined> {
    switch (fact.kind) {
      case 'reviewed': {
        const { standing, notificationIds } = await localActivities.applyPersonReviews({ orderNo, ...fact.asked });
        tellUnit(notificationIds);
        if (standing) startUnitsTime(standing);
        return standing;
      }
      case 'refund':
        fact.answer(await startRefund(fact.refundRequestId));
        return undefined;
      case 'refunded':
        // The refund's run wrote beside this one: what it saw of the lines may lack what was written here at the same moment.
        return localActivities.linesStatus({ orderNo });
      case 'batched': {
        const made = await localActivities.makeBadges({ orderNo, ...fact.asked });
        if ('refused' in made) return undefined;
        if (made.done.parcel) ship(++shipments);
        return made.done.standing;
      }
      case 'shipped':
        return fact.standing;
      case 'news':
        return localActivities.applyCourierNews({ orderNo, ...fact.news });
      case 'hand_over': {
        const outcome = await localActivities.handOver({ orderNo, ...fact.asked });
        if ('refused' in outcome) {
          fact.answer(outcome);
          return undefined;
        }
        const { handedOver, standing } = outcome.done;
        fact.answer(handedOver > 0 ? { done: { handedOver } } : { refused: { code: 'not_ready_for_pickup' } });
        return standing;
      }
      case 'noticed':
        await onNotice(fact.outTradeNo);
        return undefined;
      default:
        return fact satisfies never;
    }
  }

  for (let isOver = resumed !== undefined && (await takeUp(resumed)).allEnded; !isOver;) {
    await condition(() => !inbox.isEmpty() || unitsTime?.isOver() || (patience.isOver() && !attention));
    const fact = inbox.take();
    if (!fact) {
      if (unitsTime?.isOver()) {
        unitsTime = undefined;
        // Refused where the unit has applied for all of them meanwhile.
        await startRefund();
        continue;
      }
      if (!patience.isOver() || attention) continue;
      attention = true;
      upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
      await localActivities.raiseAttention({ orderNo, reason: attentionReasons.order_lingers });
      continue;
    }
    const standing = await apply(fact);
    isOver = standing?.allEnded ?? false;
    if (standing && !isOver) {
      const left = waits
        .filter(([state]) => standing.counts[state])
        .map(([state, text]) => `- ${standing.counts[state]}: ${text}`);
      explain(`Paid. Waits for\n${left.join('\n')}\n\nSince ${new Date().toISOString()}.`);
    }
  }
  await Promise.all(beside);
  // The timer is left to end with the run: cancelling it would cost an event.
  return 'all_lines_ended';
}
