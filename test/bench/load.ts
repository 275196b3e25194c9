/** How long one kind of work took, each time. */
export interface Measured {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

export function percentiles(durationsMs: readonly number[]): Pick<Measured, 'p50Ms' | 'p99Ms'> {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** So many clients, each doing one piece of work after the other, until `count` are done; the first failure ends it all. */
export async function load(
  { clients, count }: { clients: number; count: number },
  work: (index: number) => Promise<void>,
): Promise<Measured> {
  const durationsMs: number[] = [];
  let started = 0;
  async function run() {
    while (started < count) {
      const index = started++;
      const since = performance.now();
      try {
        await work(index);
      } catch (error) {
        started = count;
        throw error;
      }
      durationsMs.push(performance.now() - since);
    }
  }
  const since = performance.now();
  // All have stopped before anything else is measured.
  const ends = await Promise.allSettled(Array.from({ length: clients }, run));
  for (const end of ends) if (end.status === 'rejected') throw end.reason as Error;
  return { perSecond: count / ((performance.now() - since) / 1000), ...percentiles(durationsMs) };
}
