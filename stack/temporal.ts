import { Connection } from '@temporalio/client';
import type { ServiceSpec } from './service.ts';

type DevServerOptions = { program: string; port: number; uiPort: number; namespace: string; dbFile: string };

/** The dev server is slow by default in three places; each of the first values here takes one of its waits of 50 ms to 1 s away. */
export const devServerFlags = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.workflowIdReuseMinimalInterval="0s"',
  // A run whose task fails twice on end can be searched for: after 10 s instead of 55.
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2',
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
