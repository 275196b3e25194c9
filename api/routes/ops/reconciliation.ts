import { z } from 'zod';
import { chinaDay } from '../../../domain/day.ts';
import { DomainError } from '../../../domain/errors.ts';
import { channels } from '../../../domain/payment.ts';
import { differenceKinds, differenceStates } from '../../../domain/reconciliation.ts';
import { say } from '../../../domain/message.ts';
import { createReconciliations } from '../../../db/ops/reconciliation.ts';
import { basePath } from '../../base-path.ts';
import { operation } from '../../operation.ts';
import { cursorQuery, fen, keysetPage, orNull, page, pageOf, time } from '../../schemas.ts';
import { runOf } from './run-link.ts';

const tag = 'Operators';
const roles = ['operator', 'bureau'] as const;
const day = z.iso.date();
/** Two channels for a quarter. */
const mostBills = 180;

const difference = z
  .object({
    differenceId: z.int(),
    kind: z.enum(differenceKinds),
    subject: z.string().openapi({ description: 'The trade, refund or invoice' }),
    channel: z.enum(channels).nullable(),
    day: day.nullable(),
    oursFen: orNull(fen),
    theirsFen: orNull(fen),
    state: z.enum(differenceStates).openapi({ description: 'repairing: a run looks after it; waiting: a human must' }),
    foundAt: time,
    settledAt: orNull(time),
  })
  .openapi('Difference');
const bill = z
  .object({
    channel: z.enum(channels),
    day,
    fetchedAt: time,
    payments: z.int(),
    paymentsFen: fen,
    refunds: z.int(),
    refundsFen: fen,
    feesFen: z.int().openapi({ description: 'What the provider kept for itself' }),
  })
  .openapi('Bill');

export const reconciliationRoutes = [
  operation({
    id: 'getReconciliation',
    method: 'get',
    path: '/ops/reconciliation',
    tag,
    summary: "The providers' bills that were compared with our books, and what does not agree: the open first",
    roles,
    query: cursorQuery,
    answers: {
      200: page(difference)
        .extend({ bills: z.array(bill) })
        .openapi('Reconciliation'),
    },
    handle: async ({ store, query }) => {
      const reconciliations = createReconciliations(store);
      const differences = await reconciliations.list(keysetPage(query));
      return { status: 200, body: { ...pageOf(differences, query), bills: await reconciliations.bills(mostBills) } };
    },
  }),
  operation({
    id: 'startReconciliation',
    method: 'post',
    path: '/ops/reconciliation',
    tag,
    summary: 'Compare a day now, instead of in the night; or all days that are due when none is named',
    roles,
    body: z.strictObject({ day: day.optional() }),
    effect: 'workflow',
    answers: {
      202: z
        .object({ workflowId: z.string(), workflowUrl: z.string(), statusUrl: z.string() })
        .openapi('ReconciliationStarted'),
    },
    refusals: ['validation_failed'],
    handle: async ({ deps, body }) => {
      if (body.day && body.day > chinaDay(new Date()))
        throw new DomainError('validation_failed', {
          errors: [{ path: 'day', code: 'too_big', message: say('day_to_come', { day: body.day }) }],
        });
      const workflowId = await deps.engine.reconcile(body.day ? { day: body.day } : {});
      return { status: 202, body: { ...runOf(deps, workflowId), statusUrl: `${basePath}/ops/reconciliation` } };
    },
  }),
];
