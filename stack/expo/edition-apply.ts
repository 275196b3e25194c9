import { createKnex } from '../../db/knex.ts';
import { createPersonalData, parseKeyRing } from '../../db/personal-data.ts';
import { assertDatabaseAnswers, readCommandConfig, requiredOfStack } from '../command.ts';
import type { Command } from './command.ts';
import { applyEditionFile } from './edition-file.ts';

export const command: Command = {
  options: {
    'dry-run': { type: 'boolean' },
    close: { type: 'boolean' },
    demo: { type: 'boolean' },
    'if-none': { type: 'boolean' },
  },
  async run({ options, words: [file, ...more] }) {
    if (file === undefined || more.length > 0) throw new Error('Which file? npx expo edition:apply FILE');
    const config = readCommandConfig();
    const demo = options['demo'] === true;
    if (demo && config.DEMO !== 'yes') throw new Error('--demo is for a demonstration: give DEMO=yes as well');
    const { DATABASE_URL: databaseUrl, KEY_RING } = requiredOfStack(config, 'DATABASE_URL', 'KEY_RING');
    await assertDatabaseAnswers(databaseUrl);
    const knex = createKnex({ databaseUrl, pool: 2, name: 'edition-apply', statementTimeoutMs: 0 });
    try {
      await applyEditionFile(
        { knex, personalData: createPersonalData(parseKeyRing(KEY_RING)) },
        {
          file,
          demo,
          dryRun: options['dry-run'] === true,
          close: options['close'] === true,
          ifNone: options['if-none'] === true,
          say: (line) => void process.stdout.write(`${line}\n`),
        },
      );
    } finally {
      await knex.destroy();
    }
  },
};
