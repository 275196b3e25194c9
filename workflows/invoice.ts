import {
  allHandlersFinished,
  condition,
  log,
  setHandler,
  sleep,
  startChild,
  ParentClosePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import type { Outcome } from '../domain/errors.ts';
import type { InvoiceAnswer, InvoiceRequest } from '../domain/invoice.ts';
import type { TaxPlatformReport } from '../activities/invoice.ts';
import { taxPlatform, taxPlatformOnce, localActivities } from './activities.ts';
import { done, explain, isAbout, triedInVain } from './details.ts';
import {
  invoiceNoticed,
  invoiceWorkflowId,
  requestInvoice,
  requestReversal,
  type InvoiceStatus,
  type ReversalInput,
} from './messages.ts';

export interface InvoiceResult {
  outcome: 'refused' | 'issued' | 'failed';
}
export interface ReversalResult {
  outcome: 'not_reversible' | 'reversed' | 'refused' | 'void';
}

/** The platform wants so long between repeats of a request. */
const betweenRequestsMs = 5 * 60_000;
/** How long between questions what became of it. */
const pauses = ['2 seconds', '10 seconds', '1 minute', '5 minutes', '30 minutes'] as const;
const silenceHours = 72;

interface Asking<R> {
  ask: () => Promise<InvoiceAnswer>;
  /** What the report means as an end; undefined while it is none. */
  ended: (report: TaxPlatformReport) => R | undefined;
  /** The platform has not heard of it. */
  unheard: TaxPlatformReport['status'];
  refused: (reason: string) => R;
  wasNoticed: () => boolean;
  onReport?: (report: TaxPlatformReport) => Promise<void>;
  isOver?: () => R | undefined;
}

/** Asks the platform for something and then what became of it, until it knows; what it never heard of is asked for again, minutes apart. */
async function untilEnded<R>(
  invoiceNo: string,
  { ask, ended, unheard, refused, wasNoticed, onReport, isOver }: Asking<R>,
): Promise<R> {
  const since = new Date().toISOString();
  let unanswered = 0;
  let askedAt = -Infinity;
  let isUnheard = true;
  for (let turn = 0; ; turn++) {
    if (isUnheard && Date.now() - askedAt >= betweenRequestsMs) {
      askedAt = Date.now();
      try {
        const answer = await ask();
        done('ask');
        if (answer.status === 'refused') return refused(answer.reason);
      } catch (error) {
        triedInVain('ask', { attempts: ++unanswered, since, error });
        log.warn('What was asked of the tax platform had no known outcome', { invoiceNo, error });
      }
    }
    const report = await taxPlatform.queryInvoice({ invoiceNo });
    const end = ended(report) ?? isOver?.();
    if (end !== undefined) return end;
    await onReport?.(report);
    isUnheard = report.status === unheard;
    await condition(wasNoticed, pauses[Math.min(turn, pauses.length - 1)]!);
  }
}

/** One invoice of an order (G7.1, G7.3): asked for, issued by the tax platform under its own number, its file kept. */
export async function invoice({ invoiceNo, orderNo, titleId }: InvoiceRequest): Promise<InvoiceResult> {
  isAbout('invoice', invoiceNo);
  let begun: Outcome<InvoiceStatus> | undefined;
  let noticed = false;
  setHandler(requestInvoice, async () => {
    await condition(() => begun !== undefined);
    return begun!;
  });
  setHandler(invoiceNoticed, () => void (noticed = true));

  const requested = await localActivities.requestInvoice({ invoiceNo, orderNo, ...(titleId ? { titleId } : {}) });
  begun = 'refused' in requested ? requested : { done: { invoiceNo, state: requested.done.state } };
  if ('refused' in requested) {
    explain(`Refused (${requested.refused.code}): nothing is issued.`);
    await condition(allHandlersFinished);
    return { outcome: 'refused' };
  }
  explain(`Waits for the **tax platform** to issue invoice ${invoiceNo}. Since ${new Date().toISOString()}.`);
  const end = await untilEnded<{ number: string; issuedAt: string } | { failure: string }>(invoiceNo, {
    ask: () => taxPlatformOnce.issueInvoice({ invoiceNo }),
    ended: (report) => {
      if (report.status === 'issued') return { number: report.fapiaoNumber, issuedAt: report.issuedAt };
      return report.status === 'refused' ? { failure: report.reason } : undefined;
    },
    unheard: 'not_exist',
    refused: (reason) => ({ failure: reason }),
    wasNoticed: () => noticed && !(noticed = false),
  });
  if ('failure' in end) {
    await localActivities.moveInvoice({ invoiceNo, event: 'issue_refused', failure: end.failure });
    explain(`The tax platform refused: ${end.failure}.`);
  } else {
    await localActivities.moveInvoice({ invoiceNo, event: 'issued', fapiaoNumber: end.number, issuedAt: end.issuedAt });
    explain('Issued. Its file is fetched.');
    await taxPlatform.keepInvoiceFile({ invoiceNo });
    explain('Issued; its file is kept.');
  }
  await condition(allHandlersFinished);
  return { outcome: 'failure' in end ? 'failed' : 'issued' };
}

/**
 * The reversal of an invoice by a red one (G7.3): made at once where the buyer has not used it, else confirmed or refused by
 * the buyer, and void after 72 hours of silence.
 */
export async function invoiceReversal({
  invoiceNo,
  orderNo,
  cause,
  reissue,
  requestId,
}: ReversalInput): Promise<ReversalResult> {
  isAbout('invoice', invoiceNo);
  let begun: Outcome<InvoiceStatus> | undefined;
  let noticed = false;
  setHandler(requestReversal, async () => {
    await condition(() => begun !== undefined);
    return begun!;
  });
  setHandler(invoiceNoticed, () => void (noticed = true));

  const { runId } = workflowInfo();
  const began = await localActivities.beginReversal({
    invoiceNo,
    orderNo,
    cause,
    turn: runId,
    ...(reissue ? { requestId: requestId ?? null } : {}),
  });
  begun = 'refused' in began ? began : { done: { invoiceNo, state: began.done.state } };
  if ('refused' in began) {
    await condition(allHandlersFinished);
    return { outcome: 'not_reversible' };
  }
  const over = Date.now() + (silenceHours * 60 + 5) * 60_000;
  let awaited = false;
  explain(`Waits for the **tax platform** to reverse invoice ${invoiceNo}. Since ${new Date().toISOString()}.`);
  const end = await untilEnded<{ redNumber: string } | { event: 'reversal_refused' | 'reversal_void' }>(invoiceNo, {
    ask: () => taxPlatformOnce.reverseInvoice({ invoiceNo }),
    ended: (report) => {
      if (report.status === 'reversed') return { redNumber: report.redNumber };
      return report.status === 'reversal_refused' || report.status === 'reversal_void'
        ? { event: report.status }
        : undefined;
    },
    unheard: 'issued',
    refused: () => ({ event: 'reversal_refused' }),
    wasNoticed: () => noticed && !(noticed = false),
    onReport: async (report) => {
      if (report.status !== 'reversing' || !report.awaitsBuyer || awaited) return;
      awaited = true;
      await localActivities.moveInvoice({ invoiceNo, event: 'buyer_asked' });
      explain(
        `Waits for the **buyer** to confirm the reversal of ${invoiceNo}, 72 hours at most. Since ${new Date().toISOString()}.`,
      );
    },
    isOver: () => (Date.now() >= over ? { event: 'reversal_void' } : undefined),
  });
  if ('redNumber' in end) await localActivities.moveInvoice({ invoiceNo, event: 'reversed', redNumber: end.redNumber });
  else await localActivities.moveInvoice({ invoiceNo, event: end.event });
  const outcome = 'redNumber' in end ? 'reversed' : end.event === 'reversal_void' ? 'void' : 'refused';
  explain(outcome === 'reversed' ? 'Reversed.' : `The invoice stands: the reversal is ${outcome}.`);
  if (outcome === 'reversed' && reissue) await issueAnew(orderNo, `${invoiceNo.slice(orderNo.length + 1)}N`);
  await condition(allHandlersFinished);
  return { outcome };
}

/** The invoice that follows one a refund had reversed, where money is kept: on its own, because nothing waits for it. */
export async function issueAnew(orderNo: string, n: string): Promise<void> {
  if (!(await localActivities.isReissueDue({ orderNo }))) return;
  const invoiceNo = `${orderNo}F${n}`;
  await startChild(invoice, {
    workflowId: invoiceWorkflowId(invoiceNo),
    args: [{ invoiceNo, orderNo }],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `Invoice ${invoiceNo}, anew after a refund`,
  });
}

/** Before the money goes: paper that says more than the order keeps is reversed, or the attempt to has ended (G7.3). */
export async function reverseInvoice(
  orderNo: string,
  startReversal: (invoiceNo: string) => Promise<ReversalResult['outcome']>,
): Promise<void> {
  const patience = Date.now() + silenceHours * 3_600_000;
  for (;;) {
    const standing = await localActivities.invoiceAgreement({ orderNo });
    if (standing.status === 'agrees') return;
    if (standing.status === 'reverse') {
      const outcome = await startReversal(standing.invoiceNo);
      // Money is not held hostage: the open debt of a red invoice is shown to operators instead.
      if (outcome === 'refused' || outcome === 'void') return;
      continue;
    }
    if (Date.now() >= patience) {
      await localActivities.markReversalOwed({ orderNo });
      return;
    }
    await sleep('30 seconds', { summary: 'The invoice is being issued or reversed already' });
  }
}
