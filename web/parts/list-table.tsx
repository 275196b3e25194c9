import { Button, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import type { Pages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { DataTable } from './data-table.tsx';
import { common } from './words.ts';

type Kept<T> = Pick<TableProps<T>, 'columns' | 'rowSelection' | 'expandable' | 'onRow'>;

/** A list that comes by cursor, as a table or cards; what to do when it is empty. */
export function ListTable<T extends object>({
  of: pages,
  rowKey,
  empty,
  label,
  head,
  ...table
}: Kept<T> & {
  of: Pages<T>;
  rowKey: keyof T | ((item: T) => string);
  /** What to do where there is nothing. */
  empty: ReactNode;
  /** What the table is called, for who cannot see it. */
  label: string;
  /** What stands above the rows. */
  head?: ReactNode;
}) {
  const words = useWords(common);
  if (pages.problem && pages.items.length === 0) return <ProblemAlert of={pages.problem} onAgain={pages.again} />;
  return (
    <section aria-label={label} aria-busy={pages.isLoading} className="list">
      {head}
      <DataTable<T>
        label={label}

        rowKey={rowKey}
        rows={pages.items}
        loading={pages.isLoading}
        empty={pages.isLoading ? '' : empty}
        {...table}
      />
      <ProblemAlert of={pages.problem} onAgain={pages.again} />
      {(pages.items.length > 0 || pages.hasMore) && (
        <p className="list-foot">
          <span className="quiet">{words.shown(pages.items.length)}</span>
          {pages.hasMore && (
            <Button onClick={pages.more} loading={pages.isLoadingMore}>
              {words.more}
            </Button>
          )}
        </p>
      )}
    </section>
  );
}
