import { sleep } from '@temporalio/workflow';
import * as workflows from '../../workflows/index.ts';

/*
 * Our workflows with one more timer at their start: the kind of change that would break runs already under way.
 */

export async function badgeOrder(
  ...args: Parameters<typeof workflows.badgeOrder>
): ReturnType<typeof workflows.badgeOrder> {
  await sleep('1 second');
  return workflows.badgeOrder(...args);
}

export async function latePayment(
  ...args: Parameters<typeof workflows.latePayment>
): ReturnType<typeof workflows.latePayment> {
  await sleep('1 second');
  return workflows.latePayment(...args);
}

export async function refund(...args: Parameters<typeof workflows.refund>): ReturnType<typeof workflows.refund> {
  await sleep('1 second');
  return workflows.refund(...args);
}

export async function invoice(...args: Parameters<typeof workflows.invoice>): ReturnType<typeof workflows.invoice> {
  await sleep('1 second');
  return workflows.invoice(...args);
}

export async function invoiceReversal(
  ...args: Parameters<typeof workflows.invoiceReversal>
): ReturnType<typeof workflows.invoiceReversal> {
  await sleep('1 second');
  return workflows.invoiceReversal(...args);
}

export async function reconciliation(
  ...args: Parameters<typeof workflows.reconciliation>
): ReturnType<typeof workflows.reconciliation> {
  await sleep('1 second');
  return workflows.reconciliation(...args);
}

export async function verificationCode(
  ...args: Parameters<typeof workflows.verificationCode>
): ReturnType<typeof workflows.verificationCode> {
  await sleep('1 second');
  return workflows.verificationCode(...args);
}

export async function registration(
  ...args: Parameters<typeof workflows.registration>
): ReturnType<typeof workflows.registration> {
  await sleep('1 second');
  return workflows.registration(...args);
}

export async function editionCalendar(
  ...args: Parameters<typeof workflows.editionCalendar>
): ReturnType<typeof workflows.editionCalendar> {
  await sleep('1 second');
  return workflows.editionCalendar(...args);
}
