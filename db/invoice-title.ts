import { randomUUID } from 'node:crypto';
import type { InvoiceTitle } from '../domain/invoice.ts';
import type { Store } from './knex.ts';

export interface StoredTitle extends InvoiceTitle {
  titleId: string;
  createdAt: Date;
}

interface Row {
  title_id: string;
  kind: InvoiceTitle['kind'];
  title: Buffer;
  tax_no: string | null;
  created_at: Date;
}

const place = (row: string) => ({ table: 'invoice_titles', column: 'title', row });

/** To whom a unit has its invoices made out (G7.1): its own drafts. A personal title is a person's name, so all are sealed. */
export function createInvoiceTitles({ knex, personalData }: Store) {
  const read = ({ title_id: titleId, kind, title, tax_no, created_at: createdAt }: Row, how: 'open' | 'show'): StoredTitle => ({
    titleId,
    kind,
    title: personalData[how](place(titleId), title),
    ...(tax_no ? { taxNo: tax_no } : {}),
    createdAt,
  });
  const live = (unitId: string) => knex('invoice_titles').where({ unit_id: unitId, deleted_at: null });

  return {
    async insert(unitId: string, { kind, title, taxNo }: InvoiceTitle): Promise<StoredTitle> {
      const titleId = randomUUID();
      const [row] = await knex('invoice_titles')
        .insert({ title_id: titleId, unit_id: unitId, kind, title: personalData.seal(place(titleId), title), tax_no: taxNo ?? null })
        .returning<Row[]>('*');
      return read(row!, 'open');
    },

    async list(unitId: string): Promise<StoredTitle[]> {
      return ((await live(unitId).orderBy(['created_at', 'title_id'])) as Row[]).map((row) => read(row, 'show'));
    },

    /** `open` to make an invoice out to it, which throws where it cannot be read. */
    async find(unitId: string, titleId: string, how: 'open' | 'show'): Promise<StoredTitle | undefined> {
      const row = (await live(unitId).where({ title_id: titleId }).first()) as Row | undefined;
      return row && read(row, how);
    },

    /** Invoices keep the title as it was. */
    async delete(unitId: string, titleId: string): Promise<void> {
      await live(unitId).where({ title_id: titleId }).update({ deleted_at: knex.fn.now() });
    },
  };
}
