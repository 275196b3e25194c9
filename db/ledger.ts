import type { Posting } from '../domain/ledger.ts';
import type { Store } from './knex.ts';

/** The ledger: rows are only added, and the database refuses a posting that does not add up to zero. */
export function createLedger({ knex }: Store) {
  return {
    /** Books each posting once, however often it is told. */
    async post(...postings: Posting[]): Promise<void> {
      for (const { key, kind, orderNo, entries } of postings) {
        const booked = await knex('ledger_postings')
          .insert({ key, kind, orderNo })
          .onConflict('key')
          .ignore()
          .returning('key');
        if (booked.length > 0)
          await knex('ledger_entries').insert(entries.map(({ account, amountFen }) => ({ key, account, amountFen })));
      }
    },
  };
}
