import { randomUUID } from 'node:crypto';
import type { BadgeType } from '../domain/attendee.ts';
import { maskDocument } from '../domain/identity.ts';
import { unreadable } from '../domain/unreadable.ts';
import { attendeePlace } from './attendee.ts';
import type { Store } from './knex.ts';

export interface BadgeRow {
  badgeNo: string;
  edition: string;
  badgeType: BadgeType;
  attendeeId: string;
  orderNo: string;
  name: string;
  documentMasked: string;
  unitName: string;
  token: string;
  madeAt: Date;
  /** Under which key the photo store has the photo. */
  photoKey: string | null;
}

export interface BadgeToSign {
  badgeNo: string;
  edition: string;
  badgeType: BadgeType;
}

interface ApprovedLine {
  attendee_id: string;
  badge_type: BadgeType;
  edition: string;
  unit_name: string;
  name: Buffer;
  document_number: Buffer;
}

const place = (column: 'name' | 'document_masked', row: string) => ({ table: 'badges', column, row });

/** Badges: the face of a card is frozen when it is made, so that what was printed can be printed again alike. */
export function createBadges({ knex, personalData }: Store) {
  return {
    /** Makes the badges of those of `attendeeIds` whose line in the order is approved; whom it made one for: nobody whose name or document cannot be read. */
    async make(
      order: { orderNo: string; batchId: string; attendeeIds: readonly string[] },
      sign: (badge: BadgeToSign) => Promise<string>,
    ): Promise<string[]> {
      const approved = (await knex('order_lines as l')
        .join('attendees as a', 'a.attendee_id', 'l.attendee_id')
        .join('registrations as r', 'r.registration_id', 'a.registration_id')
        .where({ 'l.order_no': order.orderNo, 'l.state': 'approved' })
        .whereIn('l.attendee_id', [...order.attendeeIds])
        .orderBy('l.line_no')
        .forUpdate('l')
        .select('l.attendee_id', 'l.badge_type', 'a.edition', 'r.unit_name', 'a.name', 'a.document_number')) as ApprovedLine[];
      const opened = approved.map((line) => {
        const shown = (column: 'name' | 'document_number') => personalData.show(attendeePlace(column, line.attendee_id), line[column]);
        return { ...line, name: shown('name'), document: shown('document_number') };
      });
      const lines = opened.filter(({ name, document }) => name !== unreadable && document !== unreadable);
      if (lines.length === 0) return [];
      const { rows: numbers } = (await knex.raw("SELECT lpad(nextval('badge_numbers')::text, 10, '0') AS no FROM generate_series(1, ?)", [
        lines.length,
      ])) as { rows: { no: string }[] };
      const rows = await Promise.all(
        lines.map(async (line, index) => {
          const rowId = randomUUID();
          const badge = { badgeNo: numbers[index]!.no, edition: line.edition, badgeType: line.badge_type };
          return {
            badge_no: badge.badgeNo,
            row_id: rowId,
            edition: line.edition,
            batch_id: order.batchId,
            order_no: order.orderNo,
            attendee_id: line.attendee_id,
            badge_type: line.badge_type,
            name: personalData.seal(place('name', rowId), line.name),
            document_masked: personalData.seal(place('document_masked', rowId), maskDocument(line.document)),
            unit_name: line.unit_name,
            token: await sign(badge),
            made_at: new Date(),
          };
        }),
      );
      await knex.batchInsert('badges', rows, 200);
      return lines.map((line) => line.attendee_id);
    },

    /** Newest first; of one person, of one batch. */
    async list(of: { attendeeId: string } | { batchId: string }): Promise<BadgeRow[]> {
      const rows = (await knex('badges as b')
        .leftJoin('attendee_photos as p', 'p.attendee_id', 'b.attendee_id')
        .where('attendeeId' in of ? { 'b.attendee_id': of.attendeeId } : { 'b.batch_id': of.batchId })
        .orderBy('b.badge_no', 'attendeeId' in of ? 'desc' : 'asc')
        .select('b.*', 'p.photo_key')) as (Record<'badge_no' | 'row_id' | 'edition' | 'attendee_id' | 'order_no' | 'unit_name' | 'token', string> & {
        badge_type: BadgeType;
        name: Buffer;
        document_masked: Buffer;
        made_at: Date;
        photo_key: string | null;
      })[];
      return rows.map((row) => ({
        badgeNo: row.badge_no,
        edition: row.edition,
        badgeType: row.badge_type,
        attendeeId: row.attendee_id,
        orderNo: row.order_no,
        name: personalData.show(place('name', row.row_id), row.name),
        documentMasked: personalData.show(place('document_masked', row.row_id), row.document_masked),
        unitName: row.unit_name,
        token: row.token,
        madeAt: row.made_at,
        photoKey: row.photo_key,
      }));
    },
  };
}
