import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { BadgeOrderInput } from '../domain/badge-order.ts';
import type { ErrorCode } from '../domain/error-code.ts';
import type { Outcome } from '../domain/errors.ts';
import type { InvoiceRequest } from '../domain/invoice.ts';
import type { Channel } from '../domain/payment.ts';
import type { RegistrationStatus } from '../domain/registration-deadline.ts';
import { shownState } from '../domain/registration.ts';
import * as messages from '../workflows/messages.ts';
import { begunByRequest, createCalls, type Labels } from './temporal-call.ts';
import { toThrowable } from './temporal-error.ts';
import { createReadiness } from './temporal-readiness.ts';

/** Whose run a registration's is. */
type Account = { edition: string; account: string };
/** A registration whose run may be over, and where it stands. */
type Standing = messages.RegistrationInput & { standing: RegistrationStatus };

export type Engine = ReturnType<typeof createEngine>;

/** The only place that calls Temporal. Every call has a deadline; its errors become our refusals. */
export function createEngine({ client, deadlineMs = 5_000 }: { client: Client; deadlineMs?: number }) {
  const { withDeadline, update, signal, startWith } = createCalls({ client, deadlineMs });
  const missing = createReadiness(client);

  const ofRegistration = <T, Args extends unknown[]>(
    of: Account,
    definition: UpdateDefinition<Outcome<T>, Args>,
    args: Args,
    updateId: string,
    whenOver: ErrorCode,
  ) => update({ workflowId: messages.registrationWorkflowId(of), definition, args, updateId, whenOver });

  /** The run of one that is rejected, or whose edition is over, has ended; its last request starts one more, which ends with it. */
  const lastOf = <T>(
    { standing, ...input }: Standing,
    definition: UpdateDefinition<Outcome<T>, [messages.Asked]>,
    requestId: string,
  ) =>
    startWith(
      {
        type: messages.workflowTypes.registration,
        workflowId: messages.registrationWorkflowId(input),
        input: { ...input, standing },
        labels: { ...input, delegationNo: undefined },
        state: shownState(standing.state).state,
        reuse: 'ALLOW_DUPLICATE',
        summary: `Registration of ${input.account}`,
      },
      definition,
      [{ requestId }],
      requestId,
    );

  const ofOrder = <T, Args extends unknown[]>(
    orderNo: string,
    definition: UpdateDefinition<Outcome<T>, Args>,
    args: Args,
    updateId: string,
    whenOver: ErrorCode,
  ) => update({ workflowId: messages.orderWorkflowId(orderNo), definition, args, updateId, whenOver });

  /** A run that sends one text; one that was started already goes on. */
  async function startText(workflowId: string, input: messages.VerificationCodeInput, staticSummary: string) {
    const { verificationCode: type } = messages.workflowTypes;
    const { main: taskQueue } = messages.taskQueues;
    try {
      await withDeadline(() =>
        client.workflow.start(type, { workflowId, taskQueue, args: [input], ...begunByRequest(), staticSummary }),
      );
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw toThrowable(error);
    }
  }

  return {
    openRegistration: (input: messages.RegistrationInput, labels: Labels, updateId: string) =>
      startWith(
        {
          type: messages.workflowTypes.registration,
          workflowId: messages.registrationWorkflowId(labels),
          input,
          labels,
          state: 'draft',
          reuse: 'ALLOW_DUPLICATE',
          summary: `Registration of ${labels.account}`,
        },
        messages.openRegistration,
        [{ registrationId: input.registrationId }],
        updateId,
      ),

    placeOrder: (input: BadgeOrderInput, labels: Labels, updateId: string) =>
      startWith(
        {
          type: messages.workflowTypes.badgeOrder,
          workflowId: messages.orderWorkflowId(input.orderNo),
          input,
          labels,
          state: 'awaiting_payment',
          reuse: 'REJECT_DUPLICATE',
          deadline: new Date(Date.now() + input.paymentWindowSeconds * 1000),
          summary: `Order ${input.orderNo} of ${labels.account}, people: ${input.attendeeIds.length}`,
        },
        messages.placeOrder,
        [],
        updateId,
      ),

    submitRegistration: (of: Account, updateId: string) =>
      ofRegistration(of, messages.submitRegistration, [], updateId, 'already_submitted'),
    decideRegistration: (of: Account, review: messages.Reviewed, updateId: string) =>
      ofRegistration(of, messages.decideRegistration, [review], updateId, 'already_decided'),
    giveInvitationCode: (of: Account, code: { invitationCode: string }, updateId: string) =>
      ofRegistration(of, messages.giveInvitationCode, [code], updateId, 'not_editable'),
    openPayment: (orderNo: string, payment: { channel: Channel }, updateId: string) =>
      ofOrder(orderNo, messages.openPayment, [payment], updateId, 'order_not_payable'),
    cancelOrder: (orderNo: string, updateId: string) =>
      ofOrder(orderNo, messages.cancelOrder, [], updateId, 'order_not_cancellable'),
    requestRefund: (orderNo: string, request: { refundRequestId: string }, updateId: string) =>
      ofOrder(orderNo, messages.requestRefund, [request], updateId, 'line_not_refundable'),

    /*
     * What staff ask for is on record under `requestId` (db/staff-request.ts); the run is told the id alone. It is the update's own
     * id as well: the run takes an update by another for a request that was used again.
     */
    allocateRegistration: (of: Account, requestId: string) =>
      ofRegistration(of, messages.allocateRegistration, [{ requestId }], requestId, 'already_decided'),
    withdrawAttendee: (of: Account, requestId: string) =>
      ofRegistration(of, messages.withdrawAttendee, [{ requestId }], requestId, 'already_decided'),
    releaseRegistration: (input: Standing, requestId: string) => lastOf(input, messages.releaseRegistration, requestId),
    /** What the unit asks for is on record likewise (db/registration/withdrawal.ts). */
    withdrawRegistration: (input: Standing, requestId: string) =>
      lastOf(input, messages.withdrawRegistration, requestId),
    extendWindow: (orderNo: string, requestId: string) =>
      ofOrder(orderNo, messages.extendWindow, [{ requestId }], requestId, 'order_not_extendable'),
    reduceOrder: (orderNo: string, requestId: string) =>
      ofOrder(orderNo, messages.reduceOrder, [{ requestId }], requestId, 'order_not_reducible'),
    takeUpRefund: (refundNo: string, requestId: string) =>
      update({
        workflowId: messages.refundWorkflowId(refundNo),
        definition: messages.takeUpRefund,
        args: [{ requestId }],
        updateId: requestId,
        whenOver: 'refund_not_waiting',
      }),
    handOver: (orderNo: string, requestId: string) =>
      ofOrder(orderNo, messages.handOver, [{ requestId }], requestId, 'not_ready_for_pickup'),

    /** Signals answer whether the run was there to hear them. */
    registrationDecided: (of: Account, reviewId: string) =>
      signal(messages.registrationWorkflowId(of), messages.registrationDecided, { reviewId }),
    lockAttendees: (of: Account, requestId: string) =>
      signal(messages.registrationWorkflowId(of), messages.lockAttendees, { requestId }),
    unlockAttendees: (of: Account, requestId: string) =>
      signal(messages.registrationWorkflowId(of), messages.unlockAttendees, { requestId }),
    personsReviewed: (orderNo: string, requestId: string) =>
      signal(messages.orderWorkflowId(orderNo), messages.personsReviewed, { requestId }),
    badgesBatched: (orderNo: string, requestId: string) =>
      signal(messages.orderWorkflowId(orderNo), messages.badgesBatched, { requestId }),
    courierReported: (orderNo: string, news: messages.ParcelNews) =>
      signal(messages.orderWorkflowId(orderNo), messages.courierReported, news),

    /** Sends a code's text; whether it can be sent shows in its row, so nobody learns it from how long this takes. */
    sendVerificationCode: (input: messages.VerificationCodeInput) =>
      startText(messages.verificationCodeWorkflowId(input.notificationId), input, 'A verification code by SMS'),
    /** Tells a unit by SMS that its account was changed. */
    sendAccountNotice: (input: messages.VerificationCodeInput) =>
      startText(messages.accountNoticeWorkflowId(input.notificationId), input, 'News of an account by SMS'),

    /** Sends the text that brings a link; its run is told the text's id alone. */
    sendStaffInvitation: (notificationId: string) =>
      startText(
        messages.staffInvitationWorkflowId(notificationId),
        { notificationId },
        'An invitation of staff by SMS',
      ),

    /** The order's run hears of it; when that is over, a run of its own looks after whatever was captured. */
    async paymentNoticed(payment: { orderNo: string; outTradeNo: string; channel: Channel }): Promise<void> {
      const { orderNo, outTradeNo } = payment;
      if (await signal(messages.orderWorkflowId(orderNo), messages.paymentNoticed, { outTradeNo })) return;
      try {
        await withDeadline(() =>
          client.workflow.signalWithStart(messages.workflowTypes.latePayment, {
            workflowId: messages.latePaymentWorkflowId(outTradeNo),
            taskQueue: messages.taskQueues.main,
            args: [payment satisfies messages.LatePaymentInput],
            signal: messages.paymentNoticed,
            signalArgs: [{ outTradeNo }],
            ...begunByRequest(),
            staticSummary: `Late payment of order ${orderNo}`,
          }),
        );
      } catch (error) {
        throw toThrowable(error);
      }
    },

    /** Starts comparing with the providers' bills; one that is at it already goes on. */
    async reconcile(input: messages.ReconciliationInput): Promise<string> {
      const workflowId = messages.reconciliationWorkflowId(input.day);
      try {
        await withDeadline(() =>
          client.workflow.start(messages.workflowTypes.reconciliation, {
            workflowId,
            taskQueue: messages.taskQueues.main,
            args: [input],
            workflowIdConflictPolicy: 'USE_EXISTING',
            ...begunByRequest(),
            staticSummary: "The providers' bills against our books",
          }),
        );
      } catch (error) {
        throw toThrowable(error);
      }
      return workflowId;
    },

    /** Asks for an invoice; each has a run of its own. */
    requestInvoice: (input: InvoiceRequest, labels: Labels, updateId: string) =>
      startWith(
        {
          type: messages.workflowTypes.invoice,
          workflowId: messages.invoiceWorkflowId(input.invoiceNo),
          input,
          labels,
          state: 'issuing',
          reuse: 'REJECT_DUPLICATE',
          summary: `Invoice ${input.invoiceNo}`,
        },
        messages.requestInvoice,
        [],
        updateId,
      ),
    /** One that was refused may be asked for again. */
    requestReversal: (input: messages.ReversalInput, labels: Labels, updateId: string) =>
      startWith(
        {
          type: messages.workflowTypes.invoiceReversal,
          workflowId: messages.invoiceReversalWorkflowId(input.invoiceNo),
          input,
          labels,
          state: 'reversing',
          reuse: 'ALLOW_DUPLICATE',
          summary: `Reversal of invoice ${input.invoiceNo}`,
        },
        messages.requestReversal,
        [],
        updateId,
      ),
    /** The tax platform worked on an invoice: whichever run looks after it asks at once. */
    async invoiceNoticed(invoiceNo: string): Promise<void> {
      await signal(messages.invoiceWorkflowId(invoiceNo), messages.invoiceNoticed);
      await signal(messages.invoiceReversalWorkflowId(invoiceNo), messages.invoiceNoticed);
    },

    /** The provider worked on a refund: its run asks at once what became of it. */
    refundNoticed: (refundNo: string) => signal(messages.refundWorkflowId(refundNo), messages.refundNoticed),

    /** What `/readyz` names: empty where runs can be started and go on; throws when Temporal is away. */
    missing: () => withDeadline(missing, 2_000),
  };
}
