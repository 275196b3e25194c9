import { initialOrderState, orderTransitions, type ClosedReason, type OrderEvent, type OrderState } from '../domain/badge-order.ts';
import type { BadgeType, PickupWay } from '../domain/attendee.ts';
import { freeLineStates, type LineState } from '../domain/badge.ts';
import type { Refusal } from '../domain/errors.ts';
import { nextState } from '../domain/state-machine.ts';
import { addressHolds } from './address.ts';
import { createEvents, type Actor } from './event.ts';
import type { Store } from './knex.ts';
import { createOrderLines } from './order-line.ts';

export interface OrderPlacing {
  orderNo: string;
  registrationId: string;
  attendeeIds: readonly string[];
  pickup: PickupWay;
  addressId?: string;
  paymentWindowSeconds: number;
}

export interface PlacedOrder {
  state: OrderState;
  payableFen: number;
  /** Null when nothing is to be paid. */
  expiresAt: Date | null;
}

export interface OrderRow {
  order_no: string;
  edition: string;
  registration_id: string;
  state: OrderState;
  closed_reason: ClosedReason | null;
  people: number;
  total_fen: number;
  reduction_fen: number;
  payable_fen: number;
  invoiced: boolean;
  pickup: PickupWay;
  address_id: string | null;
  expires_at: Date | null;
  created_at: Date;
  paid_at: Date | null;
  ended_at: Date | null;
}

interface Candidate {
  attendee_id: string;
  state: 'saved' | 'locked';
  badge_type: BadgeType | null;
  pickup: PickupWay | null;
  live_line: LineState | null;
}

/** Badge orders. Written only by activities on behalf of the order's workflow. */
export function createBadgeOrders(store: Store) {
  const { knex } = store;

  async function candidates(registrationId: string, attendeeIds: readonly string[]): Promise<Map<string, Candidate>> {
    // Locked in one order, so that two placements of overlapping people wait for each other instead of deadlocking.
    const rows = (await knex('attendees')
      .where({ registration_id: registrationId })
      .whereIn('attendee_id', [...attendeeIds])
      .orderBy('attendee_id')
      .forUpdate()
      .select('attendee_id', 'state', 'badge_type', 'pickup')) as Omit<Candidate, 'live_line'>[];
    const live = (await knex('order_lines')
      .whereIn('attendee_id', [...attendeeIds])
      .whereNotIn('state', [...freeLineStates])
      .select('attendee_id', 'state')) as { attendee_id: string; state: LineState }[];
    const lineOf = new Map(live.map((line) => [line.attendee_id, line.state]));
    return new Map(rows.map((row) => [row.attendee_id, { ...row, live_line: lineOf.get(row.attendee_id) ?? null }]));
  }

  /** The one asked for, or that of the registration, or the default. */
  async function courierAddress(
    registrationId: string,
    addressId: string | undefined,
  ): Promise<{ address_id: string; outdated: boolean } | undefined> {
    const rows = (await knex('addresses as a')
      .join('registrations as r', 'r.unit_id', 'a.unit_id')
      .where('r.registration_id', registrationId)
      .whereNull('a.deleted_at')
      .whereRaw(addressId ? 'a.address_id = ?' : '(a.is_default OR a.address_id = r.address_id)', addressId ? [addressId] : [])
      .orderByRaw('(a.address_id = r.address_id) DESC NULLS LAST, a.is_default DESC')
      .limit(1)
      .select('a.address_id', knex.raw(`a.confirmed_at + ${addressHolds} <= now() AS outdated`))) as { address_id: string; outdated: boolean }[];
    return rows[0];
  }

  return {
    async nextNumber(): Promise<string> {
      const { rows } = (await knex.raw(
        "SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYMMDD') || lpad(nextval('order_numbers')::text, 8, '0') AS no",
      )) as { rows: { no: string }[] };
      return rows[0]!.no;
    },

    /** The order and its lines, or why not; the fee of each line is frozen here (G6.1). */
    async place({
      orderNo,
      registrationId,
      attendeeIds,
      pickup,
      addressId,
      paymentWindowSeconds,
    }: OrderPlacing): Promise<{ placed: PlacedOrder } | { refused: Refusal }> {
      const registration = (await knex('registrations as r')
        .join('editions as e', 'e.edition', 'r.edition')
        .where({ registration_id: registrationId })
        .first('r.state', 'r.edition', 'e.professional_fee_fen', 'e.vip_fee_fen')) as
        | { state: string; edition: string; professional_fee_fen: number; vip_fee_fen: number }
        | undefined;
      if (!registration) return { refused: { code: 'not_found' } };
      const found = await candidates(registrationId, attendeeIds);
      const faults = attendeeIds.map((id, index) => ({ path: `attendeeIds[${index}]`, candidate: found.get(id) }));
      const refuse = (code: Refusal['code'], which: typeof faults) => ({
        refused: { code, errors: which.map(({ path, candidate }) => ({ path, code, message: candidate ? candidate.live_line ?? candidate.state : 'unknown' })) },
      }); // prettier-ignore
      const unknown = faults.filter(({ candidate }) => !candidate);
      if (unknown.length > 0) return refuse('not_found', unknown);
      const unlocked = faults.filter(({ candidate }) => candidate!.state !== 'locked');
      if (unlocked.length > 0) return refuse('attendee_not_locked', unlocked);

      const fees: Record<BadgeType, number> = { professional: registration.professional_fee_fen, vip: registration.vip_fee_fen };
      const lines = attendeeIds.map((attendeeId, index) => {
        const { badge_type, pickup: own } = found.get(attendeeId)!;
        return {
          order_no: orderNo,
          attendee_id: attendeeId,
          line_no: index + 1,
          badge_type: badge_type!,
          pickup: own ?? pickup,
          fee_fen: fees[badge_type!],
        };
      });
      const byCourier = lines.some((line) => line.pickup === 'courier');
      const address = byCourier ? await courierAddress(registrationId, addressId) : undefined;
      if (byCourier && !address)
        return {
          refused: {
            code: 'address_required',
            errors: [{ path: 'addressId', code: 'address_required', message: addressId ?? 'no default address' }],
          },
        };

      if (address?.outdated)
        return { refused: { code: 'address_outdated', errors: [{ path: 'addressId', code: 'address_outdated', message: address.address_id }] } };

      // The state is looked at last: a request that breaks a rule breaks it in any state.
      const ordered = faults.filter(({ candidate }) => candidate!.live_line);
      if (ordered.length > 0) return refuse('attendee_already_ordered', ordered);

      const payable = lines.reduce((sum, line) => sum + line.fee_fen, 0);
      const state = initialOrderState(payable);
      const [row] = await knex('badge_orders')
        .insert({
          order_no: orderNo, edition: registration.edition, registration_id: registrationId, state, people: lines.length,
          total_fen: payable, payable_fen: payable, pickup, address_id: address?.address_id ?? null,
          expires_at: payable > 0 ? knex.raw("now() + ? * interval '1 second'", [paymentWindowSeconds]) : null,
          paid_at: payable > 0 ? null : knex.fn.now(),
        })
        .returning<{ expires_at: Date | null }[]>('expires_at'); // prettier-ignore
      await knex('order_lines').insert(lines.map((line) => ({ ...line, state: payable > 0 ? 'awaiting_payment' : 'under_review' })));
      await createEvents(store).append({
        registrationId, orderNo, kind: 'order_placed', to: state, actor: 'unit', detail: { people: lines.length, payableFen: payable },
      }); // prettier-ignore
      return { placed: { state, payableFen: payable, expiresAt: row!.expires_at } };
    },

    /**
     * Walks one edge of the order's table, with its lines and its event; the state it is in afterwards. A repeat finds the
     * order moved already and changes nothing.
     */
    async move({
      orderNo,
      from,
      event,
      closedReason,
      actor,
    }: {
      orderNo: string;
      from: OrderState;
      event: OrderEvent;
      closedReason: ClosedReason;
      actor: Actor;
    }): Promise<OrderState> {
      const to = nextState(orderTransitions, from, event);
      if (!to) throw new Error(`An order cannot go from ${from} on ${event}`);
      const [row] = await knex('badge_orders')
        .where({ order_no: orderNo, state: from })
        .update({
          state: to,
          ...(to === 'paid' ? { paid_at: knex.fn.now() } : {}),
          ...(to === 'closed' ? { closed_reason: closedReason } : {}),
          ...(to === 'closed' || to === 'settled' ? { ended_at: knex.fn.now() } : {}),
        })
        .returning<{ registration_id: string }[]>('registration_id');
      if (!row) {
        const current = (await knex('badge_orders').where({ order_no: orderNo }).first('state')) as { state: OrderState } | undefined;
        if (current?.state === to) return to;
        throw new Error(`Order ${orderNo} is ${current?.state ?? 'not there'}, not ${from}`);
      }
      const registrationId = row.registration_id;
      await createEvents(store).append({
        registrationId, orderNo, kind: event, from, to, actor, ...(to === 'closed' ? { detail: { closedReason } } : {}),
      }); // prettier-ignore
      const lines = createOrderLines(store);
      if (to === 'paid') await lines.move({ orderNo, registrationId, event: 'order_paid', actor });
      if (to === 'closed') await lines.move({ orderNo, registrationId, event: 'order_closed', actor });
      return to;
    },

    /** Calls a human; the first reason stands until someone clears it. */
    async raiseAttention(orderNo: string, reason: string): Promise<void> {
      const [row] = await knex('badge_orders')
        .where({ order_no: orderNo })
        .whereNull('attention')
        .update({ attention: reason, attention_at: knex.fn.now() })
        .returning<{ registration_id: string }[]>('registration_id');
      if (row)
        await createEvents(store).append({
          registrationId: row.registration_id,
          orderNo,
          kind: 'attention_raised',
          actor: 'system',
          detail: { reason },
        });
    },

    /** Nobody is needed any more for what began with these words. */
    async clearAttention(orderNo: string, about: string): Promise<void> {
      const [row] = await knex('badge_orders')
        .where({ order_no: orderNo })
        .whereRaw('starts_with(attention, ?)', [about])
        .update({ attention: null, attention_at: null })
        .returning<{ registration_id: string }[]>('registration_id');
      if (row) await createEvents(store).append({ registrationId: row.registration_id, orderNo, kind: 'attention_cleared', actor: 'system' });
    },

    async registrationOf(orderNo: string): Promise<string> {
      const row = (await knex('badge_orders').where({ order_no: orderNo }).first('registration_id')) as { registration_id: string } | undefined;
      if (!row) throw new Error(`Order ${orderNo} is not there`);
      return row.registration_id;
    },
  };
}
