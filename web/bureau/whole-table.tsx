import { Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';

/** What comes all at once, as a table that scrolls within itself where it is too wide. */
export function WholeTable<T extends object>({
  label,
  rows,
  empty,
  ...table
}: Pick<TableProps<T>, 'columns' | 'rowKey' | 'expandable'> & {
  /** What the table is called, for who cannot see it. */
  label: string;
  rows: readonly T[];
  /** What to do where there is nothing. */
  empty: ReactNode;
}) {
  return (
    <section aria-label={label} className="list">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div className="list-scroll" role="group" aria-label={label} tabIndex={0}>
        <Table<T>
          size="middle"
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
          {...table}
        />
      </div>
    </section>
  );
}
