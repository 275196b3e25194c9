import { judgeSettings, readConfig, type Config, type SettingFault, type Settings } from '../../config.ts';
import { settingsOfStack } from '../command.ts';
import { claimLinks } from '../data-dir.ts';
import { merchantSettings } from '../parts.ts';
import { lineOf } from './finding.ts';

/** What this machine was given, also when some of it is wrong. */
export interface Given {
  env: NodeJS.ProcessEnv;
  /** As far as it can be read: a setting that is wrong counts as not given. */
  config: Config;
  faults: SettingFault[];
  /** Several stacks run here, and none was named. */
  manyStacks: string | undefined;
}

function without(from: Settings, faults: SettingFault[]): Settings {
  const wrong = new Set<string>(faults.flatMap(({ name }) => [name, `${name}_FILE`]));
  // Which of Temporal's own it is nobody can tell.
  const ofTemporal = wrong.has('TEMPORAL_PROFILE')
    ? /^TEMPORAL_(?:PROFILE|CONFIG_FILE|TLS|CODEC|GRPC|API_KEY)/
    : undefined;
  return Object.fromEntries(Object.entries(from).filter(([name]) => !wrong.has(name) && !ofTemporal?.test(name)));
}

function readDespite(env: Settings, base: Settings) {
  const { faults } = judgeSettings(env as NodeJS.ProcessEnv, base);
  return { faults, config: readConfig(without(env, faults) as NodeJS.ProcessEnv, without(base, faults)) };
}

/** The settings of the environment, and of a stack that runs in this checkout, with its stand-ins' beside them. */
export function readGiven(env: NodeJS.ProcessEnv = process.env, links = claimLinks): Given {
  const alone = readDespite(env, {}).config;
  let base: Settings = {};
  let manyStacks: string | undefined;
  try {
    const stack = settingsOfStack(alone, links);
    if (stack) base = { ...merchantSettings(readDespite(env, stack).config), ...stack };
  } catch (error) {
    manyStacks = lineOf(error);
  }
  return { env, ...readDespite(env, base), manyStacks };
}
