import type { BadgeType, PickupWay } from '../../domain/attendee.ts';
import type { AttendeeData } from '../../domain/attendee-field.ts';
import { warningsOf, type AttendeeWarning } from '../../domain/attendee-warning.ts';
import type { LineState } from '../../domain/badge.ts';
import { maskDocument } from '../../domain/identity.ts';
import type { PersonReviewResult, PersonReviewState } from '../../domain/person-review.ts';
import { attendeeField } from '../registration/attendee.ts';
import { hasAllWords } from '../registration/registration.ts';
import { inScope, labelIn, type DelegationLabel, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';
import { personReviewField } from './person-review.ts';

const order: KeysetOrder = {
  by: [
    ['text', 'l.orderNo'],
    ['uuid', 'l.attendeeId'],
  ],
};

/** One person's line, as those who work on it see it. */
export interface PersonInQueue extends Origin {
  orderNo: string;
  attendeeId: string;
  registrationId: string;
  name: string;
  documentMasked: string;
  hasPhoto: boolean;
  unitName: string | null;
  delegation: DelegationLabel | null;
  badgeType: BadgeType;
  pickup: PickupWay;
  state: LineState;
  stateAt: Date;
  warnings: AttendeeWarning[];
  /** What the bureau said of the person (G5.1). */
  review: PersonVerdict | null;
}

type Origin = Pick<AttendeeData, 'list' | 'sex' | 'province' | 'city' | 'region' | 'country'>;
interface PersonVerdict {
  result: PersonReviewResult;
  reason: string | null;
  by: string;
  decidedAt: Date;
}

/** Which lines a queue is of; each word of `query` stands in the unit's name or account: people's names are sealed. */
export interface QueueFilter {
  edition: string;
  scope: Scope;
  of: { line: LineState } | { review: PersonReviewState };
  query?: string | undefined;
  badgeType?: BadgeType | undefined;
}

const resultOf = { approved: 'approve', failed: 'fail' } as const;

/** Lines that wait for somebody: the bureau's review and production, a delegation's hand-out. */
export function createPersonReviewQueue({ knex, personalData }: Store) {
  const lines = () =>
    knex('order_lines as l')
      .join('badge_orders as o', 'o.orderNo', 'l.orderNo')
      .join('registrations as r', 'r.registrationId', 'o.registrationId')
      .joinRaw<{ [K in keyof Verdict as `v.${K}`]: Verdict[K] }>(
        `LEFT JOIN person_reviews v ON v.order_no = l.order_no AND v.attendee_id = l.attendee_id AND v.applied_at IS NOT NULL`,
      );
  const people = () =>
    lines()
      .join('attendees as a', 'a.attendeeId', 'l.attendeeId')
      .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
      .leftJoin('staff as s', { 's.staffId': knex.ref<string | null>('v.staff_id') })
      .select(
        'l.orderNo',
        'l.attendeeId',
        'r.registrationId',
        'r.unitName',
        'l.badgeType',
        'l.pickup',
        'l.state',
        'l.stateAt',
        'a.name',
        'a.documentNumber',
        'a.list',
        'a.sex',
        'a.province',
        'a.city',
        'a.region',
        'a.country',
        'a.hasPhoto',
        'a.confirmedWarnings',
      )
      .select('d.delegationId', 'd.no', 'd.nameZh', 'd.nameEn', 'v.personReviewId', 'v.result', 'v.reason', {
        by: 's.login',
        decidedAt: 'v.appliedAt',
      });
  type Person = Awaited<ReturnType<typeof people>>[number];
  type Verdict = { [K in 'personReviewId' | 'result' | 'reason' | 'appliedAt']: Row<'person_reviews'>[K] | null };

  function opened({
    confirmedWarnings,
    documentNumber: number,
    delegationId,
    no,
    nameZh,
    nameEn,
    personReviewId,
    result,
    reason,
    by,
    decidedAt,
    ...row
  }: Person): PersonInQueue {
    const documentNumber = personalData.show(attendeeField('documentNumber', row.attendeeId), number);
    const isJudged = personReviewId !== null && result !== null && by !== null && decidedAt !== null;
    return {
      ...row,
      name: personalData.show(attendeeField('name', row.attendeeId), row.name),
      documentMasked: maskDocument(documentNumber),
      delegation: labelIn({ delegationId, no, nameZh, nameEn }),
      warnings: warningsOf({ ...row, documentNumber, confirmedWarnings }),
      review: isJudged
        ? { result, by, decidedAt, reason: reason && personalData.show(personReviewField(personReviewId), reason) }
        : null,
    };
  }

  function narrow(
    rows: { whereRaw(sql: string, bindings: Readonly<Record<string, unknown>> | readonly unknown[]): unknown },
    { edition, scope, of, query, badgeType }: QueueFilter,
  ): void {
    rows.whereRaw('o.edition = ?', [edition]);
    inScope(rows, 'r.delegationId', scope);
    if ('line' in of) rows.whereRaw('l.state = ?', [of.line]);
    else if (of.review === 'waiting') rows.whereRaw("l.state = 'under_review' AND v.result IS NULL", []);
    else rows.whereRaw('v.result = ?', [resultOf[of.review]]);
    if (query) rows.whereRaw(hasAllWords, { query });
    if (badgeType) rows.whereRaw('l.badge_type = ?', [badgeType]);
  }

  async function count(filter: QueueFilter): Promise<number> {
    const row = await lines()
      .modify((found) => narrow(found, filter))
      .first({ count: knex.raw<number>('count(*)::int') });
    return row!.count;
  }

  return {
    /** By order and person. */
    async list(filter: QueueFilter, page: KeysetPage): Promise<Keyed<PersonInQueue>[]> {
      const rows = await people()
        .modify((found) => narrow(found, filter))
        .modify((found) => pageByKeyset(found, order, page))
        .select({ keyset: keysetOf(knex, order) });
      return rows.map(({ keyset, ...row }) => ({ ...opened(row), keyset }));
    },

    count,

    /** How many of a filter's people stand where with the bureau's review. */
    async counts(filter: Omit<QueueFilter, 'of'>): Promise<Record<PersonReviewState, number>> {
      const countOf = (review: PersonReviewState) => count({ ...filter, of: { review } });
      return {
        waiting: await countOf('waiting'),
        approved: await countOf('approved'),
        failed: await countOf('failed'),
      };
    },

    /** The live lines of these people: at most one each. */
    async ofPeople(
      attendeeIds: readonly string[],
    ): Promise<{ attendeeId: string; orderNo: string; state: LineState }[]> {
      return knex('order_lines')
        .whereIn('attendeeId', [...attendeeIds])
        .whereNotIn('state', ['released', 'refunded'])
        .select('attendeeId', 'orderNo', 'state');
    },

    /** Whether all of these people, each named once, are on the order. */
    async areOf(orderNo: string, attendeeIds: readonly string[]): Promise<boolean> {
      const found = await knex('order_lines')
        .where({ orderNo })
        .whereIn('attendeeId', [...attendeeIds])
        .select('attendeeId');
      return found.length === attendeeIds.length;
    },

    /** Whether an order belongs to the scope. */
    async orderInScope(orderNo: string, scope: Scope): Promise<{ orderNo: string; state: string } | undefined> {
      return knex('badge_orders as o')
        .join('registrations as r', 'r.registrationId', 'o.registrationId')
        .where('o.orderNo', orderNo)
        .modify((orders) => inScope(orders, 'r.delegationId', scope))
        .first('o.orderNo', 'o.state');
    },
  };
}
