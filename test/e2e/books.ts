import { Client, Connection } from '@temporalio/client';
import { createVisitor, type Json } from './http.ts';
import { inAnotherTerminal, run, type Stack } from './stack.ts';

export const journalOf = (stack: Stack): Promise<Json> =>
  createVisitor(stack.config.sandboxUrl).get('/__sandbox/journal');

/** What `npm run audit` finds broken: our books against themselves and against the providers', both ways. */
export async function disagreements(stack: Stack): Promise<string[]> {
  const { lines, exited } = run(inAnotherTerminal(stack), 'expo.ts', 'audit');
  const code = await exited;
  const found = lines.filter((line) => !line.startsWith('ok'));
  if ((code !== 0) !== found.length > 0 || !lines.some((line) => line.startsWith('ok')))
    found.push(`audit ended with ${code}: ${lines.join('\n')}`);
  return found;
}

/** The runs of orders, by their workflow ids. */
export async function orderRuns({ config }: Stack): Promise<string[]> {
  const connection = await Connection.connect({ address: config.temporalAddress });
  const { workflow } = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const ids: string[] = [];
  try {
    for await (const { workflowId } of workflow.list({ query: 'WorkflowType = "badgeOrder"' })) ids.push(workflowId);
  } finally {
    await connection.close();
  }
  return ids.toSorted();
}
