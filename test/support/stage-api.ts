import { randomInt } from 'node:crypto';
import type { Deps } from '../../api/deps.ts';
import { createKnex, untyped } from '../../db/knex.ts';
import { startApi, type TestApi } from './api.ts';
import { startStage, type Stage, type StageSettings } from './stage.ts';

/** The API before the whole of the system; order numbers start somewhere of their own, because tests of one run share a Temporal server. */
export async function startStageApi({
  api: settings,
  ...ofStage
}: StageSettings & { api?: Partial<Deps['settings']> } = {}): Promise<{ stage: Stage; api: TestApi }> {
  const stage = await startStage(ofStage);
  const owner = createKnex({ databaseUrl: stage.databaseUrl, pool: 2, name: 'owner' });
  await untyped(owner).raw("SELECT setval('order_numbers', ?)", [randomInt(1, 90_000_000)]);
  await owner.destroy();
  const { store, databaseUrl, engine, gateways, deps } = stage;
  const { invoices, courier } = deps;
  const parts = { store, databaseUrl, engine, gateways, invoices, courier };
  return { stage, api: await startApi({ ...parts, ...(settings ? { settings } : {}) }) };
}
