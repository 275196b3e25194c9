/** Calls on a shared server at once: enough to fill its latency, few enough to leave room for others. */
const atOnce = 10;

/** Does the work for each item, a few at a time; the first failure ends it. */
export async function forEachLimit<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
