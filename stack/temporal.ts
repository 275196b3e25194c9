import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import proto from '@temporalio/proto';
import { searchAttributeTypes } from '../workflows/messages.ts';
import type { ServiceSpec } from './service.ts';

type DevServerOptions = { program: string; port: number; uiPort: number; namespace: string; dbFile: string };

/** The dev server is slow by default in three places; each value here takes one of its waits of 50 ms to 1 s away. */
export const devServerFlags = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.workflowIdReuseMinimalInterval="0s"',
].flatMap((value) => ['--dynamic-config-value', value]);

/** Temporal's dev server with its history on disk. */
export function createTemporal({ program, port, uiPort, namespace, dbFile }: DevServerOptions): ServiceSpec {
  const ports = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)];
  const storage = [
    '--db-filename',
    dbFile,
    '--sqlite-pragma',
    'journal_mode=WAL',
    '--sqlite-pragma',
    'synchronous=NORMAL',
  ];
  return {
    name: 'temporal',
    command: program,
    args: [
      'server',
      'start-dev',
      ...ports,
      ...storage,
      '--namespace',
      namespace,
      '--log-level',
      'error',
      '--ui-disable-news-fetch',
      ...devServerFlags,
    ],
    graceMs: 1_500,
    isReady: () => namespaceAnswers(`127.0.0.1:${port}`, namespace),
  };
}

/** What workflows search by, in the words of Temporal's operator service. */
const searchAttributes = Object.fromEntries(
  Object.entries(searchAttributeTypes).map(([name, type]) => [
    name,
    proto.temporal.api.enums.v1.IndexedValueType[`INDEXED_VALUE_TYPE_${type}`],
  ]),
);

/** Registers what workflows search by; what is there already stays. `own` servers need none of the environment's TLS and keys. */
export async function registerSearchAttributes({
  address,
  namespace,
  own,
}: {
  address: string;
  namespace: string;
  own: boolean;
}) {
  const connection = await Connection.connect({ ...(own ? {} : loadClientConnectConfig().connectionOptions), address });
  try {
    const present = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributes).filter(([name]) => !(name in (present.customAttributes ?? {})));
    if (missing.length > 0)
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing),
      });
  } catch (error) {
    const names = Object.keys(searchAttributeTypes).join(', ');
    throw new Error(
      `Search attributes cannot be registered at ${address} (${namespace}); register ${names} there by hand: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    await connection.close();
  }
}

async function namespaceAnswers(address: string, namespace: string): Promise<boolean> {
  const connection = Connection.lazy({ address });
  try {
    await connection.withDeadline(Date.now() + 1_000, () =>
      connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
