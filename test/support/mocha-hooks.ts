import { endRun } from './run.ts';

/** What the run shares is started by the first test that asks and ended here. */
export const mochaHooks = { afterAll: endRun };
