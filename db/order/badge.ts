import { randomUUID } from 'node:crypto';
import { maskDocument } from '../../domain/identity.ts';
import { isMarker } from '../../domain/unreadable.ts';
import { attendeeField } from '../registration/attendee.ts';
import { rowsOf, type Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';
import type { SealedColumns } from '../tables.ts';

/** Its face opened; `photoKey`: under which key the photo store has the photo. */
export type BadgeRow = Omit<Row<'badges'>, 'rowId' | 'batchId' | 'name' | 'documentMasked'> & {
  name: string;
  documentMasked: string;
  photoKey: string | null;
};

export type BadgeToSign = Pick<Row<'badges'>, 'badgeNo' | 'edition' | 'badgeType'>;

const field = (column: SealedColumns['badges'], row: string): SealedField => ({ table: 'badges', column, row });

/** Badges: the face of a card is frozen when it is made, so that what was printed can be printed again alike. */
export function createBadges({ knex, personalData }: Store) {
  return {
    /** Makes the badges of those of `attendeeIds` whose line in the order is approved; whom it made one for: nobody whose name or document cannot be read. */
    async make(
      order: { orderNo: string; batchId: string; attendeeIds: readonly string[] },
      sign: (badge: BadgeToSign) => Promise<string>,
    ): Promise<string[]> {
      const approved = await knex('order_lines as l')
        .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .where({ 'l.orderNo': order.orderNo, 'l.state': 'approved' })
        .whereIn('l.attendeeId', [...order.attendeeIds])
        .orderBy('l.lineNo')
        .forUpdate('l')
        .select(
          'l.attendeeId',
          'l.badgeType',
          'a.edition',
          'a.registrationId',
          'r.unitName',
          'a.name',
          'a.printedName',
          'a.documentNumber',
        );
      const opened = approved.map((line) => {
        const { attendeeId, printedName, documentNumber } = line;
        const name = printedName
          ? personalData.show(attendeeField('printedName', attendeeId), printedName)
          : personalData.show(attendeeField('name', attendeeId), line.name);
        const document = personalData.show(attendeeField('documentNumber', attendeeId), documentNumber);
        return { ...line, name, document };
      });
      const lines = opened.filter(({ name, document }) => !isMarker(name) && !isMarker(document));
      if (lines.length === 0) return [];
      const numbers = await rowsOf<{ no: string }>(
        knex,
        "SELECT lpad(nextval('badge_numbers')::text, 10, '0') AS no FROM generate_series(1, ?)",
        [lines.length],
      );
      const rows = await Promise.all(
        lines.map(async (line, index) => {
          const rowId = randomUUID();
          const badge = { badgeNo: numbers[index]!.no, edition: line.edition, badgeType: line.badgeType };
          return {
            badgeNo: badge.badgeNo,
            rowId,
            edition: line.edition,
            batchId: order.batchId,
            orderNo: order.orderNo,
            attendeeId: line.attendeeId,
            badgeType: line.badgeType,
            name: personalData.seal(field('name', rowId), line.name, line.registrationId),
            documentMasked: personalData.seal(
              field('documentMasked', rowId),
              maskDocument(line.document),
              line.registrationId,
            ),
            // A unit's people are locked once it is approved, which takes a name.
            unitName: line.unitName!,
            token: await sign(badge),
            madeAt: new Date(),
          };
        }),
      );
      await knex.batchInsert('badges', rows, 200);
      return lines.map((line) => line.attendeeId);
    },

    /** Newest first; of one person, of one batch, of a whole registration. */
    async list(of: { attendeeId: string } | { batchId: string } | { registrationId: string }): Promise<BadgeRow[]> {
      const which =
        'attendeeId' in of
          ? { 'b.attendeeId': of.attendeeId }
          : 'batchId' in of
            ? { 'b.batchId': of.batchId }
            : { 'o.registrationId': of.registrationId };
      const rows = await knex('badges as b')
        .join('badge_orders as o', 'o.orderNo', 'b.orderNo')
        .leftJoin('attendee_photos as p', 'p.attendeeId', 'b.attendeeId')
        .where(which)
        .orderBy('b.badgeNo', 'attendeeId' in of ? 'desc' : 'asc')
        .select('b.*', 'p.photoKey');
      return rows.map(({ rowId, batchId: _batchId, ...row }) => ({
        ...row,
        name: personalData.show(field('name', rowId), row.name),
        documentMasked: personalData.show(field('documentMasked', rowId), row.documentMasked),
      }));
    },
  };
}
