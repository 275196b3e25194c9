import { condition, log, setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { LineState } from '../domain/badge.ts';
import { parcels, records } from './activities.ts';
import { startDeadline } from './deadline.ts';
import type { Inbox } from './inbox.ts';
import type { Outcome } from '../domain/errors.ts';
import { searchAttributes, type BadgeBatch, type HandOver, type ParcelNews, type PersonVerdicts } from './messages.ts';

export type FulfilmentFact =
  | { kind: 'reviewed'; verdicts: PersonVerdicts }
  | { kind: 'batched'; batch: BadgeBatch }
  | { kind: 'shipped'; standing: LinesStanding }
  | { kind: 'news'; news: ParcelNews }
  | { kind: 'hand_over'; handOver: HandOver; answer: (outcome: Outcome<{ handedOver: number }>) => void };

/** How the lines of an order stand: counts, whatever the number of people. */
export interface LinesStanding {
  counts: Partial<Record<LineState, number>>;
  allEnded: boolean;
}

export interface Fulfilment {
  orderNo: string;
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
];

/** From paid to settled: review, badge, distribution (G5.1), each fact about lines as it comes. */
export async function fulfilment({ orderNo, inbox, onNotice }: Fulfilment): Promise<'all_lines_ended'> {
  let shipments = 0;
  const patience = startDeadline(new Date(Date.now() + patienceMs), 'Patience with review, production and distribution');
  let attention = false;

  /** A courier that does not answer must not keep the delegation from handing out the rest: its answer comes back as a fact. */
  function ship(batchId: string): void {
    parcels
      .createShipment({ orderNo, attempt: ++shipments, batchId })
      .then((standing) => inbox.post({ kind: 'shipped', standing }))
      .catch((error: unknown) => log.error('A parcel could not be sent', { error }));
  }

  async function apply(fact: NonNullable<ReturnType<Fulfilment['inbox']['take']>>): Promise<LinesStanding | undefined> {
    switch (fact.kind) {
      case 'reviewed':
        return records.applyPersonReviews({ orderNo, ...fact.verdicts });
      case 'batched': {
        const { standing, parcel } = await records.makeBadges({ orderNo, ...fact.batch });
        if (parcel) ship(fact.batch.batchId);
        return standing;
      }
      case 'shipped':
        return fact.standing;
      case 'news':
        return records.applyCourierNews({ orderNo, ...fact.news });
      case 'hand_over': {
        const { handedOver, standing } = await records.handOver({ orderNo, ...fact.handOver });
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

  for (;;) {
    await condition(() => !inbox.isEmpty() || (patience.isOver() && !attention));
    const fact = inbox.take();
    if (!fact) {
      if (!patience.isOver() || attention) continue;
      attention = true;
      upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
      await records.raiseAttention({ orderNo, reason: 'nothing has ended this order for 45 days' });
      continue;
    }
    const standing = await apply(fact);
    if (standing?.allEnded) break;
    if (standing) {
      const left = waits.filter(([state]) => standing.counts[state]).map(([state, text]) => `- ${standing.counts[state]}: ${text}`);
      setCurrentDetails(`Paid. Waits for\n${left.join('\n')}\n\nSince ${new Date().toISOString()}.`);
    }
  }
  // The timer is left to end with the run: cancelling it would cost an event.
  return 'all_lines_ended';
}
