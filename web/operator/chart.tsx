import { Spin } from 'antd';
import { Suspense, useId } from 'react';
import { useWords } from '../language.ts';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { lazy } from '../parts/lazy.ts';
import type { Bars } from './plot.tsx';
import { statisticsWords } from './statistics-words.ts';

const Plot = lazy(() => import('./plot.tsx'));

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** A chart, what its colours mean, and its numbers as a table that one can open. */
export function Chart({
  title,
  help,
  of,
  labels,
  names = labels,
  series,
  isStacked = false,
  format,
}: {
  title: string;
  help?: string;
  /** What a label is of: the table's first column. */
  of: string;
  labels: readonly string[];
  /** The labels in full, where the chart has short ones. */
  names?: readonly string[];
  series: readonly Bars[];
  isStacked?: boolean;
  format: (value: number) => string;
}) {
  const words = useWords(statisticsWords);
  const { list } = useFormat();
  const heading = useId();
  const sums = series.map(({ label, values }) => `${label} ${format(sumOf(values))}`);
  const isEmpty = series.every(({ values }) => sumOf(values) === 0);
  return (
    <section aria-labelledby={heading} className="card chart">
      <h2 id={heading}>{title}</h2>
      {help && <p className="quiet">{help}</p>}
      {isEmpty ? (
        <p>{words.nothing}</p>
      ) : (
        <>
          <ul className="legend">
            {series.map(({ label, colour }, at) => (
              <li key={label}>
                <span className="swatch" style={{ background: colour }} aria-hidden /> {sums[at]}
              </li>
            ))}
          </ul>
          <div role="img" aria-label={words.alternative(title, list(sums))}>
            <Suspense fallback={<Spin className="wait" aria-busy />}>
              <Plot labels={labels} series={series} isStacked={isStacked} format={format} />
            </Suspense>
          </div>
          <details>
            <summary>{words.table}</summary>
            <DataTable
              label={title}
              size="small"
              rowKey="name"
              rows={names.map((name, at) => ({ name, at }))}
              columns={[
                { title: of, dataIndex: 'name' },
                ...series.map(({ label, values }) => ({
                  title: label,
                  key: label,
                  className: 'number',
                  render: (_: unknown, row: { at: number }) => format(values[row.at]!),
                })),
                ...(isStacked
                  ? [
                      {
                        title: words.total,
                        key: 'total',
                        className: 'number',
                        render: (_: unknown, row: { at: number }) =>
                          format(sumOf(series.map(({ values }) => values[row.at]!))),
                      },
                    ]
                  : []),
              ]}
            />
          </details>
        </>
      )}
    </section>
  );
}
