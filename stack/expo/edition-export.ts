import { writeEditionFile } from '../../api/edition-export.ts';
import { createEditionPlans } from '../../db/edition-plan.ts';
import { createStore } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from '../command.ts';
import type { Command } from './command.ts';

export const command: Command = {
  async run({ words: [asked] }) {
    const { DATABASE_URL: databaseUrl, KEY_RING } = requiredOfStack(readCommandConfig(), 'DATABASE_URL', 'KEY_RING');
    await assertDatabaseAnswers(databaseUrl);
    const store = createStore({ databaseUrl, pool: 1, name: 'edition-export', ring: parseKeyRing(KEY_RING) });
    const { knex } = store;
    try {
      const edition = asked ?? (await knex('editions').where({ isCurrent: true }).first('edition'))?.edition;
      const plan = edition === undefined ? undefined : await createEditionPlans(store).find(edition);
      if (!plan) throw new Error(edition === undefined ? 'There is no edition' : `There is no edition ${edition}`);
      process.stdout.write(writeEditionFile(plan));
    } finally {
      await knex.destroy();
    }
  },
};
