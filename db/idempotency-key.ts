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
  leased: boolean | null;
  answer: Buffer | null;
}

export interface EarlierRequest {
  fingerprint: Buffer;
  businessNo: string | undefined;
  /** Its holder may still be at work. */
  leased: boolean;
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
      const row = (await table().where(scope).first('row_id', 'fingerprint', 'business_no', 'answer', knex.raw('lease_until > now() AS leased'))) as
        | Row
        | undefined;
      return (
        row && {
          fingerprint: row.fingerprint,
          businessNo: row.business_no ?? undefined,
          leased: row.leased === true,
          answer: row.answer ? (JSON.parse(personalData.open(place(row.row_id), row.answer)) as StoredAnswer) : undefined,
        }
      );
    },

    matches: (earlier: EarlierRequest, request: string): boolean => earlier.fingerprint.equals(fingerprintOf(request)),

    async insert(row: { rowId: string; scope: KeyScope; request: string; businessNo?: string; leaseSeconds?: number; answer?: StoredAnswer }) {
      await table().insert({
        row_id: row.rowId,
        ...row.scope,
        fingerprint: fingerprintOf(row.request),
        business_no: row.businessNo ?? null,
        lease_until: row.leaseSeconds === undefined ? null : until(row.leaseSeconds),
        ...(row.answer ? sealed(row.rowId, row.answer) : {}),
      });
    },

    async lease(scope: KeyScope, seconds: number): Promise<void> {
      await table()
        .where(scope)
        .whereNull('answer')
        .update({ lease_until: until(seconds) });
    },

    async settle(scope: KeyScope, answer: StoredAnswer): Promise<void> {
      const row = (await table().where(scope).first('row_id')) as { row_id: string } | undefined;
      if (row)
        await table()
          .where(scope)
          .whereNull('answer')
          .update({ lease_until: null, ...sealed(row.row_id, answer) });
    },

    async forget(scope: KeyScope): Promise<void> {
      await table().where(scope).whereNull('answer').delete();
    },
  };
}
