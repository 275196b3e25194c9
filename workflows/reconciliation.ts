import { ParentClosePolicy, setCurrentDetails, sleep, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { Repairs } from '../domain/reconciliation.ts';
import { billsAt, localActivities } from './activities.ts';
import { latePayment } from './late-payment.ts';
import {
  latePaymentWorkflowId,
  orderWorkflowId,
  paymentNoticed,
  refundNoticed,
  refundWorkflowId,
  checkDeadlines,
  type ReconciliationInput,
} from './messages.ts';
import { reached } from './reached.ts';

export interface ReconciliationResult {
  bills: number;
  /** Bills the providers had not made after half a day of asking. */
  missing: number;
  /** What is open after the repairs. */
  open: number;
}

/** How far back a night looks for days that nobody reconciled: an outage of ours loses no payment (R14). */
const lookBackDays = 14;
/** A bill is made in the morning after its day; how often, and how many times, it is asked for. */
const pause = '1 hour';
const asks = 12;

/** Takes the providers' bills and compares them with our books; whatever money nobody here knows of gets a run that looks after it. */
export async function reconciliation({ day }: ReconciliationInput): Promise<ReconciliationResult> {
  const due = day
    ? (await localActivities.channelsThere()).map((channel) => ({ channel, day }))
    : await localActivities.billsDue({ days: lookBackDays });
  const got: typeof due = [];
  let waiting = due;
  for (let ask = 0; ; ask++) {
    const still: typeof due = [];
    for (const bill of waiting) ((await billsAt(bill.channel).fetchBill(bill)) ? got : still).push(bill);
    waiting = still;
    if (waiting.length === 0 || day || ask + 1 >= asks) break;
    setCurrentDetails(
      `Waits for the **providers** to make ${waiting.length} bills. Since ${new Date().toISOString()}.`,
    );
    await sleep(pause, { summary: 'Ask for the bills again' });
  }
  let repairs = await localActivities.matchBills({ bills: got });
  for (let turn = 0; turn < 3 && sizeOf(repairs) > 0; turn++) {
    setCurrentDetails(
      `Looks after ${sizeOf(repairs)} trades and refunds that the bills know and we did not, and orders whose time is over.`,
    );
    await repair(repairs);
    await sleep('30 seconds', { summary: 'Until the repairs have shown' });
    repairs = await localActivities.matchBills({ bills: got });
  }
  setCurrentDetails(`${got.length} bills compared; ${repairs.open} differences are open (GET /ops/reconciliation).`);
  return { bills: got.length, missing: waiting.length, open: repairs.open };
}

const sizeOf = ({ trades, refundNos, overdueOrderNos = [] }: Repairs): number =>
  trades.length + refundNos.length + overdueOrderNos.length;

async function repair({ trades, refundNos, overdueOrderNos = [] }: Repairs): Promise<void> {
  for (const { outTradeNo, channel, orderNo } of trades) {
    if (orderNo && (await reached(orderWorkflowId(orderNo), paymentNoticed, { outTradeNo }))) continue;
    try {
      await startChild(latePayment, {
        workflowId: latePaymentWorkflowId(outTradeNo),
        args: [{ outTradeNo, channel, orderNo }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `Money found in a bill, trade ${outTradeNo}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await reached(latePaymentWorkflowId(outTradeNo), paymentNoticed, { outTradeNo });
    }
  }
  for (const refundNo of refundNos) await reached(refundWorkflowId(refundNo), refundNoticed);
  for (const orderNo of overdueOrderNos) await reached(orderWorkflowId(orderNo), checkDeadlines);
}
