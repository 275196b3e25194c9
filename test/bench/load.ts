/** How long one kind of work took, each time. */
export interface Measured {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

export function percentiles(durations: readonly number[]): Pick<Measured, 'p50' | 'p99'> {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** So many clients, each doing one piece of work after the other, until `count` are done; the first failure ends it all. */
export async function load(
  { clients, count }: { clients: number; count: number },
  work: (client: number, index: number) => Promise<void>,
): Promise<Measured> {
  const durations: number[] = [];
  let started = 0;
  async function run(client: number) {
    while (started < count) {
      const index = started++;
      const since = performance.now();
      await work(client, index);
      durations.push(performance.now() - since);
    }
  }
  const since = performance.now();
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
  return { perSecond: count / ((performance.now() - since) / 1000), ...percentiles(durations) };
}
