import { DataTable } from '../parts/data-table.tsx';
import type { ComponentProps, ReactNode } from 'react';

/** What comes all at once, as a table of its own. */
export function WholeTable<T extends object>({
  empty,
  ...table
}: Pick<ComponentProps<typeof DataTable<T>>, 'label' | 'rows' | 'columns' | 'rowKey' | 'expandable'> & {
  /** What to do where there is nothing. */
  empty: ReactNode;
}) {
  return (
    <section aria-label={table.label} className="list">
      <DataTable<T> empty={empty} {...table} />
    </section>
  );
}
