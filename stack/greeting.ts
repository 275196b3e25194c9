import type { Config } from '../config.ts';

/** What a person needs to know once everything serves. */
export function greeting(
  config: Config,
  { seconds, sandbox, demo }: { seconds: number; sandbox: boolean; demo: boolean },
): string[] {
  const ownTemporal = config.TEMPORAL_ADDRESS === undefined;
  return [
    `Ready after ${seconds} s. Ctrl-C stops everything; the data stays in ${config.dataDir}.`,
    `  API          ${config.publicUrl}/api/v1`,
    `  Docs         ${config.publicUrl}/docs`,
    ...(ownTemporal || config.TEMPORAL_UI_URL ? [`  Temporal UI  ${config.temporalUiUrl}`] : []),
    `  Temporal     ${config.temporalAddress} (namespace ${config.TEMPORAL_NAMESPACE})`,
    sandbox
      ? `  Sandbox      ${config.sandboxUrl} (books: /__sandbox/journal)`
      : '  Sandbox      not started: NODE_ENV=production uses the real providers',
    `  Metrics      http://${config.METRICS_HOST}:${config.METRICS_PORT}/metrics (API), :${config.WORKER_METRICS_PORT}/metrics (worker)`,
    ...(config.DATABASE_URL === undefined
      ? [`  Postgres     127.0.0.1:${config.POSTGRES_PORT} (URL in ${config.localKeyDir}/database-url)`]
      : []),
    ...(demo
      ? [
          `  Logins       delegation-1 … delegation-27, bureau, bureau-2, operator, auditor; password ${config.DEMO_PASSWORD}`,
          '  Invitations  DEMO-01 … DEMO-27',
          '  Last time    91440604MA4DEM201P; password expo-demo-2019 (of the edition before)',
        ]
      : []),
    // Where a person begins, hence where the eye ends.
    `  Pages        ${config.publicUrl}/app`,
  ];
}
