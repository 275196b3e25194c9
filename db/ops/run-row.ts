import type { OrderState } from '../../domain/badge-order.ts';
import type { RefundToMake } from '../../domain/refund.ts';
import { statesIn, type RegistrationState } from '../../domain/registration.ts';
import type { RegistrationCalendar } from '../../domain/registration-deadline.ts';
import { rowsOf, type Store } from '../knex.ts';
import { createRegistrationMoves, daysAfterClosing } from '../registration/registration-move.ts';

/** Whom a row's run is about. */
interface Whose {
  edition: string;
  account: string;
  delegationNo: number | undefined;
}

export interface WaitingOrder extends Whose {
  orderNo: string;
  registrationId: string;
  state: OrderState;
  /** Attempts to pay that have rows. */
  trades: string[];
  /** Refunds of its people under way. */
  refunds: string[];
}

export interface WaitingRegistration extends Whose {
  registrationId: string;
  unitId: string;
  state: RegistrationState;
}

/** The sequences whose numbers others come to know. */
export type NumberSequence = 'order_numbers' | 'invoice_numbers' | 'badge_numbers';

const whose = `u.edition, u.account, d.no AS delegation_no`;
const joins = `JOIN units u ON u.unit_id = r.unit_id LEFT JOIN delegations d ON d.delegation_id = r.delegation_id`;
const withoutNull = <R extends { delegationNo: number | null }>(row: R) => ({
  ...row,
  delegationNo: row.delegationNo ?? undefined,
});

/** The rows that wait for something, each of which has a run. */
export function createRunRows(store: Store) {
  const { knex } = store;

  return {
    async orders(): Promise<WaitingOrder[]> {
      const rows = await rowsOf<WaitingOrder & { delegationNo: number | null }>(
        knex,
        `SELECT o.order_no, o.registration_id, o.state, ${whose},
           ARRAY(SELECT p.out_trade_no FROM payments p WHERE p.order_no = o.order_no) AS trades,
           ARRAY(SELECT f.refund_no FROM refunds f WHERE f.order_no = o.order_no AND f.kind = 'lines' AND f.state <> 'refunded') AS refunds
         FROM badge_orders o JOIN registrations r ON r.registration_id = o.registration_id ${joins}
         WHERE o.state NOT IN ('closed', 'settled') ORDER BY o.order_no`,
      );
      return rows.map(withoutNull);
    },

    /** Until their edition is over. */
    async registrations(): Promise<WaitingRegistration[]> {
      const rows = await rowsOf<WaitingRegistration & { delegationNo: number | null }>(
        knex,
        `SELECT r.registration_id, r.unit_id, r.state, ${whose}
         FROM registrations r JOIN editions e ON e.edition = r.edition ${joins}
         WHERE NOT r.state = ANY (?) AND now() < e.registration_closes_at + ? * interval '1 day' ORDER BY r.registration_id`,
        [statesIn('ended'), daysAfterClosing],
      );
      return rows.map(withoutNull);
    },

    /** Of money that nobody wanted: they belong to no order's run. */
    suspenseRefunds: (): Promise<RefundToMake[]> =>
      rowsOf(
        knex,
        `SELECT f.refund_no, f.order_no, f.out_trade_no, p.channel, f.amount_fen FROM refunds f JOIN payments p USING (out_trade_no)
         WHERE f.kind = 'suspense' AND f.state <> 'refunded' ORDER BY f.refund_no`,
      ),

    issuing: (): Promise<(Whose & { invoiceNo: string; orderNo: string })[]> =>
      rowsOf<Whose & { invoiceNo: string; orderNo: string; delegationNo: number | null }>(
        knex,
        `SELECT i.invoice_no, i.order_no, ${whose} FROM invoices i JOIN badge_orders o USING (order_no)
         JOIN registrations r ON r.registration_id = o.registration_id ${joins} WHERE i.state = 'issuing' ORDER BY i.invoice_no`,
      ).then((rows) => rows.map(withoutNull)),

    /** Those of the numbers that there are rows of, in whatever state. */
    async known(of: 'badge_orders' | 'refunds' | 'invoices', numbers: readonly string[]): Promise<Set<string>> {
      const columns = { badge_orders: 'order_no', refunds: 'refund_no', invoices: 'invoice_no' } as const;
      const rows = await rowsOf<{ no: string }>(
        knex,
        `SELECT ${columns[of]} AS no FROM ${of} WHERE ${columns[of]} = ANY (?)`,
        [[...numbers]],
      );
      return new Set(rows.map(({ no }) => no));
    },

    async labels(registrationId: string): Promise<Whose | undefined> {
      const [row] = await rowsOf<Whose & { delegationNo: number | null }>(
        knex,
        `SELECT ${whose} FROM registrations r ${joins} WHERE r.registration_id = ?`,
        [registrationId],
      );
      return row && withoutNull(row);
    },

    calendar: (edition: string): Promise<RegistrationCalendar> => createRegistrationMoves(store).calendar(edition),

    /** When the last order was placed that there is a row of. */
    async lastPlacedAt(): Promise<Date | undefined> {
      return (await knex('badge_orders').orderBy('createdAt', 'desc').first('createdAt'))?.createdAt;
    },

    /** The last number that was given out; 0 where none was. */
    async lastNumber(sequence: NumberSequence): Promise<number> {
      const [row] = await rowsOf<{ last: number | null }>(
        knex,
        'SELECT last_value AS last FROM pg_sequences WHERE schemaname = current_schema() AND sequencename = ?',
        [sequence],
      );
      return row?.last ?? 0;
    },

    /** Forward alone, and by the right that every program has: nobody can give a number out again by it. */
    async skipNumbers(sequence: NumberSequence, count: number): Promise<void> {
      await rowsOf(knex, `SELECT count(nextval('${sequence}')) FROM generate_series(1, ?::bigint)`, [count]);
    },

    /** People of orders whose badges may have been made without a row's knowing. */
    async linesWithoutBadge(): Promise<number> {
      const [row] = await rowsOf<{ lines: number }>(
        knex,
        `SELECT count(*)::int AS lines FROM order_lines l LEFT JOIN badges b ON b.order_no = l.order_no AND b.attendee_id = l.attendee_id
         WHERE b.badge_no IS NULL`,
      );
      return row!.lines;
    },
  };
}
