import { writeEditionFile } from '../../api/edition-export.ts';
import { createEditionPlans } from '../../db/edition-plan.ts';
import { readCommandConfig, withStore } from '../command.ts';
import type { Command } from './command.ts';

export const command: Command = {
  run: ({ words: [asked] }) =>
    withStore(readCommandConfig(), { pool: 1, name: 'edition-export' }, async (store) => {
      const edition = asked ?? (await store.knex('editions').where({ isCurrent: true }).first('edition'))?.edition;
      const plan = edition === undefined ? undefined : await createEditionPlans(store).find(edition);
      if (!plan) throw new Error(edition === undefined ? 'There is no edition' : `There is no edition ${edition}`);
      process.stdout.write(writeEditionFile(plan));
    }),
};
