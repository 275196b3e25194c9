import { z } from 'zod';
import { DomainError } from '../../../domain/errors.ts';
import { twoPeopleFromFen } from '../../../domain/refund.ts';
import { createAudit } from '../../../db/audit.ts';
import { createBadgeOrders } from '../../../db/order/badge-order.ts';
import type { Store } from '../../../db/knex.ts';
import { inTransaction } from '../../../db/knex.ts';
import { createRefunds } from '../../../db/order/refund.ts';
import { orderNo } from './badge-order-view.ts';
import { basePath } from '../../base-path.ts';
import { operation } from '../../operation.ts';
import { refundId } from './refund-view.ts';
import { line, time } from '../../schemas.ts';
import { askInRows, assertNotOwn } from '../../staff-asking.ts';

const tag = 'Operators';
const roles = ['operator', 'bureau'] as const;
const taken = z.object({ refundId, state: z.string() }).openapi('RefundTakenUp');
const slow = z.object({ statusUrl: z.string() });
const statusUrl = `${basePath}/ops/attention`;
const refundAsked = ({ store, params }: { store: Store; params: { id: string } }) =>
  createRefunds(store).find(params.id);

export const moneyOpsRoutes = [
  operation({
    id: 'extendOrder',
    method: 'post',
    path: '/ops/orders/:orderNo/extend',
    tag,
    summary: 'Give the payer of an order more time (G6.2); it is in the audit',
    roles,
    params: z.object({ orderNo }),
    find: async ({ store, params }) =>
      (await createBadgeOrders(store).findRegistration(params.orderNo)) ? params : undefined,
    body: z.strictObject({ minutes: z.int().min(1).max(1_440) }),
    effect: 'workflow',
    answers: { 200: z.object({ orderNo, expiresAt: time, serverNow: time }).openapi('WindowExtended'), 202: slow },
    refusals: ['own_unit', 'order_not_extendable'],
    handle: async ({ deps, store, session, found, body, businessNo: requestId }) => {
      await askInRows(store, session, {
        kind: 'extend',
        requestId,
        about: [{ subject: found.orderNo, payload: body }],
      });
      const told = await deps.engine.extendWindow(found.orderNo, requestId);
      if ('pending' in told) return { status: 202, body: { statusUrl } };
      return {
        status: 200,
        body: { orderNo: found.orderNo, expiresAt: new Date(told.done.expiresAt), serverNow: new Date() },
      };
    },
  }),
  operation({
    id: 'retryRefund',
    method: 'post',
    path: '/ops/refunds/:id/retry',
    tag,
    summary: 'Ask the provider once more for a refund it refused',
    roles,
    params: z.object({ id: refundId }),
    find: refundAsked,
    effect: 'workflow',
    answers: { 200: taken, 202: slow },
    refusals: ['refund_not_waiting'],
    handle: async ({ deps, store, session, found, businessNo: requestId }) => {
      if (found.state !== 'needs_attention') throw new DomainError('refund_not_waiting', { state: found.state });
      await askInRows(store, session, {
        kind: 'retry_refund',
        requestId,
        about: [{ subject: found.refundNo, payload: {} }],
      });
      const told = await deps.engine.takeUpRefund(found.refundNo, requestId);
      if ('pending' in told) return { status: 202, body: { statusUrl } };
      return { status: 200, body: { refundId: found.refundNo, state: told.done.state } };
    },
  }),
  operation({
    id: 'settleRefund',
    method: 'post',
    path: '/ops/refunds/:id/settle',
    tag,
    summary: `Say that a refund the provider refuses was paid by hand; from ${twoPeopleFromFen} fen on a second person must say so too`,
    roles,
    params: z.object({ id: refundId }),
    find: refundAsked,
    body: z.strictObject({ reference: line(200).openapi({ description: "The bank transfer's number" }) }),
    effect: 'workflow',
    answers: {
      200: taken,
      202: z.union([z.object({ refundId, peopleNeeded: z.literal(1) }).openapi('SecondPersonNeeded'), slow]),
    },
    refusals: ['own_unit', 'refund_not_waiting', 'second_person_needed'],
    handle: async ({ deps, store, session, found, body, businessNo: requestId }) => {
      await assertNotOwn(store, session, 'settle_refund', [found.refundNo]);
      if (found.state !== 'needs_attention') throw new DomainError('refund_not_waiting', { state: found.state });
      const { refundNo, amountFen } = found;
      const { isNew, isEnough } = await inTransaction(store, async (trx) => {
        const settled = await createRefunds(trx).settle({
          refundNo,
          staffId: session.staffId,
          reference: body.reference,
        });
        if (settled.isNew)
          await createAudit(trx).append({
            staffId: session.staffId,
            action: 'refund_settled',
            subject: refundNo,
            detail: { amountFen },
          });
        return settled;
      });
      if (!isEnough) {
        if (!isNew) throw new DomainError('second_person_needed', { state: found.state });
        return { status: 202, body: { refundId: refundNo, peopleNeeded: 1 } };
      }
      await askInRows(store, session, {
        kind: 'settle_refund',
        requestId,
        about: [{ subject: refundNo, payload: {} }],
      });
      const told = await deps.engine.takeUpRefund(refundNo, requestId);
      if ('pending' in told) return { status: 202, body: { statusUrl } };
      return { status: 200, body: { refundId: refundNo, state: told.done.state } };
    },
  }),
];
