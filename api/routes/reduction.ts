import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../domain/errors.ts';
import { createBadgeOrders } from '../../db/badge-order.ts';
import { inTransaction } from '../../db/knex.ts';
import { createReductions } from '../../db/reduction.ts';
import { createRegistrations } from '../../db/registration.ts';
import { orderNo } from '../badge-order-view.ts';
import { operation } from '../operation.ts';
import { cursorQuery, fen, keysetPage, page, pageOf, text, time, uuid } from '../schemas.ts';

const tag = 'Bureau';
const roles = ['bureau'] as const;

const reduction = z
  .object({
    reductionId: uuid,
    registrationId: uuid,
    orderNo: z.string().nullable(),
    amountFen: fen,
    leftFen: fen.openapi({ description: 'Not used yet; an order that closes unpaid gives its part back' }),
    reason: z.string(),
    by: z.string(),
    at: time,
  })
  .openapi('Reduction');

const most = 100_000_000;
const grant = { amountFen: z.int().min(1).max(most), reason: text(500) };

export const reductionRoutes = [
  operation({
    method: 'post',
    path: '/bureau/reductions',
    tag,
    summary: "Waive a part of a unit's fees (减免): of whatever it orders until used up, or of one order that awaits payment (G6.1)",
    roles,
    body: z.union([z.strictObject({ registrationId: uuid, ...grant }), z.strictObject({ orderNo, ...grant })]),
    effect: 'workflow',
    keyRequired: true,
    allocate: () => Promise.resolve(randomUUID()),
    answers: {
      201: z
        .object({ reductionId: uuid, payableFen: fen.nullable().openapi({ description: 'What is left to pay of the order' }) })
        .openapi('ReductionGranted'),
      202: z.object({ reductionId: uuid, statusUrl: z.string() }),
    },
    refusals: ['not_found', 'order_not_reducible', 'reduction_too_large'],
    handle: async ({ deps, store, session, body, businessNo: reductionId, updateId }) => {
      const no = 'orderNo' in body ? body.orderNo : null;
      const registrationId = 'orderNo' in body ? await createBadgeOrders(store).findRegistration(body.orderNo) : body.registrationId;
      if (!registrationId || !(await createRegistrations(store).find(registrationId))) throw new DomainError('not_found');
      const { amountFen, reason } = body;
      const granted = { reductionId, registrationId, orderNo: no, amountFen, reason, staffId: session.staffId };
      await inTransaction(store, (trx) => createReductions(trx).insert(granted));
      if (!no) return { status: 201, body: { reductionId, payableFen: null } };
      const told = await deps.engine.reduceOrder(no, { reductionId }, updateId).catch(async (error: unknown) => {
        if (error instanceof DomainError && error.refusal.code !== 'unavailable') await createReductions(store).discard(reductionId);
        throw error;
      });
      if ('slow' in told) return { status: 202, body: { reductionId, statusUrl: `/api/v1/bureau/reductions?orderNo=${no}` } };
      return { status: 201, body: { reductionId, payableFen: told.done.payableFen } };
    },
  }),
  operation({
    method: 'get',
    path: '/bureau/reductions',
    tag,
    summary: 'Reductions that were granted, the newest first',
    roles: ['bureau', 'operator'],
    query: cursorQuery.extend({ registrationId: uuid.optional(), orderNo: orderNo.optional() }),
    answers: { 200: page(reduction) },
    handle: async ({ store, query }) => {
      const { items, nextCursor } = pageOf(await createReductions(store).list(query, keysetPage(query)), query.limit, ({ keyset }) => keyset);
      return { status: 200, body: { items: items.map(({ keyset: _keyset, ...item }) => item), nextCursor } };
    },
  }),
];
