import type { BadgeType, PickupWay } from '../domain/attendee.ts';
import { initialOrderState, type OrderState } from '../domain/badge-order.ts';
import type { RefundPolicy } from '../domain/refund.ts';
import { freeLineStates, type LineState } from '../domain/badge.ts';
import type { Refusal } from '../domain/errors.ts';
import { postings } from '../domain/ledger.ts';
import { shareOut } from '../domain/money.ts';
import { addressHolds } from './address.ts';
import { createEvents } from './event.ts';
import type { Store } from './knex.ts';
import { createLedger } from './ledger.ts';
import { createReductions } from './reduction.ts';

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
  autoRefundDays: number;
}

interface Candidate {
  attendee_id: string;
  state: 'saved' | 'locked';
  badge_type: BadgeType | null;
  pickup: PickupWay | null;
  live_line: LineState | null;
}

/** The making of badge orders, on behalf of the order's workflow. */
export function createOrderPlacings(store: Store) {
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
        .first('r.state', 'r.edition', 'e.professional_fee_fen', 'e.vip_fee_fen', 'e.refund_policy', 'e.auto_refund_days')) as
        | {
            state: string;
            edition: string;
            professional_fee_fen: number;
            vip_fee_fen: number;
            refund_policy: RefundPolicy;
            auto_refund_days: number;
          }
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

      const reductions = createReductions(store);
      const totalFen = lines.reduce((sum, line) => sum + line.fee_fen, 0);
      const taken = await reductions.take(registrationId, totalFen);
      const reductionFen = taken.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const payableFen = totalFen - reductionFen;
      const shares = shareOut(payableFen, lines.map((line) => line.fee_fen)); // prettier-ignore
      const state = initialOrderState(payableFen);
      const [row] = await knex('badge_orders')
        .insert({
          order_no: orderNo, edition: registration.edition, registration_id: registrationId, state, people: lines.length,
          total_fen: totalFen, reduction_fen: reductionFen, payable_fen: payableFen, pickup, address_id: address?.address_id ?? null,
          refund_policy: registration.refund_policy, auto_refund_days: registration.auto_refund_days,
          expires_at: payableFen > 0 ? knex.raw("now() + ? * interval '1 second'", [paymentWindowSeconds]) : null,
          paid_at: payableFen > 0 ? null : knex.fn.now(),
        })
        .returning<{ expires_at: Date | null }[]>('expires_at'); // prettier-ignore
      await knex('order_lines').insert(
        lines.map((line, index) => ({ ...line, payable_fen: shares[index]!, state: payableFen > 0 ? 'awaiting_payment' : 'under_review' })),
      );
      if (totalFen > 0) await createLedger(store).post(postings.charge({ orderNo, amountFen: totalFen }));
      for (const { reductionId, amountFen } of taken) await reductions.use(reductionId, orderNo, amountFen);
      await createEvents(store).append({
        registrationId, orderNo, kind: 'order_placed', to: state, actor: 'unit', detail: { people: lines.length, payableFen, reductionFen },
      }); // prettier-ignore
      return { placed: { state, payableFen, expiresAt: row!.expires_at, autoRefundDays: registration.auto_refund_days } };
    },
  };
}
