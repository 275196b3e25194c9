import { readConfig, required } from '../../config.ts';
import { install } from '../install.ts';
import type { Command } from './command.ts';

export const command: Command = {
  options: { 'service-login': { type: 'string' } },
  async run({ options }) {
    const config = readConfig();
    const login = options['service-login'];
    await install(config, {
      databaseUrl: required(config, 'DATABASE_URL').DATABASE_URL,
      serviceLogin: typeof login === 'string' ? login : undefined,
      say: (line) => console.log(line),
    });
  },
};
