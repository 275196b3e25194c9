import { nobody } from '../../db/data-key.ts';
import assert from 'node:assert/strict';
import { createKnex } from '../../db/knex.ts';
import type { PersonalData } from '../../db/personal-data.ts';
import type { Db, Insert } from '../../db/query.ts';
import type { Sealed } from '../../db/table.ts';

/*
 * What the types of `db/query.ts` and `db/tables.ts` refuse. The compiler tests it, in `npm run check`: an `@ts-expect-error` over a
 * line that it lets through is an error itself. Nothing of these functions runs.
 */

const beforehand = { capturedFenn: 3, state: 'open' } as const;
const each = (..._expressions: unknown[]): void => undefined;

export const misspelt = (knex: Db) =>
  each(
    // @ts-expect-error no such column, in an object made before
    knex('payments').insert([1].map(() => ({ ...({} as Insert<'payments'>), capturedFenn: 3 }))),
    // @ts-expect-error no such column, in an object made before
    knex('payments').update(beforehand),
    // @ts-expect-error no such table
    knex('payment'),
    // @ts-expect-error no such column
    knex('payments').where({ orderNum: '1' }),
    // @ts-expect-error by its name in SQL
    knex('payments').where({ order_no: '1' }),
    // @ts-expect-error no such column
    knex('payments').where('orderNum', '1'),
    // @ts-expect-error no such column
    knex('payments').where('expires', '<', new Date()),
    // @ts-expect-error no such column
    knex('payments').whereIn('orderNum', ['1']),
    // @ts-expect-error no such column
    knex('payments').whereNull('paid'),
    // @ts-expect-error no such column
    knex('payments').first('orderNum'),
    // @ts-expect-error no such column
    knex('payments').select('orderNum'),
    // @ts-expect-error no such column
    knex('payments').select({ no: 'orderNum' }),
    // @ts-expect-error no such column
    knex('payments').pluck('orderNum'),
    // @ts-expect-error no such column
    knex('payments').orderBy('orderNum'),
    // @ts-expect-error no such column
    knex('payments').orderBy(['attempt', { column: 'orderNum', order: 'desc' }]),
    // @ts-expect-error no such column
    knex('payments').update({ orderNum: '1' }),
    // @ts-expect-error no such column
    knex('person_keys').insert({ edition: '2', attendeeId: '1', personIndex: Buffer.alloc(32), person: '1' }),
    // @ts-expect-error no such column
    knex('payments').update({ attempt: 1 }).returning('orderNum'),
    // @ts-expect-error no such column
    knex('seeded_rows').insert({ kind: 'staff', id: '1' }).returning('seedId'),
    // @ts-expect-error no such column
    knex('seeded_rows').insert({ kind: 'staff', id: '1' }).onConflict('seedId'),
  );

export const misjoined = (knex: Db) =>
  each(
    // @ts-expect-error no such column of the joined table
    knex('badge_orders as o').join('order_lines as l', 'l.orderNum', 'o.orderNo'),
    // @ts-expect-error no such column of the first table
    knex('badge_orders as o').join('order_lines as l', 'l.orderNo', 'o.orderNum'),
    // @ts-expect-error an alias nobody gave
    knex('badge_orders as o').join('order_lines as l', 'l.orderNo', 'b.orderNo'),
    // @ts-expect-error no such column of the joined table
    knex('badge_orders as o').leftJoin('order_lines as l', { 'l.orderNum': 'o.orderNo' }),
    // @ts-expect-error no such column of the joined table
    knex('badge_orders as o').join('order_lines as l', 'l.orderNo', 'o.orderNo').select('l.paidAt'),
    // @ts-expect-error the joined table has no such state
    knex('badge_orders as o').join('order_lines as l', 'l.orderNo', 'o.orderNo').where({ 'l.state': 'settled' }),
  );

export const wrongState = (knex: Db, payment: Insert<'payments'>) =>
  each(
    // @ts-expect-error no state of payments
    knex('payments').where({ state: 'settled' }),
    // @ts-expect-error no state of payments
    knex('payments').where('state', 'settled'),
    // @ts-expect-error no state of payments
    knex('payments').whereIn('state', ['open', 'settled']),
    // @ts-expect-error no state of payments
    knex('payments').whereNot({ state: 'settled' }),
    // @ts-expect-error no state of payments
    knex('payments').update({ state: 'settled' }),
    // @ts-expect-error no state of payments
    knex('payments').insert({ ...payment, state: 'settled' }),
  );

export const wrongValue = (knex: Db) =>
  each(
    // @ts-expect-error a time is no text
    knex('payments').update({ paidAt: '2026-11-27' }),
    // @ts-expect-error NULL in a column that has none
    knex('payments').update({ amountFen: null }),
    // @ts-expect-error a column that may be left out, as undefined
    knex('payments').where({ orderNo: undefined }),
    // @ts-expect-error one column that has no default is missing
    knex('person_keys').insert({ edition: '2', attendeeId: '1' }),
    // @ts-expect-error the database counts them
    knex('delegations').update({ delegationId: 1 }),
    // @ts-expect-error the database counts them
    knex('invitation_code_uses').insert({ useId: 1, edition: '2', code: 'C', registrationId: '1', kind: 'registered' }),
  );

export async function unlookedAt(knex: Db): Promise<unknown[]> {
  const payment = await knex('payments').first('state', 'paidAt', 'expiresAt');
  // @ts-expect-error there may be none
  const { state } = payment;
  const { paidAt, expiresAt } = payment!;
  const [notification] = await knex('notifications as n')
    .leftJoin('staff as s', 's.staffId', 'n.staffId')
    .select('n.round', 's.login');
  const { round, login } = notification!;
  const [found] = await knex('payments').select('*');
  return [
    state,
    expiresAt.getTime(),
    // @ts-expect-error not paid yet
    paidAt.getTime(),
    round.toFixed(),
    // @ts-expect-error joined to nobody
    login.length,
    found!.state.length,
    // @ts-expect-error of no order
    found!.orderNo.length,
    // @ts-expect-error not selected
    notification!.kind,
  ];
}

export const unsealed = (knex: Db, { open, seal }: PersonalData, sealed: Sealed, unit: Insert<'units'>) =>
  each(
    knex('units').update({ mobile: sealed }),
    // @ts-expect-error in plain
    knex('units').update({ mobile: '13800138000' }),
    // @ts-expect-error bytes that nobody sealed
    knex('units').update({ mobile: Buffer.from('13800138000') }),
    // @ts-expect-error in plain
    knex('units').insert({ ...unit, mobile: '13800138000' }),
    // @ts-expect-error bytes that nobody sealed
    knex('units').insert({ ...unit, mobile: Buffer.from('13800138000') }),
    seal({ table: 'attendees', column: 'name', row: '1' }, 'x', nobody),
    // @ts-expect-error a column that is not sealed
    seal({ table: 'attendees', column: 'position', row: '1' }, 'x', nobody),
    // @ts-expect-error a sealed column, of another table
    seal({ table: 'units', column: 'name', row: '1' }, 'x', nobody),
    // @ts-expect-error bytes that nobody sealed
    open({ table: 'units', column: 'mobile', row: '1' }, Buffer.from('13800138000')),
  );

describe('statements by the names of the programs', () => {
  const knex = createKnex({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', pool: 1, name: 'types-test' });
  after(() => knex.destroy());
  const sqlOf = (statement: object) => (statement as { toQuery(): string }).toQuery();

  const statements: [what: string, statement: object, sql: string][] = [
    [
      'reads',
      knex('payments')
        .where({ orderNo: '1', state: 'open' })
        .whereNull('paidAt')
        .orderBy('expiresAt')
        .select('outTradeNo', { no: 'orderNo' }),
      `select "out_trade_no", "order_no" as "no" from "payments" where "order_no" = '1' and "state" = 'open' and "paid_at" is null order by "expires_at" asc`,
    ],
    [
      'joins',
      knex('badge_orders as o')
        .leftJoin('order_lines as l', 'l.orderNo', 'o.orderNo')
        .where('o.paidAt', '<', knex.fn.now())
        .select('l.attendeeId'),
      'select "l"."attendee_id" from "badge_orders" as "o" left join "order_lines" as "l" on "l"."order_no" = "o"."order_no" where "o"."paid_at" < CURRENT_TIMESTAMP',
    ],
    [
      'changes',
      knex('payments').where('attempt', 1).update({ capturedFen: 5 }).returning(['reservedFen', 'refundedFen']),
      'update "payments" set "captured_fen" = 5 where "attempt" = 1 returning "reserved_fen", "refunded_fen"',
    ],
    [
      'inserts',
      knex('condemned_photos').insert({ photoKey: 'k', condemnedAt: knex.fn.now() }).onConflict('photoKey').ignore(),
      `insert into "condemned_photos" ("condemned_at", "photo_key") values (CURRENT_TIMESTAMP, 'k') on conflict ("photo_key") do nothing`,
    ],
  ];
  for (const [what, statement, sql] of statements)
    it(`given one that ${what}, when it is built, then each column has its name in SQL`, () =>
      assert.equal(sqlOf(statement), sql));
});
