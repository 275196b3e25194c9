import { setTimeout as pause } from 'node:timers/promises';
import { runToEnd, startService, type RunningService, type ServiceSpec } from './service.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;
const healthyAfterMs = 60_000;

type Watched = { spec: ServiceSpec; current?: RunningService | undefined; loop: Promise<void> };

type Hooks = {
  /** A line of a service's output. */
  onLine: (name: string, line: string) => void;
  /** A sentence of the supervisor's own. */
  say: (sentence: string) => void;
  onSpawn?: (spec: ServiceSpec, pid: number) => void;
  onStopped?: (name: string) => void;
};

/** Keeps services running: one that dies is started again after a delay that doubles, and is forgotten after a minute's health. */
export function createSupervisor({ onLine, say, onSpawn, onStopped }: Hooks) {
  const stopping = new AbortController();
  const watched: Watched[] = [];

  const begin = (spec: ServiceSpec) =>
    startService(spec, {
      onLine: (line) => onLine(spec.name, line),
      onSpawn: (pid) => onSpawn?.(spec, pid),
      signal: stopping.signal,
    });

  async function keepRunning(entry: Watched) {
    const { name } = entry.spec;
    let delayMs = firstDelayMs;
    while (entry.current) {
      const since = Date.now();
      const how = await entry.current.exited;
      if (Date.now() - since > healthyAfterMs) delayMs = firstDelayMs;
      entry.current = undefined;
      let reason = `${name} died (${how})`;
      while (!entry.current && !stopping.signal.aborted) {
        say(`${reason}: starting it again in ${delayMs} ms`);
        await pause(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        delayMs = Math.min(delayMs * 2, longestDelayMs);
        if (stopping.signal.aborted) return;
        try {
          entry.current = await begin(entry.spec);
          say(`${name} is back (pid ${entry.current.pid})`);
        } catch (error) {
          reason = (error as Error).message.split('\n', 1)[0]!;
        }
      }
    }
  }

  async function stopOne(entry: Watched, graceMs: number) {
    await entry.current?.stop(graceMs);
    await entry.loop;
    onStopped?.(entry.spec.name);
  }

  return {
    /** Starts a service and watches it from then on; a first start that fails is the caller's to handle. */
    async start(spec: ServiceSpec): Promise<void> {
      const entry: Watched = { spec, loop: Promise.resolve() };
      watched.push(entry);
      const first = begin(spec);
      // Until it is ready there is nothing to watch, but something to wait for when we are to stop.
      entry.loop = first.then(
        () => undefined,
        () => undefined,
      );
      entry.current = await first;
      entry.loop = keepRunning(entry);
    },
    /** Runs a program to its end; rejects when it fails. */
    async run(spec: Pick<ServiceSpec, 'name' | 'command' | 'args' | 'env'>): Promise<void> {
      try {
        const onSpawnOnce = (pid: number) => onSpawn?.({ ...spec, isReady: async () => true }, pid);
        await runToEnd(spec, {
          onLine: (line) => onLine(spec.name, line),
          onSpawn: onSpawnOnce,
          signal: stopping.signal,
        });
      } finally {
        onStopped?.(spec.name);
      }
    },
    /** Stops all in reverse order within the time given: one that hangs may use what those after it do not need. */
    async stop(withinMs: number): Promise<void> {
      stopping.abort();
      const deadline = Date.now() + withinMs;
      const order = watched.toReversed();
      for (const [index, entry] of order.entries()) {
        const reserved = order.slice(index + 1).reduce((sum, later) => sum + (later.spec.graceMs ?? 1_000), 0);
        await stopOne(entry, Math.max(deadline - Date.now() - reserved, 200));
      }
    },
  };
}
