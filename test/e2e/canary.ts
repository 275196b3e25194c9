import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from './stack.ts';

/** Somewhere data comes to rest or is shown, with what is there. */
export interface Place {
  name: string;
  bytes: Buffer;
}

const { History } = proto.temporal.api.history.v1;
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;

/** Everything of a stack in which no person may be found: tables, histories, metrics, and every file it wrote. */
export async function placesOf(stack: Stack): Promise<Place[]> {
  return [...(await tables(stack)), ...(await runs(stack)), ...(await metrics(stack)), ...files(stack.config.dataDir)];
}

async function tables(stack: Stack): Promise<Place[]> {
  const names = await stack.rows<{ name: string }>(
    "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
  );
  const dump = async ({ name }: { name: string }): Promise<Place> => {
    const rows = await stack.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    return { name: `table ${name}`, bytes: Buffer.from(rows.map(({ row }) => row).join('\n')) };
  };
  return Promise.all(names.map(dump));
}

/** What Temporal keeps of each run, as it travels: payloads, memo, search attributes, summaries and failures are all in the bytes. */
async function runs({ config }: Stack): Promise<Place[]> {
  const connection = await Connection.connect({ address: config.temporalAddress });
  const { workflow } = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
  const found: Place[] = [];
  try {
    for await (const { workflowId, runId } of workflow.list()) {
      const handle = workflow.getHandle(workflowId, runId);
      found.push({
        name: `history ${workflowId}`,
        bytes: Buffer.from(History.encode(await handle.fetchHistory()).finish()),
      });
      const { raw } = await handle.describe();
      found.push({
        name: `description ${workflowId}`,
        bytes: Buffer.from(DescribeWorkflowExecutionResponse.encode(raw).finish()),
      });
    }
  } finally {
    await connection.close();
  }
  return found;
}

async function metrics({ config }: Stack): Promise<Place[]> {
  const urls = {
    api: `http://127.0.0.1:${config.METRICS_PORT}`,
    worker: `http://127.0.0.1:${config.WORKER_METRICS_PORT}`,
  };
  return Promise.all(
    Object.entries(urls).map(async ([part, url]) => {
      const answer = await fetch(`${url}/metrics`);
      return { name: `metrics ${part}`, bytes: Buffer.from(await answer.arrayBuffer()) };
    }),
  );
}

/** All but the sandbox's books, which are the providers', and the badges that the tour printed for the unit. */
function files(dataDir: string): Place[] {
  const notOurs = /^(sandbox|tour)\//;
  return readdirSync(dataDir, { recursive: true })
    .map(String)
    .filter((name) => !notOurs.test(name) && statSync(join(dataDir, name), { throwIfNoEntry: false })?.isFile())
    .map((name) => ({ name: `file ${name}`, bytes: readFileSync(join(dataDir, name)) }));
}

/** How a datum may stand somewhere: as it is, in a URL, in JSON without other letters than ASCII, in a `bytea`, in base64. */
function spellings(datum: string | Buffer): Buffer[] {
  const bytes = Buffer.from(datum);
  // Base64 spells the same bytes in three ways by where they begin; what shares a character with its neighbours is left out.
  const base64 = [0, 1, 2].map((at) => {
    const text = Buffer.concat([Buffer.alloc(at), bytes]).toString('base64');
    return text.slice(Math.ceil((at * 8) / 6), Math.floor(((at + bytes.length) * 8) / 6));
  });
  const texts = typeof datum === 'string' ? [encodeURIComponent(datum), datum.replaceAll(/[^ -~]/g, escaped)] : [];
  // Fewer than six characters of base64 turn up in anything random.
  return [
    bytes,
    ...[bytes.toString('hex'), ...base64, ...texts].filter((text) => text.length >= 6).map((text) => Buffer.from(text)),
  ];
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Where it stands, in whatever spelling. */
export function placesWith(datum: string | Buffer, places: Place[]): string[] {
  const spelled = spellings(datum);
  return places.filter(({ bytes }) => spelled.some((spelling) => bytes.includes(spelling))).map(({ name }) => name);
}
