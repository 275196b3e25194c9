import assert from 'node:assert/strict';
import { isGrpcServiceError } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { address, mainlander, unitInfo } from './fixtures.ts';
import { runIds, type Stage } from './stage.ts';

/** A run's history as text, its payloads opened. */
async function historyText(stage: Stage, workflowId: string): Promise<string> {
  const history = JSON.parse(historyToJSON(await stage.handle(workflowId).fetchHistory())) as unknown;
  return JSON.stringify(history, (key, value: unknown) =>
    key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value,
  );
}

/** Six digits also turn up by chance within longer numbers: event times have nine for a second's fraction. */
const holds = (text: string, secret: string) =>
  /^\d{6}$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret);

/** gRPC's NOT_FOUND. */
const notFound = 5;

/** No person of the stage's database, and nothing typed by one, stands in the histories of its runs. */
export async function assertNobodyInHistories(stage: Stage, more: readonly string[] = []): Promise<void> {
  const { knex, personalData } = stage.store;
  const sealed = await knex('attendees').select('attendeeId', 'documentNumber');
  const documents = sealed.map((row) =>
    personalData.open({ table: 'attendees', column: 'documentNumber', row: row.attendeeId }, row.documentNumber),
  );
  const { contact } = unitInfo;
  const secrets = [
    ...documents,
    mainlander(0).name,
    '13800000000',
    address.recipient,
    address.mobile,
    address.street,
    contact.name,
    contact.mobile,
    '核验',
    ...more,
  ];
  let read = 0;
  for (const workflowId of await runIds(stage)) {
    const text = await historyText(stage, workflowId).catch((error: unknown) => {
      const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
      if (code === notFound) return undefined;
      throw error;
    });
    if (text === undefined) continue;
    read++;
    for (const secret of secrets) assert.ok(!holds(text, secret), `"${secret}" is in the history of ${workflowId}`);
  }
  assert.ok(read >= stage.started.size && read > 0, `${read} histories were read`);
}
