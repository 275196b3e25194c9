import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { twoPeopleFromFen } from '../../../domain/refund.ts';
import { createEditions } from '../../../db/edition.ts';
import { createBadgeOrders } from '../../../db/order/badge-order.ts';
import { inTransaction, type Store } from '../../../db/knex.ts';
import { createReductions } from '../../../db/order/reduction.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { orderNo } from './badge-order-view.ts';
import type { Deps } from '../../deps.ts';
import type { Answer } from '../../idempotency.ts';
import { editionQuery } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { fen, keysetPage, page, pageOf, paragraph, time, uuid, orNull } from '../../schemas.ts';
import { askInRows, assertMayAsk, assertSecondPerson } from '../../staff-asking.ts';

const tag = 'Bureau';
const roles = ['bureau'] as const;

const reduction = z
  .object({
    reductionId: uuid,
    registrationId: uuid,
    account: z.string(),
    unitName: z.string().nullable(),
    orderNo: z.string().nullable(),
    amountFen: fen,
    leftFen: fen.openapi({ description: 'Not used yet; an order that closes unpaid gives its part back' }),
    reason: z.string(),
    by: z.string(),
    peopleNeeded: z.int().openapi({ description: '1 while it waits for a second person and does not count' }),
    at: time,
  })
  .openapi('Reduction');

const most = 100_000_000;
const granted = z
  .object({
    reductionId: uuid,
    payableFen: orNull(fen).openapi({ description: 'What is left to pay of the order' }),
  })
  .openapi('ReductionGranted');
const secondNeeded = z.object({ reductionId: uuid, peopleNeeded: z.literal(1) }).openapi('ReductionNeedsSecond');
const slow = z.object({ reductionId: uuid, statusUrl: z.string() }).openapi('PendingReduction');
const grant = { amountFen: z.int().min(1).max(most), reason: paragraph(500) };

interface Granted {
  deps: Deps;
  store: Store;
  session: { staffId: string };
  reductionId: string;
  orderNo: string | null;
  requestId: string;
}

/** A unit's stands already; an order's is told to its run, and gone where that refuses it. */
async function apply({ deps, store, session, reductionId, orderNo: no, requestId }: Granted): Promise<Answer> {
  if (!no) return { status: 201, body: { reductionId, payableFen: null } };
  await askInRows(store, session, { kind: 'reduce', requestId, about: [{ subject: no, payload: { reductionId } }] });
  const told = await deps.engine.reduceOrder(no, requestId).catch(async (error: unknown) => {
    if (error instanceof DomainError && error.refusal.code !== 'unavailable')
      await createReductions(store).discard(reductionId);
    throw error;
  });
  if ('pending' in told)
    return { status: 202, body: { reductionId, statusUrl: `/api/v1/bureau/reductions?orderNo=${no}` } };
  return { status: 201, body: { reductionId, payableFen: told.done.payableFen } };
}

export const reductionRoutes = [
  operation({
    id: 'grantReduction',
    method: 'post',
    path: '/bureau/reductions',
    tag,
    summary:
      "Waive a part of a unit's fees (减免): of whatever it orders until used up, or of one order that awaits payment (G6.1)",
    roles,
    body: z.union([z.strictObject({ registrationId: uuid, ...grant }), z.strictObject({ orderNo, ...grant })]),
    effect: 'workflow',
    keyRequired: true,
    allocate: () => Promise.resolve(randomUUID()),
    answers: {
      201: granted,
      202: z.union([secondNeeded, slow]),
    },
    refusals: ['not_found', 'own_unit', 'edition_over', 'order_not_reducible', 'reduction_too_large'],
    handle: async ({ deps, store, session, body, businessNo: reductionId }) => {
      const no = 'orderNo' in body ? body.orderNo : null;
      const registrationId =
        'orderNo' in body ? await createBadgeOrders(store).findRegistration(body.orderNo) : body.registrationId;
      if (!registrationId || !(await createRegistrations(store).find(registrationId)))
        throw new DomainError('not_found');
      const { amountFen, reason } = body;
      const { staffId } = session;
      await assertMayAsk(store, session, 'reduce_unit', [registrationId]);
      const { isGranted } = await inTransaction(store, (trx) =>
        createReductions(trx).insert({ reductionId, registrationId, orderNo: no, amountFen, reason, staffId }),
      );
      if (!isGranted) return { status: 202, body: { reductionId, peopleNeeded: 1 } };
      return apply({ deps, store, session, reductionId, orderNo: no, requestId: reductionId });
    },
  }),
  operation({
    id: 'confirmReduction',
    method: 'post',
    path: '/bureau/reductions/:reductionId/confirm',
    tag,
    summary: `Grant a reduction that somebody else has asked for: from ${twoPeopleFromFen} fen on, of all that one person alone has waived for a unit, two grant it`,
    roles,
    params: z.object({ reductionId: uuid }),
    find: ({ store, params }) => createReductions(store).find(params.reductionId),
    effect: 'workflow',
    answers: { 201: granted, 202: slow },
    refusals: [
      'own_unit',
      'edition_over',
      'second_person_needed',
      'already_decided',
      'order_not_reducible',
      'reduction_too_large',
    ],
    handle: async ({ deps, store, session, found, businessNo: requestId }) => {
      const { reductionId, registrationId, orderNo: no, staffId, isGranted, confirmedBy } = found;
      await assertSecondPerson(store, { first: staffId, second: session.staffId });
      await assertMayAsk(store, session, 'reduce_unit', [registrationId]);
      const isNew =
        !isGranted &&
        (await inTransaction(store, (trx) => createReductions(trx).confirm(reductionId, session.staffId)));
      // A repeat goes on where the engine was away.
      if (!isNew && !(no && confirmedBy === session.staffId)) throw new DomainError('already_decided');
      return apply({ deps, store, session, reductionId, orderNo: no, requestId });
    },
  }),
  operation({
    id: 'listReductions',
    method: 'get',
    path: '/bureau/reductions',
    tag,
    summary: 'Reductions that were granted, the newest first',
    roles: ['bureau', 'operator'],
    query: editionQuery.extend({ registrationId: uuid.optional(), orderNo: orderNo.optional() }),
    answers: { 200: page(reduction) },
    handle: async ({ store, query }) => {
      const { registrationId, orderNo: no } = query;
      // What is asked for by its number is of whichever edition it is.
      const edition = registrationId || no ? query.edition : await createEditions(store).listed(query.edition);
      const rows = await createReductions(store).list({ registrationId, orderNo: no, edition }, keysetPage(query));
      return { status: 200, body: pageOf(rows, query) };
    },
  }),
];
