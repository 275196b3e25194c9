import { randomUUID } from 'node:crypto';
import type { InvoiceTitle } from '../../domain/invoice-title.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';

export interface StoredTitle extends InvoiceTitle {
  titleId: string;
  createdAt: Date;
}

const order: KeysetOrder = {
  by: [
    ['time', 'createdAt'],
    ['uuid', 'titleId'],
  ],
};
const field = (row: string): SealedField => ({ table: 'invoice_titles', column: 'title', row });

/** To whom a unit has its invoices made out (G7.1): its own drafts. A personal title is a person's name, so all are sealed. */
export function createInvoiceTitles({ knex, personalData }: Store) {
  const read = (
    { titleId, kind, title, taxNo, createdAt }: Row<'invoice_titles'>,
    how: 'open' | 'show',
  ): StoredTitle => ({
    titleId,
    kind,
    title: personalData[how](field(titleId), title),
    ...(taxNo ? { taxNo } : {}),
    createdAt,
  });
  const live = (unitId: string) => knex('invoice_titles').where({ unitId, deletedAt: null });

  return {
    async insert(unitId: string, { kind, title, taxNo }: InvoiceTitle): Promise<StoredTitle> {
      const titleId = randomUUID();
      const [row] = await knex('invoice_titles')
        .insert({
          titleId,
          unitId,
          kind,
          title: personalData.seal(field(titleId), title, unitId),
          taxNo: taxNo ?? null,
        })
        .returning('*');
      return read(row!, 'open');
    },

    async list(unitId: string, page: KeysetPage): Promise<Keyed<StoredTitle>[]> {
      const rows = await live(unitId)
        .select('*', { keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      return rows.map(({ keyset, ...row }) => ({ ...read(row, 'show'), keyset }));
    },

    /** Also those it deleted, the oldest first. */
    async everOf(unitId: string): Promise<(StoredTitle & { deletedAt: Date | null })[]> {
      const rows = await knex('invoice_titles').where({ unitId }).orderBy(['createdAt', 'titleId']);
      return rows.map((row) => ({ ...read(row, 'show'), deletedAt: row.deletedAt }));
    },

    /** `open` to make an invoice out to it, which throws where it cannot be read. */
    async find(unitId: string, titleId: string, how: 'open' | 'show'): Promise<StoredTitle | undefined> {
      const row = await live(unitId).where({ titleId }).first();
      return row && read(row, how);
    },

    /** Invoices keep the title as it was. */
    async delete(unitId: string, titleId: string): Promise<void> {
      await live(unitId).where({ titleId }).update({ deletedAt: knex.fn.now() });
    },
  };
}
