import { createStore } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
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
    const ring = parseKeyRing(KEY_RING);
    const store = createStore({ databaseUrl, pool: 2, name: 'edition-apply', statementTimeoutMs: 0, ring });
    try {
      await applyEditionFile(store, {
        file,
        demo,
        dryRun: options['dry-run'] === true,
        close: options['close'] === true,
        ifNone: options['if-none'] === true,
        say: (line) => void process.stdout.write(`${line}\n`),
      });
    } finally {
      await store.knex.destroy();
    }
  },
};
