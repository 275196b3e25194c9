import { readCommandConfig, withStore } from '../command.ts';
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
    await withStore(config, { pool: 2, name: 'edition-apply', statementTimeoutMs: 0 }, (store) =>
      applyEditionFile(store, {
        file,
        demo,
        dryRun: options['dry-run'] === true,
        close: options['close'] === true,
        ifNone: options['if-none'] === true,
        say: (line) => void process.stdout.write(`${line}\n`),
      }),
    );
  },
};
