import {
  condition,
  executeChild,
  ParentClosePolicy,
  setHandler,
  sleep,
  upsertSearchAttributes,
  ApplicationFailure,
  log,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { RefundReport } from '../domain/payment.ts';
import type { RefundEvent, RefundState, RefundToMake } from '../domain/refund.ts';
import { localActivities, sms, paymentsAt } from './activities.ts';
import { invoiceReversal, issueAnew, reverseInvoice } from './invoice.ts';
import { startDeadline } from './deadline.ts';
import { explain, isAbout } from './details.ts';
import { createInbox, told, type ToldAsked } from './inbox.ts';
import {
  invoiceReversalWorkflowId,
  refundNoticed,
  searchAttributes,
  takeUpRefund,
  type Asked,
  type RefundStatus,
} from './messages.ts';
import type { Outcome } from '../domain/errors.ts';

export interface RefundResult {
  outcome: 'refunded' | 'not_asked_for';
}

/** No row says what the run was started with. */
class NotAskedFor extends Error {}

/** How long between questions while the provider works on a refund. */
const pauses = ['15 seconds', '1 minute', '5 minutes', '30 minutes', '2 hours'] as const;

/**
 * One refund (G7.2, G7.3): asked under the same number however often, confirmed by a query, and never given up: what the
 * provider refuses waits for an operator, who lets it be tried again or pays by hand.
 */
export async function refund(input: RefundToMake): Promise<RefundResult> {
  const { refundNo, outTradeNo, channel, amountFen, orderNo } = input;
  const ofLines = orderNo !== null && !refundNo.startsWith(outTradeNo);
  const asked = { refundNo, outTradeNo, channel, amountFen };
  const inbox = createInbox<{ asked: ToldAsked; answer: (outcome: Outcome<RefundStatus>) => void }>();
  let state: RefundState = 'requested';
  isAbout('refund', refundNo);
  let byHand = false;
  let noticed = false;
  let needsAttention = false;

  setHandler(refundNoticed, () => void (noticed = true));
  setHandler(
    takeUpRefund,
    told((asked) => inbox.ask<RefundStatus>((answer) => ({ asked, answer }))),
    {
      validator: (_asked: Asked) => {
        if (state === 'needs_attention') return;
        throw ApplicationFailure.create({
          type: 'refund_not_waiting',
          message: `the refund is ${state}`,
          details: [{ state }],
          nonRetryable: true,
        });
      },
    },
  );

  async function move(event: RefundEvent, more: { refusal?: string; actor?: 'system' } = {}): Promise<RefundState> {
    const to = await localActivities.moveRefund({ refund: input, event, ...more });
    if (to === 'not_asked_for') throw new NotAskedFor();
    return to;
  }

  /** The provider's last word: nothing when the money went back, else why not. */
  async function atProvider(): Promise<{ refusal: string } | undefined> {
    let answer: RefundReport = byHand
      ? await paymentsAt(channel).queryRefund(asked)
      : await paymentsAt(channel).refundTrade(asked);
    // Paid by hand; unless it turns out that the provider had paid after all.
    if (byHand && answer.status !== 'refunded') return undefined;
    byHand = false;
    for (let turn = 0; answer.status === 'pending' || answer.status === 'not_exist'; turn++) {
      explain(`Waits for **${channel}** to make the refund. Since ${new Date().toISOString()}.`);
      noticed = false;
      await Promise.race([
        sleep(pauses[Math.min(turn, pauses.length - 1)]!, { summary: 'Ask what became of the refund' }),
        condition(() => noticed),
      ]);
      // What it took and then knows nothing of is asked for again: not within a minute, and under the same number.
      const isLost = answer.status === 'not_exist' && turn > 0;
      answer = isLost ? await paymentsAt(channel).refundTrade(asked) : await paymentsAt(channel).queryRefund(asked);
    }
    return answer.status === 'refused' ? { refusal: answer.reason } : undefined;
  }

  /** The red invoice first (G7.3). */
  async function reverse(invoiceNo: string) {
    if (state === 'requested') state = await move('reversal_begun');
    explain(`Waits for the reversal of **invoice** ${invoiceNo}. Since ${new Date().toISOString()}.`);
    try {
      const { outcome } = await executeChild(invoiceReversal, {
        workflowId: invoiceReversalWorkflowId(invoiceNo),
        args: [{ invoiceNo, orderNo: orderNo!, cause: 'refund' }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `Reversal of invoice ${invoiceNo} before refund ${refundNo}`,
      });
      return outcome;
    } catch (error) {
      // Somebody else's reversal of it is under way: it is waited for.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'not_reversible' as const;
      throw error;
    }
  }

  /** Until staff who may have it tried again or paid it by hand, which is the answer; without a human it is tried once a day. */
  async function untilTakenUp(): Promise<boolean> {
    // What was short yesterday may be there today. Requests of nobody who may must not put it off.
    const day = startDeadline(new Date(Date.now() + 86_400_000), 'Until it is tried without a human');
    for (;;) {
      await condition(() => !inbox.isEmpty() || day.isOver());
      const request = inbox.take();
      if (!request) {
        state = await move('taken_up', { actor: 'system' });
        return false;
      }
      const taken = await localActivities.takeUpRefund({ refundNo, ...request.asked });
      if ('refused' in taken) {
        request.answer(taken);
        continue;
      }
      day.cancel();
      ({ state } = taken.done);
      request.answer({ done: { refundNo, state } });
      return taken.done.byHand;
    }
  }
  const n = orderNo ? refundNo.slice(orderNo.length) : '';
  let undone = 0;

  async function untilRefunded(): Promise<void> {
    for (;;) {
      if (ofLines) await reverseInvoice(orderNo!, reverse);
      state = await move('provider_asked');
      explain(`Refunding ${amountFen} fen of trade ${outTradeNo} at **${channel}**.`);
      const refused = await atProvider();
      if (!refused) return;
      state = await move('provider_refused', { refusal: refused.refusal });
      if (!needsAttention) upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: true }]);
      needsAttention = true;
      explain(
        `Waits for an **operator**: ${channel} refused the refund (${refused.refusal}). Since ${new Date().toISOString()}.`,
      );
      // Paper and money agree while the money stays: what was reversed is issued again for the whole.
      if (ofLines) await issueAnew(orderNo, `${n}C${++undone}`);
      byHand = await untilTakenUp();
    }
  }

  try {
    await untilRefunded();
  } catch (error) {
    if (!(error instanceof NotAskedFor)) throw error;
    explain('Nobody asked for this refund: nothing is done. It shows in what needs attention.');
    await inbox.drain(({ answer }) => answer({ refused: { code: 'refund_not_waiting' } }));
    return { outcome: 'not_asked_for' };
  }

  if (needsAttention) upsertSearchAttributes([{ key: searchAttributes.needsAttention, value: false }]);
  const { notificationIds } = await localActivities.completeRefund({ refundNo, byHand });
  state = 'refunded';
  if (ofLines) await issueAnew(orderNo, n);
  explain(`Refunded${byHand ? ' by hand' : ''}.`);
  for (const notificationId of notificationIds)
    await sms
      .sendNotification({ notificationId })
      .catch((error: unknown) => log.warn('The unit could not be told', { error }));
  await inbox.drain(({ answer }) => answer({ refused: { code: 'refund_not_waiting', state } }));
  return { outcome: 'refunded' };
}
