import { rowsOf, type Store } from './knex.ts';
import type { SealedField } from './personal-data.ts';
import { nobody } from './data-key.ts';

/** Whose key, for what: the same text from someone else or for another operation is another key. */
export interface KeyScope {
  principal: string;
  operation: string;
  key: string;
}

interface StoredAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface EarlierRequest {
  rowId: string;
  fingerprint: Buffer;
  businessNo: string | undefined;
  answer: StoredAnswer | undefined;
}

const kind = 'idempotent_request';

/** The answers already given. They hold tokens and names, so they are sealed. */
export function createIdempotencyKeys({ knex, personalData }: Store) {
  const fingerprintOf = (request: string) => personalData.blindIndex(kind, request);
  const field = (row: string): SealedField => ({ table: 'idempotency_keys', column: 'answer', row });
  const table = () => knex('idempotency_keys');
  const sealed = (rowId: string, answer: StoredAnswer) => ({
    status: answer.status,
    answer: personalData.seal(field(rowId), JSON.stringify(answer), nobody),
  });
  const until = (seconds: number) => knex.raw("now() + ? * interval '1 second'", [seconds]);

  return {
    /** Held to the end of the transaction; false when another request with this key is inside its own. */
    async tryLock({ principal, operation, key }: KeyScope): Promise<boolean> {
      const rows = await rowsOf<{ locked: boolean }>(
        knex,
        'SELECT pg_try_advisory_xact_lock(hashtextextended(?, 1)) AS locked',
        [JSON.stringify([principal, operation, key])],
      );
      return rows[0]!.locked;
    },

    async find(scope: KeyScope): Promise<EarlierRequest | undefined> {
      const row = await table().where(scope).first('rowId', 'fingerprint', 'businessNo', 'answer');
      return (
        row && {
          rowId: row.rowId,
          fingerprint: row.fingerprint,
          businessNo: row.businessNo ?? undefined,
          // What `sealed` made of that very type.
          answer: row.answer
            ? (JSON.parse(personalData.open(field(row.rowId), row.answer)) as StoredAnswer)
            : undefined,
        }
      );
    },

    /** By whichever key of the ring it was noted. */
    matches: (earlier: EarlierRequest, request: string): boolean =>
      personalData.blindIndexes(kind, request).some(({ index }) => earlier.fingerprint.equals(index)),

    async insert({
      rowId,
      scope,
      request,
      answer,
    }: {
      rowId: string;
      scope: KeyScope;
      request: string;
      answer: StoredAnswer;
    }): Promise<void> {
      await table().insert({ rowId, ...scope, fingerprint: fingerprintOf(request), ...sealed(rowId, answer) });
    },

    /** Takes an unused key and fixes its business number, in one statement; false when the key is there already. */
    async claim(row: {
      rowId: string;
      scope: KeyScope;
      request: string;
      businessNo: string;
      leaseSeconds: number;
    }): Promise<boolean> {
      const { rowId, scope, request, businessNo, leaseSeconds } = row;
      const claimed = await table()
        .insert({ rowId, ...scope, fingerprint: fingerprintOf(request), businessNo, leaseUntil: until(leaseSeconds) })
        .onConflict(['principal', 'operation', 'key'])
        .ignore()
        .returning('rowId');
      return claimed.length > 0;
    },

    /** Takes an unanswered key whose holder is not at work any more; false while it may be. */
    async takeOver(scope: KeyScope, seconds: number): Promise<boolean> {
      const taken = await table()
        .where(scope)
        .whereNull('answer')
        .whereRaw('lease_until <= now()')
        .update({ leaseUntil: until(seconds) });
      return taken > 0;
    },

    /** The holder of an unanswered key is done with it and has no answer: the next try may take it over at once. */
    async release(rowId: string): Promise<void> {
      await table().where({ rowId }).whereNull('answer').update({ leaseUntil: knex.fn.now() });
    },

    async settle(rowId: string, answer: StoredAnswer): Promise<void> {
      await table()
        .where({ rowId })
        .whereNull('answer')
        .update({ leaseUntil: null, ...sealed(rowId, answer) });
    },

    async forget(rowId: string): Promise<void> {
      await table().where({ rowId }).whereNull('answer').delete();
    },
  };
}
