import { Empty, Table, type TableProps } from 'antd';
import type { ComponentProps, ReactNode } from 'react';
import { nothing } from './format.ts';
import { Wide } from './wide.tsx';

/**
 * On a phone rows are drawn as cards (`parts/data-table.css`), and what is no table to the eye would be none to a screen reader: so each
 * part says what it is.
 */
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role -- as above */
const components = {
  table: (props: ComponentProps<'table'>) => <table {...props} role="table" />,
  header: {
    wrapper: (props: ComponentProps<'thead'>) => <thead {...props} role="rowgroup" />,
    row: (props: ComponentProps<'tr'>) => <tr {...props} role="row" />,
    cell: (props: ComponentProps<'th'>) => <th {...props} role="columnheader" />,
  },
  body: {
    wrapper: (props: ComponentProps<'tbody'>) => <tbody {...props} role="rowgroup" />,
    row: (props: ComponentProps<'tr'>) => <tr {...props} role="row" />,
    cell: (props: ComponentProps<'td'>) => <td {...props} role="cell" />,
  },
};
/* oxlint-enable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */

/** Cells that say what they are of, for the card of a row, and that there is nothing. */
const labelled = <T,>(columns: TableProps<T>['columns'] = []): NonNullable<TableProps<T>['columns']> =>
  columns.map((column) => ({
    ...column,
    render: (...of) => {
      // Without a way of its own a cell shows the row's value as it is.
      const shown = column.render ? column.render(...of) : of[0];
      return shown === null || shown === undefined || shown === false || shown === '' ? nothing : shown;
    },
    onCell: (...of) => {
      const label = typeof column.title === 'string' ? { 'data-label': column.title } : {};
      return { ...column.onCell?.(...of), ...label };
    },
  }));

/** Rows and what is said of each: a table that scrolls within itself where it is too wide, cards on a phone. */
export function DataTable<T extends object>({
  label,
  rows,
  columns,
  empty,
  size = 'middle',
  ...table
}: Pick<TableProps<T>, 'columns' | 'rowKey' | 'rowSelection' | 'expandable' | 'onRow' | 'loading' | 'pagination'> & {
  /** What the table is called, for who cannot see it. */
  label: string;
  rows: readonly T[];
  /** What to do where there is nothing. */
  empty?: ReactNode;
  size?: 'small' | 'middle';
}) {
  return (
    <Wide label={label}>
      <Table<T>
        className="data-table"
        components={components}
        size={size}
        dataSource={rows}
        columns={labelled(columns)}
        pagination={false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
        {...table}
      />
    </Wide>
  );
}
