/** Ctrl-C reaches us and npm, which passes it on: the second of a pair is nobody's second wish. */
const pairMs = 500;

/** Calls `stop` when the process is told to end, once; who tells it again has it end at once. */
export function onStopSignal(stop: () => Promise<void>): void {
  let toldAt: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (toldAt === undefined) {
        toldAt = Date.now();
        void stop();
      } else if (signal === 'SIGTERM' || Date.now() - toldAt > pairMs) process.exit(1);
    });
}
