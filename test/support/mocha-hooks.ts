import { endRun, setTestUnderWay } from './run.ts';

export const mochaHooks = {
  beforeEach(this: Mocha.Context) {
    setTestUnderWay(this.currentTest?.fullTitle());
  },
  afterEach() {
    setTestUnderWay(undefined);
  },
  /** What the run shares is started by the first test that asks and ended here. */
  afterAll: endRun,
};

// Ended by a signal, a run would otherwise end without the exit handlers that end what it has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
