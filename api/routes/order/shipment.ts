import { z } from 'zod';
import { courierNews } from '../../../domain/badge.ts';
import { DomainError } from '../../../domain/errors.ts';
import { shipmentStates } from '../../../domain/shipment.ts';
import { createEditions } from '../../../db/edition.ts';
import { createPersonReviewQueue } from '../../../db/order/person-review-queue.ts';
import { createShipments } from '../../../db/order/shipment.ts';
import { editionQuery, listedEdition } from '../../edition-query.ts';
import { operation } from '../../operation.ts';
import { countsBy, identifier, keysetPage, line, page, pageOf, time, uuid } from '../../schemas.ts';
import { askInRows } from '../../staff-asking.ts';
import { orderNo } from './badge-order-view.ts';

const roles = ['bureau'] as const;
const tag = 'Bureau';

const listedShipment = z
  .object({
    shipmentNo: z.string(),
    orderNo,
    registrationId: uuid,
    unitName: z.string().nullable(),
    waybill: z.string().nullable(),
    state: z.enum(shipmentStates),
    pieces: z.int(),
    createdAt: time,
    stateAt: time,
  })
  .openapi('ListedShipment');

const filters = {
  edition: listedEdition,
  query: line(100).optional().openapi({ description: "An order's number, a waybill, or part of a unit's name" }),
};

export const shipmentRoutes = [
  operation({
    id: 'listShipments',
    method: 'get',
    path: '/bureau/shipments',
    tag,
    summary: 'Parcels of an edition, the oldest first (G8.1)',
    roles,
    query: editionQuery.extend({ ...filters, state: z.enum(shipmentStates).optional() }),
    answers: { 200: page(listedShipment) },
    handle: async ({ store, query }) => {
      const filter = { ...query, edition: await createEditions(store).listed(query.edition) };
      return { status: 200, body: pageOf(await createShipments(store).list(filter, keysetPage(query)), query) };
    },
  }),
  operation({
    id: 'countShipments',
    method: 'get',
    path: '/bureau/shipments/counts',
    tag,
    summary: 'How many parcels are in each state, of those that the same filters list',
    roles,
    query: z.strictObject(filters),
    answers: { 200: countsBy(z.enum(shipmentStates), 'ShipmentCounts') },
    handle: async ({ store, query }) => {
      const filter = { ...query, edition: await createEditions(store).listed(query.edition) };
      const counts = await createShipments(store).counts(filter);
      return {
        status: 200,
        body: { items: shipmentStates.map((state) => ({ state, count: counts.get(state) ?? 0 })) },
      };
    },
  }),
  operation({
    id: 'reportShipment',
    method: 'post',
    path: '/bureau/shipments/:orderNo/news',
    tag,
    summary: "News of an order's parcel, where the courier's own has not come",
    roles,
    params: z.object({ orderNo }),
    find: ({ store, params }) => createPersonReviewQueue(store).orderInScope(params.orderNo, 'all'),
    body: z.strictObject({ state: z.enum(courierNews), waybill: identifier(40).optional() }),
    effect: 'workflow',
    answers: { 202: z.object({ accepted: z.int() }) },
    refusals: ['no_shipment'],
    handle: async ({ deps, store, session, body, found, businessNo: requestId }) => {
      const shipments = (await createShipments(store).ofOrder(found.orderNo)).filter(
        (shipment) => shipment.waybill !== null && (body.waybill === undefined || shipment.waybill === body.waybill),
      );
      const under = shipments.filter((shipment) => !['delivered', 'returned'].includes(shipment.state));
      if (under.length === 0) throw new DomainError('no_shipment', { state: shipments.at(-1)?.state ?? found.state });
      const payload = { shipmentNos: under.map((shipment) => shipment.shipmentNo), news: body.state };
      await askInRows(store, session, {
        kind: 'courier_news',
        requestId,
        about: [{ subject: found.orderNo, payload }],
      });
      await deps.engine.courierReported(found.orderNo, { requestId });
      return { status: 202, body: { accepted: under.length } };
    },
  }),
];
