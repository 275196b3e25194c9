import type { Command } from './command.ts';
import { disableStaff, oneLogin, withStaff } from './staff.ts';

export const staffDisable: Command = {
  async run({ words }) {
    const login = oneLogin(words);
    await withStaff(async (command) => console.log(`${login}: ${await disableStaff(command, login)}`));
  },
};
