import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { setTimeout as pause } from 'node:timers/promises';
import { isNamespaceMissing } from '../api/temporal-error.ts';
import { missingSearchAttributes } from '../api/temporal-readiness.ts';
import type { Config } from '../config.ts';
import { searchAttributeTypes } from '../workflows/messages.ts';

/** How long a new namespace keeps what has ended; one that is there keeps its own. */
const retentionDays = 30;
const daySeconds = 86_400;

/** A connection to Temporal; whoever asks closes it. */
export async function connectTemporal(config: Config): Promise<Client> {
  try {
    const connection = await Connection.connect(config.temporalConnection);
    return new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  } catch (error) {
    throw new Error(
      `Temporal does not answer at ${config.temporalAddress}: ${(error as Error).message}. TEMPORAL_ADDRESS names it; TEMPORAL_TLS and TEMPORAL_API_KEY say how it is reached`,
      { cause: error },
    );
  }
}

/** How long the namespace keeps what has ended, in days; nothing where there is no such namespace. */
async function retentionOf({ connection, options: { namespace } }: Client): Promise<number | undefined> {
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / daySeconds;
  } catch (error) {
    if (isNamespaceMissing(error)) return undefined;
    throw error;
  }
}

/** Makes the namespace where it is missing and may be made (a cluster of one's own); a line on what there is now. */
export async function ensureNamespace(client: Client): Promise<string> {
  const { namespace } = client.options;
  const there = await retentionOf(client);
  if (there !== undefined) return `${namespace} is there; it keeps what has ended for ${there} days`;
  try {
    await client.connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: retentionDays * daySeconds } as never,
    });
  } catch (error) {
    throw new Error(
      `The namespace ${namespace} is not there and cannot be made over this connection (${(error as Error).message}): ` +
        `temporal operator namespace create --namespace ${namespace} --retention ${retentionDays}d, or on the pages of Temporal Cloud`,
      { cause: error },
    );
  }
  await until('the namespace', () => isInUse(client));
  return `${namespace} is made; it keeps what has ended for ${retentionDays} days`;
}

/** Registers what workflows search by, and waits until it can be used; a line on what was done. */
export async function ensureSearchAttributes(client: Client): Promise<string> {
  const missing = await missingSearchAttributes(client);
  const all = Object.keys(searchAttributeTypes);
  if (missing.length === 0) return `all ${all.length} are there: ${all.join(', ')}`;
  const typeOf = (name: string) => searchAttributeTypes[name as keyof typeof searchAttributeTypes];
  try {
    await register(client, missing);
  } catch (error) {
    const flags = missing.map((name) => `--name ${name} --type ${typeOf(name)}`).join(' ');
    throw new Error(
      `Search attributes are missing and cannot be registered over this connection (${(error as Error).message}): ` +
        `temporal operator search-attribute create --namespace ${client.options.namespace} ${flags}, or on the pages of Temporal Cloud`,
      { cause: error },
    );
  }
  await until('the search attributes', async () => (await missingSearchAttributes(client)).length === 0);
  return `registered and in use: ${missing.join(', ')}`;
}

async function register({ connection, options: { namespace } }: Client, missing: string[]): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const types = proto.temporal.api.enums.v1.IndexedValueType;
  const wanted = missing.map((name) => {
    const type = searchAttributeTypes[name as keyof typeof searchAttributeTypes];
    return { name, type, value: types[`INDEXED_VALUE_TYPE_${type}`] };
  });
  const wrong = wanted.filter(({ name, value }) => ![undefined, value].includes(customAttributes?.[name] as never));
  if (wrong.length > 0)
    throw new Error(wrong.map(({ name, type }) => `${name} is there and not a ${type}: remove it`).join('; '));
  const fresh = wanted.filter(({ name }) => !(name in (customAttributes ?? {})));
  if (fresh.length > 0)
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(fresh.map(({ name, value }) => [name, value])),
    });
}

async function isInUse(client: Client): Promise<boolean> {
  try {
    await missingSearchAttributes(client);
    return true;
  } catch (error) {
    if (isNamespaceMissing(error)) return false;
    throw error;
  }
}

/** Servers of a cluster hear of something new one after the other, within seconds. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`A minute after it was made, ${what} cannot be used yet: run it again`);
    await pause(200);
  }
}
