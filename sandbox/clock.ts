import type { Knobs } from './knobs.ts';

const eightHoursMs = 8 * 3_600_000;

export type Clock = ReturnType<typeof createClock>;

/** The providers' clock, which need not agree with ours. Milliseconds since the epoch. */
export function createClock(knobs: Knobs) {
  return {
    now: () => Date.now() + knobs.clock.offsetSeconds * 1000,
    /** True once a trade that expires then can no longer be paid. */
    isOver: (expiresAt: number) =>
      Date.now() + (knobs.clock.offsetSeconds - knobs.clock.overrunSeconds) * 1000 >= expiresAt,
  };
}

/** `yyyy-MM-dd HH:mm:ss` in GMT+8, as Alipay and SF write their times. */
export function gmt8(ms: number): string {
  return new Date(ms + eightHoursMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** RFC 3339 in GMT+8, as WeChat writes its times. */
export function china(ms: number): string {
  return `${new Date(ms + eightHoursMs).toISOString().slice(0, 19)}+08:00`;
}

/** The moment of a GMT+8 time; undefined when it is not one. */
export function msOfGmt8(text: string): number | undefined {
  const ms = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}+08:00`) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
