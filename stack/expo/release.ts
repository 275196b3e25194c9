import { readCommandConfig } from '../command.ts';
import {
  buildsOf,
  currentBuild,
  makeCurrent,
  runsWithoutBuild,
  type BuildState,
  type BuildStatus,
} from '../release.ts';
import { connectTemporal } from '../temporal-check.ts';
import type { Command } from './command.ts';

/** What an operator may do with its workers. */
const meanings: Record<BuildState, string> = {
  current: 'new runs begin with it',
  ramping: 'some new runs begin with it',
  waiting: 'it was never current',
  draining: 'keep its workers',
  drained: 'its workers may go',
};
const lineOf = ({ buildId, state, pinned, others }: BuildStatus) =>
  `build ${buildId}  ${state}: ${meanings[state]}  (open runs: ${pinned} end with it, ${others} go on with the current one)`;

export const command: Command = {
  options: { 'dry-run': { type: 'boolean' }, none: { type: 'boolean' } },
  async run({ options, words }) {
    const config = readCommandConfig();
    const { TEMPORAL_DEPLOYMENT_NAME: deploymentName } = config;
    const wanted = options['none'] ? undefined : (words[0] ?? config.buildId);
    const nothingToDo = options['dry-run'] === true || (wanted === undefined && options['none'] !== true);
    const temporal = await connectTemporal(config);
    try {
      const before = await currentBuild(temporal, deploymentName);
      const named = (build: string | undefined) => (build === undefined ? 'workers without a build' : `build ${build}`);
      if (nothingToDo)
        console.log(
          `New runs begin with ${named(before)}${wanted === undefined || wanted === before ? '' : `; they would begin with ${named(wanted)}`}`,
        );
      else {
        await makeCurrent(temporal, { deploymentName, buildId: wanted });
        console.log(`New runs begin with ${named(wanted)}; before: ${named(before)}`);
      }
      for (const build of await buildsOf(temporal, deploymentName)) console.log(lineOf(build));
      const without = await runsWithoutBuild(temporal);
      if (without > 0) console.log(`no build: ${without} open runs, which began before there were builds`);
    } finally {
      await temporal.connection.close();
    }
  },
};
