import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { deadlineMs, within } from './finding.ts';
import type { Given } from './given.ts';

/** Temporal as the programs reach it. */
export interface TemporalPlace {
  connection: Connection;
  namespace: string;
}

/** Temporal's own settings, as the programs read them. */
export function connectConfig({ env }: Given) {
  const given = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
}

/** A connection for as long as `look` takes; throws when nobody answers. */
export async function atTemporal<T>(given: Given, look: (place: TemporalPlace) => Promise<T>): Promise<T> {
  const { connectionOptions, namespace } = connectConfig(given);
  const { config } = given;
  const options = { ...connectionOptions, address: config.temporalAddress, connectTimeout: deadlineMs };
  const connection = await within(Connection.connect(options), deadlineMs + 500);
  try {
    return await connection.withDeadline(Date.now() + 2 * deadlineMs, () =>
      look({ connection, namespace: namespace ?? config.TEMPORAL_NAMESPACE }),
    );
  } finally {
    await connection.close();
  }
}
