import type { BadgeType, PickupWay } from '../../domain/attendee.ts';
import { freeLineStates, type LineState } from '../../domain/badge.ts';
import { fieldError, type Refusal } from '../../domain/errors.ts';
import { maskDocument } from '../../domain/identity.ts';
import { createAddresses } from '../registration/address.ts';
import { attendeeField } from '../registration/attendee.ts';
import type { Store } from '../knex.ts';
import { outdatedAddress } from './badge-order-placing.ts';
import { createReductions } from './reduction.ts';

export interface Quote {
  lines: {
    attendeeId: string;
    name: string;
    documentMasked: string;
    badgeType: BadgeType;
    pickup: PickupWay | null;
    feeFen: number;
  }[];
  people: number;
  totalFen: number;
  reductionFen: number;
  payableFen: number;
}

/** What an order would cost (G6.1); nothing is held by asking. */
export function createOrderQuotes(store: Store) {
  const { knex, personalData } = store;
  return {
    async quote(
      registrationId: string,
      attendeeIds: readonly string[],
      { pickup, addressId }: { pickup?: PickupWay | undefined; addressId?: string | undefined } = {},
    ): Promise<{ quoted: Quote } | { refused: Refusal }> {
      const free = freeLineStates.map(() => '?').join(', ');
      const rows = await knex('attendees as a')
        .join('editions as e', 'e.edition', 'a.edition')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .joinRaw<{ 'l.state': LineState | null }>(
          `LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN (${free})`,
          [...freeLineStates],
        )
        .where('a.registrationId', registrationId)
        .whereIn('a.attendeeId', [...attendeeIds])
        .select('a.attendeeId', 'a.state', 'a.badgeType', 'a.pickup', 'a.name', 'a.documentNumber', {
          liveLine: 'l.state',
          usual: 'r.pickup',
          feeFen: knex.raw<number>(
            "CASE a.badge_type WHEN 'professional' THEN e.professional_fee_fen ELSE e.vip_fee_fen END",
          ),
        });
      const found = new Map(rows.map((row) => [row.attendeeId, row]));
      const refuse = (code: Refusal['code'], isWrong: (row: (typeof rows)[number] | undefined) => boolean) => {
        const errors = attendeeIds.flatMap((id, index) =>
          isWrong(found.get(id)) ? [fieldError(`attendeeIds[${index}]`, code)] : [],
        );
        return errors.length > 0 ? { refused: { code, errors } } : undefined;
      };
      const wrong =
        refuse('not_found', (row) => !row) ?? refuse('attendee_not_locked', (row) => row!.state !== 'locked');
      if (wrong) return wrong;
      // As the order would go: a person's own way, the order's, the unit's usual one, or the courier, who is the rule.
      const byCourier = rows.some((row) => (row.pickup ?? pickup ?? row.usual ?? 'courier') === 'courier');
      const address = byCourier ? await createAddresses(store).forCourier(registrationId, addressId) : undefined;
      if (address?.outdated) return { refused: outdatedAddress };
      const ordered = refuse('attendee_already_ordered', (row) => row!.liveLine !== null);
      if (ordered) return ordered;
      const lines = attendeeIds.map((attendeeId) => {
        const row = found.get(attendeeId)!;
        return {
          attendeeId,
          name: personalData.show(attendeeField('name', attendeeId), row.name),
          documentMasked: maskDocument(
            personalData.show(attendeeField('documentNumber', attendeeId), row.documentNumber),
          ),
          badgeType: row.badgeType!,
          pickup: row.pickup,
          feeFen: row.feeFen,
        };
      });
      const totalFen = lines.reduce((sum, line) => sum + line.feeFen, 0);
      const reductionFen = await createReductions(store).available(registrationId, totalFen);
      return { quoted: { lines, people: lines.length, totalFen, reductionFen, payableFen: totalFen - reductionFen } };
    },
  };
}
