import { Empty, Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import { Wide } from '../parts/wide.tsx';

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
      <Wide label={label}>
        <Table<T>
          size="middle"
          dataSource={rows}
          pagination={false}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
          {...table}
        />
      </Wide>
    </section>
  );
}
