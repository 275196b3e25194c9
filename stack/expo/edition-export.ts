import { writeEditionFile } from '../../api/edition-export.ts';
import { createEditionPlans } from '../../db/edition-plan.ts';
import { createKnex } from '../../db/knex.ts';
import { createPersonalData, parseKeyRing } from '../../db/personal-data.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from '../command.ts';
import type { Command } from './command.ts';

export const command: Command = {
  async run({ words: [asked] }) {
    const { DATABASE_URL: databaseUrl, KEY_RING } = requiredOfStack(readCommandConfig(), 'DATABASE_URL', 'KEY_RING');
    await assertDatabaseAnswers(databaseUrl);
    const knex = createKnex({ databaseUrl, pool: 1, name: 'edition-export' });
    try {
      const edition = asked ?? (await knex('editions').where({ isCurrent: true }).first('edition'))?.edition;
      const store = { knex, personalData: createPersonalData(parseKeyRing(KEY_RING)) };
      const plan = edition === undefined ? undefined : await createEditionPlans(store).find(edition);
      if (!plan) throw new Error(edition === undefined ? 'There is no edition' : `There is no edition ${edition}`);
      process.stdout.write(writeEditionFile(plan));
    } finally {
      await knex.destroy();
    }
  },
};
