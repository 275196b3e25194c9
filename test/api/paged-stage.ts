import { untyped } from '../../db/knex.ts';
import { createRows } from '../db/schema-row.ts';
import type { TestApi } from '../support/api.ts';
import { delegationId, staffToken } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';

/** A list of the API and how rows come into it and leave; what is shown of them is not asked, only in which pages. */
export interface List {
  path: string;
  token?: string | undefined;
  /** What an item is known by. */
  id: string;
  /** Puts so many more into the list, all of one time; where it has another order, before and behind the others. */
  add: (count: number, at: Date) => Promise<unknown>;
  /** Takes one out; absent where nobody can. */
  remove?: (id: string) => Promise<unknown>;
}

export const noon = new Date('2026-03-01T04:00:00.123Z');
export const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
export const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

export type PagedStage = Awaited<ReturnType<typeof createPagedStage>>;

/** Whose rows the lists are made of: a unit of delegation 5 with an order, and staff. */
export async function createPagedStage(api: TestApi) {
  const { store } = api;
  const knex = untyped(store.knex);
  const [bureau, delegation, operator] = await Promise.all(
    ['bureau', 'delegation-5', 'operator'].map((login) => staffToken(store, login)),
  );
  const [own, other] = [await delegationId(store, 5), await delegationId(store, 6)];
  const buyer = await createBuyer(store, [{}], { withAddress: false });
  // Below what `sorted` makes: it comes last in lists by number, and no walk takes it away.
  const orderNo = `1${newOrderNo().slice(1)}`;
  const rows = createRows(() => ({ buyer, orderNo }));
  const into = (table: string, made: object[]) => knex(table).insert(made);
  const drop = (table: string, column: string) => (id: string) => knex(table).where(column, id).delete();

  await into('badge_orders', [rows.order({ orderNo })]);
  await into('order_lines', [rows.line({ orderNo })]);
  await into('payments', [
    rows.captured({ orderNo, outTradeNo: `${orderNo}P1`, capturedFen: 100_000, amountFen: 100_000 }),
  ]);
  let serial = 0;
  const next = () => ++serial;
  const hours = (at: Date) => Math.round((at.getTime() - noon.getTime()) / 3_600_000);
  /** A text that sorts as its time does. */
  const sorted = (at: Date) => `${500 + hours(at)}${String(next()).padStart(4, '0')}`;

  return { api, store, knex, bureau, delegation, operator, own, other, buyer, orderNo, rows, into, drop, next, sorted };
}
