import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { inTransaction, type Store } from '../db/knex.ts';
import { createIdempotencyKeys, type KeyScope } from '../db/idempotency-key.ts';
import { RunRefused } from './temporal-error.ts';

/** What an operation answers; `body` is JSON. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface Keyed {
  scope: KeyScope;
  /** Everything that makes the request: a repeat must be the same in all of it. */
  request: string;
}

/** How long an unanswered request counts as being worked on, past every deadline it has itself. */
const leaseSeconds = 15;

/** An RFC 8941 string or the bare text; undefined when the header is absent. */
function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = /^"((?:[^"\\]|\\.)*)"$/.exec(header.trim())?.[1]?.replaceAll(/\\(.)/g, '$1') ?? header.trim();
  if (key.length < 1 || key.length > 255)
    throw new DomainError('malformed_request', {
      detail: say('key_length', { length: key.length }),
    });
  return key;
}

export function idempotencyKeyOf(
  req: Request,
  { effect, keyRequired }: { effect?: unknown; keyRequired?: boolean },
): string | undefined {
  if (!effect) return undefined;
  const key = parseIdempotencyKey(req.get('idempotency-key'));
  if (key === undefined && keyRequired) throw new DomainError('idempotency_key_required');
  return key;
}

const replayed = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'Idempotency-Replayed': 'true' },
});

/** A write to the database alone: the answer is stored in the transaction of the effect, so both are there or neither. */
export function answerInTransaction(
  store: Store,
  keyed: Keyed | undefined,
  work: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  return inTransaction(store, async (trx) => {
    if (!keyed) return work(trx);
    const keys = createIdempotencyKeys(trx);
    if (!(await keys.tryLock(keyed.scope))) throw new DomainError('idempotency_key_in_flight');
    const earlier = await keys.find(keyed.scope);
    if (earlier) return replayed(answerOf(keys.matches(earlier, keyed.request), earlier));
    const answer = await work(trx);
    await keys.insert({ rowId: randomUUID(), ...keyed, answer });
    return answer;
  });
}

/**
 * Where a workflow is told: the key's row fixes the business number first and commits, so that a repeat after any crash
 * reaches the same run; the answer is stored when it is known. A refusal changes nothing and is not stored.
 */
export async function answerThroughWorkflow(
  store: Store,
  keyed: Keyed | undefined,
  allocate: (store: Store) => Promise<string>,
  work: (businessNo: string) => Promise<Answer>,
): Promise<Answer> {
  if (!keyed) return work(await allocate(store));
  const claim = await claimKey(store, keyed, allocate);
  if ('answer' in claim) return replayed(claim.answer);
  const keys = createIdempotencyKeys(store);
  let answer: Answer;
  try {
    answer = await work(claim.businessNo);
  } catch (error) {
    // A refusal ends the attempt; anything else may have had its effect, so the number stays fixed for the next try.
    const refused =
      error instanceof RunRefused || (error instanceof DomainError && error.refusal.code !== 'unavailable');
    await (refused ? keys.forget(claim.rowId) : keys.release(claim.rowId));
    throw error;
  }
  // 202 says "not known yet": the next try asks the run again.
  if (answer.status === 202 && 'statusUrl' in (answer.body as object)) await keys.release(claim.rowId);
  else await keys.settle(claim.rowId, answer);
  return answer;
}

/** The key and its number for this request to work with, or the answer it was given before. */
async function claimKey(
  store: Store,
  keyed: Keyed,
  allocate: (store: Store) => Promise<string>,
): Promise<{ rowId: string; businessNo: string } | { answer: Answer }> {
  const keys = createIdempotencyKeys(store);
  // Nearly every key is new, so the claim is tried before anything is looked up: a repeat costs a number that is never used.
  const fresh = { rowId: randomUUID(), businessNo: await allocate(store) };
  if (await keys.claim({ ...fresh, ...keyed, leaseSeconds })) return fresh;
  const earlier = await keys.find(keyed.scope);
  // A refused request has given its key back just now.
  if (!earlier) throw new DomainError('idempotency_key_in_flight');
  const same = keys.matches(earlier, keyed.request);
  if (earlier.answer) return { answer: answerOf(same, earlier) };
  if (!same) throw new DomainError('idempotency_key_reused');
  if (!(await keys.takeOver(keyed.scope, leaseSeconds))) throw new DomainError('idempotency_key_in_flight');
  return { rowId: earlier.rowId, businessNo: earlier.businessNo! };
}

function answerOf(same: boolean, earlier: { answer: Answer | undefined }): Answer {
  if (!same) throw new DomainError('idempotency_key_reused');
  return earlier.answer!;
}
