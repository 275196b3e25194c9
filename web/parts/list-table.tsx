import { Button, Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import type { Pages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { Wide } from './wide.tsx';
import { common } from './words.ts';

type Kept<T> = Pick<TableProps<T>, 'columns' | 'rowSelection' | 'expandable' | 'onRow'>;

/** A list that comes by cursor, as a table that scrolls within itself where it is too wide; what to do when it is empty. */
export function ListTable<T extends object>({
  of: pages,
  rowKey,
  empty,
  label,
  ...table
}: Kept<T> & {
  of: Pages<T>;
  rowKey: keyof T | ((item: T) => string);
  /** What to do where there is nothing. */
  empty: ReactNode;
  /** What the table is called, for who cannot see it. */
  label: string;
}) {
  const words = useWords(common);
  if (pages.problem && pages.items.length === 0) return <ProblemAlert of={pages.problem} onAgain={pages.again} />;
  return (
    <section aria-label={label} aria-busy={pages.isLoading} className="list">
      <Wide label={label}>
        <Table<T>
          size="middle"
          rowKey={rowKey as never}
          dataSource={pages.items}
          loading={pages.isLoading}
          pagination={false}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={pages.isLoading ? '' : empty} />,
          }}
          {...table}
        />
      </Wide>
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
