import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

type Given = Readonly<Record<string, string | number | undefined>>;

/** Which of Temporal's own settings say where else to look than among them. */
const naming = ['TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'];

/**
 * Temporal's own settings: `TEMPORAL_*`, before what stands in the profile that they name. What `base` says (a stack that runs
 * here) fills in the rest, but nothing is mixed into a profile of one's own. A file that nobody named is left alone: on a machine
 * of somebody who works with Temporal elsewhere `npm start` must not go there.
 */
export function temporalProfile(env: Given, base: Given = {}): ClientConnectConfig {
  const isNamed = (name: string) => env[name] !== undefined && env[name] !== '';
  const from = naming.some(isNamed) ? env : { ...base, ...env };
  const said = Object.fromEntries(
    Object.entries(from).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, String(value)] as const],
    ),
  );
  const file = said['TEMPORAL_CONFIG_FILE'];
  return loadClientConnectConfig({
    overrideEnvVars: said,
    disableFile: !naming.some((name) => name in said),
    // Read here: a file that is named and not there is not passed over.
    ...(file === undefined ? {} : { configSource: { data: readFileSync(file) } }),
  });
}

/** Temporal's own settings as a program that was started elsewhere can use them. */
export function temporalSettings(env: Given): Record<string, string> {
  const said = Object.entries(env).filter(([name, value]) => name.startsWith('TEMPORAL_') && value !== undefined);
  return Object.fromEntries(
    said.map(([name, value]) => [name, /_(?:PATH|FILE)$/.test(name) ? resolve(String(value)) : String(value)]),
  );
}
