import { type TableProps } from 'antd';
import { useId } from 'react';
import { useWords } from '../language.ts';
import { DataTable } from '../parts/data-table.tsx';
import { common } from '../parts/words.ts';

/** All there is of one kind, below a heading of its own. */
export function SectionTable<T extends object>({
  title,
  rows,
  rowKey,
  columns,
  empty,
}: {
  title: string;
  rows: readonly T[];
  rowKey: (keyof T & string) | ((row: T) => string);
  /** What to do where there is nothing. */
  empty?: string;
  columns: TableProps<T>['columns'];
}) {
  const { none } = useWords(common);
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{title}</h2>
      {rows.length === 0 ? (
        <p className="quiet">{empty ?? none}</p>
      ) : (
        <div className="list">
          <DataTable<T>
            label={title}

            rowKey={rowKey}
            rows={rows}
            columns={columns ?? []}
          />
        </div>
      )}
    </section>
  );
}
