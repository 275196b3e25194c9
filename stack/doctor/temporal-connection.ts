import { Connection } from '@temporalio/client';
import { deadlineMs, within } from './finding.ts';
import type { Given } from './given.ts';

/** Temporal as the programs reach it. */
export interface TemporalPlace {
  connection: Connection;
  namespace: string;
}

/** A connection for as long as `look` takes; throws when nobody answers. */
export async function atTemporal<T>({ config }: Given, look: (place: TemporalPlace) => Promise<T>): Promise<T> {
  const options = { ...config.temporalConnection, connectTimeout: deadlineMs };
  const connection = await within(Connection.connect(options), deadlineMs + 500);
  try {
    return await connection.withDeadline(Date.now() + 2 * deadlineMs, () =>
      look({ connection, namespace: config.TEMPORAL_NAMESPACE }),
    );
  } finally {
    await connection.close();
  }
}
