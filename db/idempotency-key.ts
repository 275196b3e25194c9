import type { Store } from './knex.ts';

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

interface Row {
  row_id: string;
  fingerprint: Buffer;
  business_no: string | null;
  answer: Buffer | null;
}

export interface EarlierRequest {
  rowId: string;
  fingerprint: Buffer;
  businessNo: string | undefined;
  answer: StoredAnswer | undefined;
}

/** The answers already given. They hold tokens and names, so they are sealed. */
export function createIdempotencyKeys({ knex, personalData }: Store) {
  const fingerprintOf = (request: string) => personalData.blindIndex('idempotent_request', request);
  const place = (row: string) => ({ table: 'idempotency_keys', column: 'answer', row });
  const table = () => knex('idempotency_keys');
  const sealed = (rowId: string, answer: StoredAnswer) => ({
    status: answer.status,
    answer: personalData.seal(place(rowId), JSON.stringify(answer)),
  });
  const until = (seconds: number) => knex.raw("now() + ? * interval '1 second'", [seconds]);

  return {
    /** Held to the end of the transaction; false when another request with this key is inside its own. */
    async tryLock({ principal, operation, key }: KeyScope): Promise<boolean> {
      const { rows } = (await knex.raw('SELECT pg_try_advisory_xact_lock(hashtextextended(?, 1)) AS locked', [
        JSON.stringify([principal, operation, key]),
      ])) as { rows: { locked: boolean }[] };
      return rows[0]!.locked;
    },

    async find(scope: KeyScope): Promise<EarlierRequest | undefined> {
      const row = (await table().where(scope).first('row_id', 'fingerprint', 'business_no', 'answer')) as Row | undefined;
      return (
        row && {
          rowId: row.row_id,
          fingerprint: row.fingerprint,
          businessNo: row.business_no ?? undefined,
          answer: row.answer ? (JSON.parse(personalData.open(place(row.row_id), row.answer)) as StoredAnswer) : undefined,
        }
      );
    },

    matches: (earlier: EarlierRequest, request: string): boolean => earlier.fingerprint.equals(fingerprintOf(request)),

    async insert({ rowId, scope, request, answer }: { rowId: string; scope: KeyScope; request: string; answer: StoredAnswer }): Promise<void> {
      await table().insert({ row_id: rowId, ...scope, fingerprint: fingerprintOf(request), ...sealed(rowId, answer) });
    },

    /** Takes an unused key and fixes its business number, in one statement; false when the key is there already. */
    async claim(row: { rowId: string; scope: KeyScope; request: string; businessNo: string; leaseSeconds: number }): Promise<boolean> {
      const { rowId, scope, request, businessNo, leaseSeconds } = row;
      const claimed = await table()
        .insert({ row_id: rowId, ...scope, fingerprint: fingerprintOf(request), business_no: businessNo, lease_until: until(leaseSeconds) })
        .onConflict(['principal', 'operation', 'key'])
        .ignore()
        .returning('row_id');
      return claimed.length > 0;
    },

    /** Takes an unanswered key whose holder is not at work any more; false while it may be. */
    async takeOver(scope: KeyScope, seconds: number): Promise<boolean> {
      const taken = await table()
        .where(scope)
        .whereNull('answer')
        .whereRaw('lease_until <= now()')
        .update({ lease_until: until(seconds) });
      return taken > 0;
    },

    /** The holder of an unanswered key is done with it and has no answer: the next try may take it over at once. */
    async release(rowId: string): Promise<void> {
      await table().where({ row_id: rowId }).whereNull('answer').update({ lease_until: knex.fn.now() });
    },

    async settle(rowId: string, answer: StoredAnswer): Promise<void> {
      await table()
        .where({ row_id: rowId })
        .whereNull('answer')
        .update({ lease_until: null, ...sealed(rowId, answer) });
    },

    async forget(rowId: string): Promise<void> {
      await table().where({ row_id: rowId }).whereNull('answer').delete();
    },
  };
}
