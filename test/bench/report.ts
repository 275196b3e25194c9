import type { Measured } from './load.ts';

type Row = [figure: string, measured: string, aim: string, reached: string];

/** The figures as a plain table: what was measured, what was aimed at, whether it was reached. */
export function createReport() {
  const rows: Row[] = [['', 'measured', 'aim', 'reached']];
  const check = (figure: string, measured: string, aim: string, reached: boolean) => void rows.push([figure, measured, aim, reached ? 'yes' : 'no']);
  const line = (figure: string, measured: string) => void rows.push([figure, measured, '', '']);
  const waits = ({ p50, p99 }: Pick<Measured, 'p50' | 'p99'>) => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;

  return {
    line,
    check,
    wait: (figure: string, measured: Pick<Measured, 'p50' | 'p99'>) => line(figure, waits(measured)),
    atLeast: (figure: string, value: number, aim: number, digits: number) => check(figure, value.toFixed(digits), `≥ ${aim}`, value >= aim),
    rate(figure: string, measured: Measured, aim?: number) {
      const text = `${measured.perSecond.toFixed(1)}/s, ${waits(measured)}`;
      if (aim === undefined) line(figure, text);
      else check(figure, text, `≥ ${aim}/s`, measured.perSecond >= aim);
    },
    print() {
      const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
      for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()); // prettier-ignore
    },
  };
}
