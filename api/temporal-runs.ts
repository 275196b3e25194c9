import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { defaultPayloadConverter, type TypedSearchAttributes } from '@temporalio/common';
import { z } from 'zod';
import { pickupWays } from '../domain/attendee.ts';
import { maxLinesPerOrder, type BadgeOrderInput } from '../domain/badge-order.ts';
import type { InvoiceRequest } from '../domain/invoice.ts';
import { channels } from '../domain/payment.ts';
import type { RefundToMake } from '../domain/refund.ts';
import { shownState } from '../domain/registration.ts';
import { joinKnowledge, knowsNothing, type KnownAttempt, type RunKnowledge } from '../domain/resumption.ts';
import * as messages from '../workflows/messages.ts';
import { attributesOf, type Labels } from './temporal-call.ts';

/** A run as Temporal lists it. */
export interface Run {
  workflowId: string;
  isOpen: boolean;
  /** Where it stands, or stood, by its search attribute. */
  state: string | undefined;
  labels: Labels;
  startedAt: Date;
}

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;
type Payloads = { payloads?: object[] | null } | null | undefined;

/** What is read of inputs. Whoever reaches Temporal starts runs and activities with anything. */
const openedTrade = z.object({
  attempt: z.int().min(1).max(10_000),
  channel: z.enum(channels),
  amountFen: z.int().min(1),
  expiresAt: z.iso.datetime(),
});
const askedParcel = z.object({ attempt: z.int().min(1).max(10_000) });
const askedRefund = z.object({ refundNo: z.string().max(40), amountFen: z.int().min(1) });
const openedRegistration = z.object({ registrationId: z.string() });
const placing = z.object({
  registrationId: z.string(),
  attendeeIds: z.array(z.string()).max(maxLinesPerOrder),
  pickup: z.enum(pickupWays),
  addressId: z.string().optional(),
  paymentWindowSeconds: z.number(),
});
type Placing = Omit<BadgeOrderInput, 'orderNo' | 'resumptionId'>;

function inputOf<S extends z.ZodType>(shape: S, input: Payloads): z.infer<S> | undefined {
  const [payload] = input?.payloads ?? [];
  return payload && shape.safeParse(defaultPayloadConverter.fromPayload(payload)).data;
}

function placingOf(input: Payloads): Placing | undefined {
  const read = inputOf(placing, input);
  if (!read) return undefined;
  const { addressId, ...rest } = read;
  return { ...rest, ...(addressId === undefined ? {} : { addressId }) };
}

/** What an order's history says it had begun outside of our database. */
function knowledgeIn({ events }: History, state: string | undefined): RunKnowledge {
  const attempts: KnownAttempt[] = [];
  const refunds: RunKnowledge['refunds'] = [];
  let parcels = 0;
  for (const event of events ?? []) {
    const {
      activityTaskScheduledEventAttributes: scheduled,
      startChildWorkflowExecutionInitiatedEventAttributes: child,
    } = event;
    const activity = scheduled?.activityType?.name;
    const opened = activity === 'openTrade' && inputOf(openedTrade, scheduled?.input);
    if (opened) attempts.push(opened);
    const parcel = activity === 'createShipment' && inputOf(askedParcel, scheduled?.input);
    if (parcel) parcels = Math.max(parcels, parcel.attempt);
    const refund = child?.workflowType?.name === messages.workflowTypes.refund && inputOf(askedRefund, child.input);
    if (refund) refunds.push(refund);
  }
  return { state, attempts, parcels, refunds };
}

/** All runs at once, for who compares them with the rows; nothing that a request waits for. */
export function createRuns(client: Client) {
  const { workflow } = client;
  const stateOf = (attributes: TypedSearchAttributes) => attributes.get(messages.searchAttributes.state);

  /** The latest run of each id. */
  async function list(query: string): Promise<Map<string, Run>> {
    const runs = new Map<string, Run>();
    for await (const { workflowId, status, startTime, typedSearchAttributes } of workflow.list({ query })) {
      const before = runs.get(workflowId);
      if (before && before.startedAt >= startTime) continue;
      const isOpen = status.name === 'RUNNING';
      const of = (key: 'edition' | 'unit') => typedSearchAttributes.get(messages.searchAttributes[key]) ?? 'unknown';
      const labels = { edition: of('edition'), account: of('unit'), delegationNo: undefined };
      runs.set(workflowId, { workflowId, isOpen, state: stateOf(typedSearchAttributes), labels, startedAt: startTime });
    }
    return runs;
  }

  /** Started anew under the id of a run that has ended; one that somebody else has started meanwhile goes on. */
  const start = (type: string, workflowId: string, input: object, labels: Labels, state: string, summary: string) =>
    workflow.start(type, {
      workflowId,
      taskQueue: messages.taskQueues.main,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: summary,
      typedSearchAttributes: attributesOf(labels, state),
    });

  return {
    /** Those that wait for something, but for the schedules' and those that send one text. */
    open: () =>
      list(
        `ExecutionStatus = "Running" AND WorkflowType IN ("registration", "badgeOrder", "refund", "invoice", "invoiceReversal")`,
      ),

    /** Of orders, whatever became of them. */
    orders: (since: Date) => list(`WorkflowType = "badgeOrder" AND StartTime >= "${since.toISOString()}"`),

    /** Of invoices that were asked for. */
    invoices: (since: Date) => list(`WorkflowType = "invoice" AND StartTime >= "${since.toISOString()}"`),

    /** Undefined where Temporal does not know it, or no more. */
    async last(workflowId: string): Promise<Run | undefined> {
      return (await list(`WorkflowId = "${workflowId}"`)).get(workflowId);
    },

    /** What all runs of an order knew that Temporal still has, and with what they were started. */
    async knowledgeOf(workflowId: string): Promise<{ knew: RunKnowledge; input: Placing | undefined }> {
      const runs: { runId: string; startedAt: number; state: string | undefined }[] = [];
      for await (const { runId, startTime, typedSearchAttributes } of workflow.list({
        query: `WorkflowId = "${workflowId}"`,
      }))
        runs.push({ runId, startedAt: startTime.getTime(), state: stateOf(typedSearchAttributes) });
      let knew = knowsNothing;
      let input: Placing | undefined;
      for (const { runId, state } of runs.toSorted((one, other) => one.startedAt - other.startedAt)) {
        const history = await workflow.getHandle(workflowId, runId).fetchHistory();
        knew = joinKnowledge(knew, knowledgeIn(history, state));
        const [first] = history.events ?? [];
        input = placingOf(first?.workflowExecutionStartedEventAttributes?.input) ?? input;
      }
      return { knew, input };
    },

    /** Whose registration a run opened. */
    async registrationOf(workflowId: string): Promise<string | undefined> {
      const { events } = await workflow.getHandle(workflowId).fetchHistory();
      const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input;
      return inputOf(openedRegistration, input)?.registrationId;
    },

    /** By force: it writes nothing any more. */
    async end(workflowId: string, reason: string): Promise<void> {
      try {
        await workflow.getHandle(workflowId).terminate(reason);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },

    startOrder: (input: BadgeOrderInput, labels: Labels, state: string) =>
      start(
        messages.workflowTypes.badgeOrder,
        messages.orderWorkflowId(input.orderNo),
        input,
        labels,
        state,
        `Order ${input.orderNo} of ${labels.account}, taken up again`,
      ),
    startRegistration: (
      input: messages.RegistrationInput & Required<Pick<messages.RegistrationInput, 'standing'>>,
      labels: Labels,
    ) =>
      start(
        messages.workflowTypes.registration,
        messages.registrationWorkflowId(input),
        input,
        labels,
        shownState(input.standing.state).state,
        `Registration of ${input.account}, taken up again`,
      ),
    startRefund: (refund: RefundToMake) =>
      workflow.start(messages.workflowTypes.refund, {
        workflowId: messages.refundWorkflowId(refund.refundNo),
        taskQueue: messages.taskQueues.main,
        args: [refund],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `Refund ${refund.refundNo}, taken up again`,
      }),
    startInvoice: (input: InvoiceRequest, labels: Labels) =>
      start(
        messages.workflowTypes.invoice,
        messages.invoiceWorkflowId(input.invoiceNo),
        input,
        labels,
        'issuing',
        `Invoice ${input.invoiceNo}, taken up again`,
      ),
  };
}

export type Runs = ReturnType<typeof createRuns>;
