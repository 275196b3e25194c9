import { writeFileSync } from 'node:fs';
import type { Measured } from './load.ts';

/** One figure; what is aimed at is its value. */
export interface Figure {
  name: string;
  value: number;
  unit: '/s' | 'ms' | 'ratio' | 'events' | 'activities';
  /** What else was measured at the same time. */
  beside?: Record<string, number>;
  aim?: { atLeast: number } | { atMost: number };
}

interface ReportSettings {
  /** Holds whatever is known, from the start and after each figure: a run that is cut short loses nothing. */
  jsonFile?: string | undefined;
  /** What the figures were measured under. */
  conditions: Record<string, number>;
  say?: (line: string) => void;
}

const short = (value: number) => String(Number.isInteger(value) ? value : Number(value.toPrecision(3)));

/** Knex puts a statement of any length before the reason. */
const brief = (message: string) =>
  message.length <= 600 ? message : `${message.slice(0, 200)} … ${message.slice(-400)}`;

/** Says each figure once it is measured, and keeps apart what failed: a part that fails costs no other its figures. */
export function createReport({ jsonFile, conditions, say = console.log }: ReportSettings) {
  const figures: object[] = [];
  const failed: { part: string; error: string }[] = [];
  let interrupted = false;

  function keep(complete: boolean): void {
    if (jsonFile !== undefined)
      writeFileSync(jsonFile, `${JSON.stringify({ ...conditions, complete, failed, figures }, null, 2)}\n`);
  }
  keep(false);

  function figure({ name, value, unit, beside = {}, aim }: Figure): void {
    const reached = aim === undefined ? null : 'atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost;
    figures.push({ name, value, unit, beside, aim: aim ?? null, reached });
    const measured = [
      `${short(value)} ${unit}`,
      ...Object.entries(beside).map(([what, number]) => `${what} ${short(number)}`),
    ].join(', ');
    const aimed = aim === undefined ? '' : 'atLeast' in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`;
    say(
      [name.padEnd(46), measured.padEnd(42), aimed.padEnd(6), reached === null ? '' : reached ? 'yes' : 'no']
        .join('  ')
        .trimEnd(),
    );
    keep(false);
  }

  return {
    figure,
    rate: (name: string, { perSecond, p50Ms, p99Ms }: Measured, aim?: number) =>
      figure({
        name,
        value: perSecond,
        unit: '/s',
        beside: { p50Ms, p99Ms },
        ...(aim === undefined ? {} : { aim: { atLeast: aim } }),
      }),

    /** What a part came to; undefined when it failed, which is said with its name. */
    async part<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
      try {
        return await work();
      } catch (error) {
        // What fails because everything is being stopped is no news.
        if (interrupted) return undefined;
        const message = brief(error instanceof Error ? error.message : String(error));
        failed.push({ part: name, error: message });
        say(`FAILED  ${name}: ${message}`);
        keep(false);
        return undefined;
      }
    },

    interrupt(): void {
      interrupted = true;
      say('Interrupted; what stands above was measured.');
    },

    /** True when every part came to its end. */
    end(): boolean {
      const complete = !interrupted && failed.length === 0;
      keep(complete);
      return complete;
    },
  };
}
