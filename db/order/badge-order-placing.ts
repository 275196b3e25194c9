import type { BadgeType } from '../../domain/attendee.ts';
import { initialOrderState, type BadgeOrderInput, type PlacedOrder } from '../../domain/badge-order.ts';
import { freeLineStates } from '../../domain/badge.ts';
import { fieldError, type Outcome, type Refusal } from '../../domain/errors.ts';
import { postings } from '../../domain/ledger.ts';
import { shareOut } from '../../domain/money.ts';
import { say } from '../../domain/message.ts';
import { createAddresses } from '../registration/address.ts';
import { createEvents } from '../event.ts';
import type { Store } from '../knex.ts';
import { createLedger } from '../ledger.ts';
import { createReductions } from './reduction.ts';

/** An address must hold for six months (G8.1). */
export const outdatedAddress: Refusal = {
  code: 'address_outdated',
  errors: [fieldError('addressId', 'address_outdated')],
};

/** The making of badge orders, on behalf of the order's workflow. */
export function createBadgeOrderPlacement(store: Store) {
  const { knex } = store;

  async function candidates(registrationId: string, attendeeIds: readonly string[]) {
    // Locked in one order, so that two placements of overlapping people wait for each other instead of deadlocking.
    const rows = await knex('attendees')
      .where({ registrationId })
      .whereIn('attendeeId', [...attendeeIds])
      .orderBy('attendeeId')
      .forUpdate()
      .select('attendeeId', 'state', 'badgeType', 'pickup');
    const live = await knex('order_lines')
      .whereIn('attendeeId', [...attendeeIds])
      .whereNotIn('state', [...freeLineStates])
      .select('attendeeId', 'state');
    const lineOf = new Map(live.map((line) => [line.attendeeId, line.state]));
    return new Map(rows.map((row) => [row.attendeeId, { ...row, liveLine: lineOf.get(row.attendeeId) ?? null }]));
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
    }: BadgeOrderInput): Promise<Outcome<PlacedOrder>> {
      const registration = await knex('registrations as r')
        .join('editions as e', 'e.edition', 'r.edition')
        .where({ registrationId })
        .first(
          'r.state',
          'r.edition',
          'e.professionalFeeFen',
          'e.vipFeeFen',
          'e.refundPolicy',
          'e.autoRefundDays',
          'e.closedAt',
        );
      if (!registration) return { refused: { code: 'not_found' } };
      if (registration.closedAt) return { refused: { code: 'edition_over' } };
      const found = await candidates(registrationId, attendeeIds);
      const faults = attendeeIds.map((id, index) => ({ path: `attendeeIds[${index}]`, candidate: found.get(id) }));
      const refuse = (code: Refusal['code'], which: typeof faults) => ({
        refused: {
          code,
          errors: which.map(({ path }) => fieldError(path, code)),
        },
      });
      const unknown = faults.filter(({ candidate }) => !candidate);
      if (unknown.length > 0) return refuse('not_found', unknown);
      const unlocked = faults.filter(({ candidate }) => candidate!.state !== 'locked');
      if (unlocked.length > 0) return refuse('attendee_not_locked', unlocked);

      const fees: Record<BadgeType, number> = {
        professional: registration.professionalFeeFen,
        vip: registration.vipFeeFen,
      };
      const lines = attendeeIds.map((attendeeId, index) => {
        const { badgeType, pickup: own } = found.get(attendeeId)!;
        return {
          orderNo,
          attendeeId,
          lineNo: index + 1,
          badgeType: badgeType!,
          pickup: own ?? pickup,
          feeFen: fees[badgeType!],
        };
      });
      const byCourier = lines.some((line) => line.pickup === 'courier');
      const address = byCourier ? await createAddresses(store).forCourier(registrationId, addressId) : undefined;
      if (byCourier && !address)
        return {
          refused: {
            code: 'address_required',
            errors: [
              {
                path: 'addressId',
                code: 'address_required',
                message: say(addressId ? 'not_own_address' : 'no_default_address'),
              },
            ],
          },
        };

      if (address?.outdated) return { refused: outdatedAddress };

      // The state is looked at last: a request that breaks a rule breaks it in any state.
      const ordered = faults.filter(({ candidate }) => candidate!.liveLine);
      if (ordered.length > 0) return refuse('attendee_already_ordered', ordered);

      const reductions = createReductions(store);
      const totalFen = lines.reduce((sum, line) => sum + line.feeFen, 0);
      const taken = await reductions.take(registrationId, totalFen);
      const reductionFen = taken.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const payableFen = totalFen - reductionFen;
      const shares = shareOut(
        payableFen,
        lines.map((line) => line.feeFen),
      );
      const state = initialOrderState(payableFen);
      const [row] = await knex('badge_orders')
        .insert({
          orderNo,
          edition: registration.edition,
          registrationId,
          state,
          people: lines.length,
          totalFen,
          reductionFen,
          payableFen,
          pickup,
          addressId: address?.addressId ?? null,
          refundPolicy: registration.refundPolicy,
          autoRefundDays: registration.autoRefundDays,
          expiresAt: payableFen > 0 ? knex.raw("now() + ? * interval '1 second'", [paymentWindowSeconds]) : null,
          paidAt: payableFen > 0 ? null : knex.fn.now(),
        })
        .returning('expiresAt');
      await knex('order_lines').insert(
        lines.map((line, index) => ({
          ...line,
          payableFen: shares[index]!,
          state: payableFen > 0 ? 'awaiting_payment' : 'under_review',
        })),
      );
      if (totalFen > 0) await createLedger(store).post(postings.charge({ orderNo, amountFen: totalFen }));
      for (const { reductionId, amountFen } of taken) await reductions.use(reductionId, orderNo, amountFen);
      await createEvents(store).append({
        registrationId,
        orderNo,
        kind: 'order_placed',
        to: state,
        actor: 'unit',
        detail: { people: lines.length, payableFen, reductionFen },
      });
      return {
        done: {
          state,
          payableFen,
          expiresAt: row!.expiresAt?.toISOString() ?? null,
          autoRefundDays: registration.autoRefundDays,
        },
      };
    },
  };
}
