import { examine } from '../doctor/examination.ts';
import { asLine, type Verdict } from '../doctor/finding.ts';
import { readGiven } from '../doctor/given.ts';
import type { Command } from './command.ts';

/** What a question left hanging is waited for once everything has been said. */
const lingerMs = 1_000;

export const command: Command = {
  options: { live: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ options }) {
    const findings = await examine(readGiven(), { live: options['live'] === true });
    const count = (verdict: Verdict) => findings.filter((each) => each.verdict === verdict).length;
    const [right, warnings, wrong] = [count('ok'), count('warn'), count('wrong')];
    if (options['json'] === true)
      process.stdout.write(`${JSON.stringify({ ok: right, warn: warnings, wrong, findings }, undefined, 2)}\n`);
    else process.stdout.write(`${findings.map(asLine).join('')}${right} ok, ${warnings} to look at, ${wrong} wrong\n`);
    const exitCode = wrong > 0 ? 1 : 0;
    setTimeout(() => process.exit(exitCode), lingerMs).unref();
    return exitCode;
  },
};
