import type { RegistrationState } from '../../domain/registration.ts';
import { reviewAgeDays } from '../../domain/statistics.ts';
import { rowsOf, type Store } from '../knex.ts';

/** Days in China, first and last included, of one edition. */
export interface StatisticsTime {
  edition: string;
  from: string;
  until: string;
}

/** How many registrations stand where now. */
export type StateCounts = { [S in RegistrationState]?: number };

interface DelegationCounts {
  delegationId: number | null;
  no: number | null;
  nameZh: string | null;
  nameEn: string | null;
  states: StateCounts;
}

interface OrderDay {
  day: string;
  /** Orders that were placed. */
  orders: number;
  paidOrders: number;
  /** Money that came in, by the providers' clocks, also what no order wanted. */
  capturedFen: number;
  refundedFen: number;
}

const dayOf = (column: string) => `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')`;
/** Compares the column itself, which an index may have. */
const isWithin = (column: string) => `${column} >= (:from::date)::timestamp AT TIME ZONE 'Asia/Shanghai'
  AND ${column} < (:until::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'`;
const ageGroup = (since: string) =>
  `width_bucket(extract(epoch FROM now() - ${since}) / 86400, ARRAY[${reviewAgeDays.slice(1).join()}]::numeric[])`;

/** Counts and sums; of nobody in particular. */
export function createStatistics({ knex }: Store) {
  return {
    /** Registrations by the day on which they were opened; days without any are left out. */
    async registrationsByDay(time: StatisticsTime): Promise<{ day: string; states: StateCounts }[]> {
      return rowsOf(
        knex,
        `SELECT day, jsonb_object_agg(state, registrations) AS states FROM (
           SELECT ${dayOf('created_at')} AS day, state, count(*) AS registrations FROM registrations
             WHERE edition = :edition AND ${isWithin('created_at')} GROUP BY 1, 2
         ) counted GROUP BY day`,
        { ...time },
      );
    },

    /** The same registrations by the delegation that has them, last those that none has yet. */
    async registrationsByDelegation(time: StatisticsTime): Promise<DelegationCounts[]> {
      return rowsOf(
        knex,
        `SELECT d.delegation_id, d.no, d.name_zh, d.name_en, counted.states FROM (
           SELECT delegation_id, jsonb_object_agg(state, registrations) AS states FROM (
             SELECT delegation_id, state, count(*) AS registrations FROM registrations
               WHERE edition = :edition AND ${isWithin('created_at')} GROUP BY 1, 2
           ) each GROUP BY delegation_id
         ) counted LEFT JOIN delegations d USING (delegation_id) ORDER BY d.no NULLS LAST`,
        { ...time },
      );
    },

    /** Orders and their money; days without any are left out. */
    async ordersByDay(time: StatisticsTime): Promise<OrderDay[]> {
      return rowsOf(
        knex,
        `SELECT day, sum(orders)::int AS orders, sum(paid)::int AS paid_orders, sum(captured)::bigint AS captured_fen, sum(refunded)::bigint AS refunded_fen FROM (
           SELECT ${dayOf('created_at')} AS day, count(*) AS orders, 0 AS paid, 0 AS captured, 0 AS refunded
             FROM badge_orders WHERE edition = :edition AND ${isWithin('created_at')} GROUP BY 1
           UNION ALL SELECT ${dayOf('paid_at')}, 0, count(*), 0, 0
             FROM badge_orders WHERE edition = :edition AND ${isWithin('paid_at')} GROUP BY 1
           UNION ALL SELECT ${dayOf('p.paid_at')}, 0, 0, sum(p.captured_fen), 0
             FROM payments p JOIN badge_orders o USING (order_no) WHERE o.edition = :edition AND ${isWithin('p.paid_at')} GROUP BY 1
           UNION ALL SELECT ${dayOf('f.state_at')}, 0, 0, 0, sum(f.amount_fen)
             FROM refunds f JOIN badge_orders o USING (order_no) WHERE o.edition = :edition AND f.state = 'refunded' AND ${isWithin('f.state_at')} GROUP BY 1
         ) days GROUP BY day`,
        { ...time },
      );
    },

    /** What waits for review at this moment, by the group of its age (from 0). */
    async reviewAges(edition: string): Promise<{ ageGroup: number; registrations: number; people: number }[]> {
      return rowsOf(
        knex,
        `SELECT age_group, sum(registrations)::int AS registrations, sum(people)::int AS people FROM (
           SELECT ${ageGroup('submitted_at')} AS age_group, count(*) AS registrations, 0 AS people
             FROM registrations WHERE edition = :edition AND state IN ('under_review', 'under_second_review') GROUP BY 1
           UNION ALL SELECT ${ageGroup('l.state_at')}, 0, count(*)
             FROM order_lines l JOIN badge_orders o USING (order_no) WHERE o.edition = :edition AND l.state = 'under_review' GROUP BY 1
         ) waiting GROUP BY age_group`,
        { edition },
      );
    },
  };
}
