import { randomBytes, randomUUID } from 'node:crypto';
import { createUnit } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';
import { times, type List, type PagedStage } from './paged-stage.ts';

/** Lists of orders, their papers and money, and of those who wait in them. */
export async function orderLists(stage: PagedStage): Promise<Record<string, List>> {
  const { api, store, knex, bureau, operator, orderNo, rows, into, drop, next, sorted } = stage;
  const { unitId, registrationId, token } = stage.buyer;
  const elsewhere = await createUnit(store, { delegationNo: 6 });
  const { staffId } = (await store.knex('staff').where({ login: 'bureau' }).first('staffId'))!;
  const inState = async (state: string, count: number, at: Date) => {
    const ids = await createPeople(
      store,
      registrationId,
      times(count, () => ({})),
    );
    const no = `${sorted(at)}${String(next()).padStart(7, '0')}`;
    await into('badge_orders', [rows.order({ orderNo: no })]);
    await into(
      'order_lines',
      ids.map((attendeeId, n) => rows.line({ orderNo: no, attendeeId, lineNo: n + 1, state })),
    );
  };
  const queue = (state: string, path: string): List => ({
    path,
    token: bureau,
    id: 'attendeeId',
    add: (count, at) => inState(state, count, at),
    remove: (id) => knex('order_lines').where({ attendeeId: id }).update({ state: 'delivered' }),
  });

  const refundsOf = (count: number, createdAt: Date) =>
    into(
      'refunds',
      times(count, () => ({
        refundNo: `${orderNo}R${next()}`,
        orderNo,
        outTradeNo: `${orderNo}P1`,
        kind: 'suspense',
        amountFen: 1,
        state: 'refunding',
        requestedBy: 'system',
        createdAt,
      })),
    );

  return {
    '/invoice-titles': {
      path: '/invoice-titles',
      token,
      id: 'titleId',
      add: (count, createdAt) =>
        into(
          'invoice_titles',
          times(count, () => ({ titleId: randomUUID(), unitId, kind: 'personal', title: randomBytes(40), createdAt })),
        ),
      remove: (id) => api.call('DELETE', `/invoice-titles/${id}`, { token }),
    },
    '/orders': {
      path: '/orders?tab=all',
      token,
      id: 'orderNo',
      add: async (count, at) => {
        for (const attendeeId of await createPeople(
          store,
          registrationId,
          times(count, () => ({})),
        )) {
          const no = `${sorted(at)}${String(next()).padStart(7, '0')}`;
          await into('badge_orders', [rows.order({ orderNo: no, createdAt: at })]);
          await into('order_lines', [rows.line({ orderNo: no, attendeeId })]);
        }
      },
      remove: (id) => knex('badge_orders').where({ orderNo: id }).update({ registrationId: elsewhere.registrationId }),
    },
    '/orders/:orderNo/events': {
      path: `/orders/${orderNo}/events`,
      token,
      id: 'eventId',
      add: (count) =>
        into(
          'events',
          times(count, () => ({ registrationId, orderNo, kind: 'order_placed', actor: 'unit', detail: {} })),
        ),
    },
    '/orders/:orderNo/invoices': {
      path: `/orders/${orderNo}/invoices`,
      token,
      id: 'invoiceId',
      add: (count, createdAt) =>
        into(
          'invoices',
          times(count, () => rows.invoice(next(), { state: 'failed', failure: 'no', createdAt })),
        ),
      remove: drop('invoices', 'invoiceNo'),
    },
    '/orders/:orderNo/refunds': {
      path: `/orders/${orderNo}/refunds`,
      token,
      id: 'refundId',
      add: refundsOf,
      remove: drop('refunds', 'refundNo'),
    },
    '/ops/orders': {
      path: '/ops/orders?state=settled',
      token: operator,
      id: 'orderNo',
      add: (count, at) =>
        into(
          'badge_orders',
          times(count, () => {
            const no = `${sorted(at)}${String(next()).padStart(7, '0')}`;
            return rows.order({ orderNo: no, state: 'settled', paidAt: at, endedAt: at });
          }),
        ),
      remove: drop('badge_orders', 'orderNo'),
    },
    '/ops/refunds': {
      path: '/ops/refunds?state=refunding',
      token: operator,
      id: 'refundId',
      add: refundsOf,
      remove: drop('refunds', 'refundNo'),
    },
    '/bureau/production/batches': {
      path: '/bureau/production/batches',
      token: bureau,
      id: 'batchId',
      add: (count, createdAt) =>
        into(
          'production_batches',
          times(count, () => ({ batchId: randomUUID(), edition: '2', staffId, createdAt })),
        ),
      remove: drop('production_batches', 'batchId'),
    },
    '/bureau/shipments': {
      path: '/bureau/shipments',
      token: bureau,
      id: 'shipmentNo',
      add: (count, createdAt) =>
        into(
          'shipments',
          times(count, () => {
            const attempt = next();
            const parcel = {
              shipmentNo: `${orderNo}S${attempt}`,
              orderNo,
              attempt,
              waybill: `SF${attempt}`,
              pieces: 1,
            };
            // One that is under way for long needs a human, who is listed too.
            return { ...parcel, state: 'delivered', createdAt };
          }),
        ),
      remove: drop('shipments', 'shipmentNo'),
    },
    '/ops/reconciliation': {
      path: '/ops/reconciliation',
      token: operator,
      id: 'differenceId',
      add: (count, foundAt) =>
        into(
          'differences',
          times(count, (n) => ({
            kind: 'capture_missing',
            subject: String(next()),
            foundAt,
            ...(n % 2 ? { state: 'settled', settledAt: foundAt } : { state: 'waiting' }),
          })),
        ),
      remove: drop('differences', 'differenceId'),
    },
    '/bureau/person-reviews': queue('under_review', '/bureau/person-reviews'),
    '/bureau/production': queue('approved', '/bureau/production'),
    '/pickups': queue('ready_for_pickup', '/pickups'),
    '/bureau/edition/changes': {
      path: '/bureau/edition/changes?state=waiting',
      token: bureau,
      id: 'changeId',
      add: (count, askedAt) =>
        into(
          'edition_changes',
          times(count, () => ({
            changeId: randomUUID(),
            edition: '2',
            change: {},
            changes: '[]',
            askedBy: staffId,
            askedAt,
          })),
        ),
      remove: drop('edition_changes', 'changeId'),
    },
    '/bureau/reductions': {
      path: `/bureau/reductions?registrationId=${registrationId}`,
      token: bureau,
      id: 'reductionId',
      add: (count, createdAt) =>
        into(
          'reductions',
          times(count, () => ({
            reductionId: randomUUID(),
            registrationId,
            amountFen: 1,
            reason: randomBytes(40),
            staffId,
            createdAt,
          })),
        ),
      remove: drop('reductions', 'reductionId'),
    },
  };
}
