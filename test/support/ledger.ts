import type { Store } from '../../db/knex.ts';

/** The balance of each account over an order's postings; accounts at zero are left out. */
export async function balances({ knex }: Store, orderNo: string): Promise<Record<string, number>> {
  const rows = await knex('ledger_entries as e')
    .join('ledger_postings as p', 'p.key', 'e.key')
    .where('p.orderNo', orderNo)
    .groupBy('account')
    .havingRaw('sum(e.amount_fen) <> 0')
    .select('account', { fen: knex.raw<number>('sum(e.amount_fen)::bigint') });
  return Object.fromEntries(rows.map(({ account, fen }) => [account, fen]));
}
