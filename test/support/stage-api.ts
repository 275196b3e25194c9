import { randomInt } from 'node:crypto';
import { startApi, type TestApi } from './api.ts';
import { startStage, type Stage } from './stage.ts';

/** The API before the whole of the system; order numbers start somewhere of their own, because tests of one run share a Temporal server. */
export async function startStageApi(): Promise<{ stage: Stage; api: TestApi }> {
  const stage = await startStage();
  await stage.store.knex.raw("SELECT setval('order_numbers', ?)", [randomInt(1, 90_000_000)]);
  const { store, engine, gateways, deps } = stage;
  return { stage, api: await startApi({ store, engine, gateways, courier: deps.courier }) };
}
