import type { Command } from './command.ts';
import { oneLogin, resetStaff, withStaff } from './staff.ts';

export const staffReset: Command = {
  options: { print: { type: 'boolean' } },
  async run({ options, words }) {
    const login = oneLogin(words);
    await withStaff(async (command) =>
      console.log(`${login}: ${await resetStaff(command, login, options['print'] === true)}`),
    );
  },
};
