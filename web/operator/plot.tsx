import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';

/** One row of bars, as high as its values. */
export interface Bars {
  label: string;
  colour: string;
  values: readonly number[];
}

const height = 260;
/** Steps of what is counted: there are no halves of it. */
const steps = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 9 }, (_, zeros) => step * 10 ** zeros))
  .toSorted((a, b) => a - b);
const grid = { stroke: '#e3e6ea', width: 1 };
const axis = { stroke: '#4a4f57', font: '12px sans-serif', grid, ticks: grid };

/** What is drawn: bars upon each other (the highest first, the lower ones over it), or two side by side. */
function drawn(series: readonly Bars[], isStacked: boolean): { values: number[]; series: UPlot.Series }[] {
  const sums = (upTo: number) =>
    series[0]!.values.map((_, at) => series.slice(0, upTo + 1).reduce((sum, { values }) => sum + values[at]!, 0));
  const bars = series.map(({ label, colour, values }, at) => ({
    values: isStacked ? sums(at) : [...values],
    series: {
      label,
      fill: colour,
      stroke: '#fff',
      width: 1,
      points: { show: false },
      paths: UPlot.paths.bars!(
        isStacked || series.length === 1 ? { size: [0.7, 48] } : { size: [0.36, 28], align: at === 0 ? -1 : 1 },
      ),
    },
  }));
  return isStacked ? bars.toReversed() : bars;
}

/** Bars over a row of labels; pointing at one tells its numbers. */
export default function Plot({
  labels,
  series,
  isStacked = false,
  format,
}: {
  labels: readonly string[];
  series: readonly Bars[];
  isStacked?: boolean;
  format: (value: number) => string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [pointedAt, setPointedAt] = useState<number>();
  useEffect(() => {
    const container = place.current!;
    const bars = drawn(series, isStacked);
    const options: UPlot.Options = {
      width: container.clientWidth,
      height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: false, range: [-0.6, labels.length - 0.4] },
        y: { range: (_, __, most) => [0, Math.max(1, most * 1.08)] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 20 + 7 * Math.max(...labels.map(({ length }) => length)),
          incrs: steps,
          values: (_, at) => at.map((index) => labels[index] ?? ''),
        },
        { ...axis, incrs: steps, values: (_, at) => at.map(format), size: 20 + 7 * format(mostOf(bars)).length },
      ],
      series: [{}, ...bars.map((bar) => bar.series)],
      hooks: { setCursor: [({ cursor }) => setPointedAt(cursor.idx ?? undefined)] },
    };
    const plot = new UPlot(options, [labels.map((_, at) => at), ...bars.map(({ values }) => values)], container);
    const resized = new ResizeObserver(() => plot.setSize({ width: container.clientWidth, height }));
    resized.observe(container);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [labels, series, isStacked, format]);
  const told = series
    .filter(({ values }) => pointedAt !== undefined && values[pointedAt]! > 0)
    .map(({ label, values }) => `${label} ${format(values[pointedAt!]!)}`);
  return (
    <>
      <div ref={place} className="plot" />
      <p className="pointed quiet">{pointedAt === undefined ? '' : [labels[pointedAt], ...told].join(' · ')}</p>
    </>
  );
}

const mostOf = (bars: readonly { values: number[] }[]) => Math.max(1, ...bars.flatMap(({ values }) => values));
