import type { BadgeType, PickupWay } from '../domain/attendee.ts';
import { freeLineStates, type LineState } from '../domain/badge.ts';
import type { Refusal } from '../domain/errors.ts';
import { maskDocument } from '../domain/identity.ts';
import { attendeePlace } from './attendee.ts';
import type { Store } from './knex.ts';
import { createReductions } from './reduction.ts';

export interface Quote {
  lines: { attendeeId: string; name: string; documentMasked: string; badgeType: BadgeType; pickup: PickupWay | null; feeFen: number }[];
  people: number;
  totalFen: number;
  reductionFen: number;
  payableFen: number;
}

interface Row {
  attendee_id: string;
  state: 'saved' | 'locked';
  badge_type: BadgeType | null;
  pickup: PickupWay | null;
  name: Buffer;
  document_number: Buffer;
  fee_fen: number;
  live_line: LineState | null;
}

/** What an order would cost (G6.1); nothing is held by asking. */
export function createOrderQuotes(store: Store) {
  const { knex, personalData } = store;
  return {
    async quote(registrationId: string, attendeeIds: readonly string[]): Promise<{ quoted: Quote } | { refused: Refusal }> {
      const free = freeLineStates.map(() => '?').join(', ');
      const rows = (await knex('attendees as a')
        .join('editions as e', 'e.edition', 'a.edition')
        .joinRaw(`LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN (${free})`, [...freeLineStates])
        .where('a.registration_id', registrationId)
        .whereIn('a.attendee_id', [...attendeeIds])
        .select('a.attendee_id', 'a.state', 'a.badge_type', 'a.pickup', 'a.name', 'a.document_number', { live_line: 'l.state' })
        .select(knex.raw("CASE a.badge_type WHEN 'professional' THEN e.professional_fee_fen ELSE e.vip_fee_fen END AS fee_fen"))) as Row[];
      const found = new Map(rows.map((row) => [row.attendee_id, row]));
      const refuse = (code: Refusal['code'], isWrong: (row: Row | undefined) => boolean) => {
        const errors = attendeeIds
          .map((id, index) => ({ path: `attendeeIds[${index}]`, code, row: found.get(id) }))
          .filter(({ row }) => isWrong(row))
          .map(({ row, ...error }) => ({ ...error, message: row ? (row.live_line ?? row.state) : 'unknown' }));
        return errors.length > 0 ? { refused: { code, errors } } : undefined;
      };
      const refusal =
        refuse('not_found', (row) => !row) ??
        refuse('attendee_not_locked', (row) => row!.state !== 'locked') ??
        refuse('attendee_already_ordered', (row) => row!.live_line !== null);
      if (refusal) return refusal;
      const lines = attendeeIds.map((attendeeId) => {
        const row = found.get(attendeeId)!;
        return {
          attendeeId,
          name: personalData.show(attendeePlace('name', attendeeId), row.name),
          documentMasked: maskDocument(personalData.show(attendeePlace('document_number', attendeeId), row.document_number)),
          badgeType: row.badge_type!,
          pickup: row.pickup,
          feeFen: row.fee_fen,
        };
      });
      const totalFen = lines.reduce((sum, line) => sum + line.feeFen, 0);
      const reductionFen = await createReductions(store).available(registrationId, totalFen);
      return { quoted: { lines, people: lines.length, totalFen, reductionFen, payableFen: totalFen - reductionFen } };
    },
  };
}
