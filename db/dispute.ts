import { randomUUID } from 'node:crypto';
import { unreadable } from '../domain/unreadable.ts';
import { pageByKeyset, type KeysetPage } from './keyset.ts';
import type { Store } from './knex.ts';

/** In the claimant's own words; a person's data. */
export interface Claim {
  unitName: string;
  name: string;
  mobile: string;
  email?: string | undefined;
  statement: string;
}

export const disputeStates = ['open', 'upheld', 'dismissed'] as const;
export type DisputeState = (typeof disputeStates)[number];

export interface Dispute {
  disputeId: string;
  account: string;
  registrationId: string;
  state: DisputeState;
  claim: Claim;
  reason: string | null;
  createdAt: Date;
  decidedAt: Date | null;
}

type Row = Omit<Dispute, 'claim' | 'reason'> & { claimant: Buffer; reason: Buffer | null; keyset: string };

const unreadableClaim: Claim = { unitName: unreadable, name: unreadable, mobile: unreadable, statement: unreadable };
const place = (column: 'claimant' | 'reason', row: string) => ({ table: 'disputes', column, row });
const columns = {
  disputeId: 'dispute_id',
  account: 'account',
  registrationId: 'registration_id',
  state: 'state',
  claimant: 'claimant',
  reason: 'reason',
  createdAt: 'created_at',
  decidedAt: 'decided_at',
};

/** Units that say an account is theirs (G1.4). */
export function createDisputes({ knex, personalData }: Store) {
  const disputeOf = ({ claimant, reason, keyset: _keyset, ...dispute }: Row): Dispute => ({
    ...dispute,
    claim: personalData.showJson<Claim>(place('claimant', dispute.disputeId), claimant, unreadableClaim),
    reason: reason && personalData.show(place('reason', dispute.disputeId), reason),
  });

  return {
    /** Undefined when nobody holds the account in the current edition. */
    async open(account: string, claim: Claim): Promise<string | undefined> {
      const held = (await knex('registrations as r')
        .join('units as u', 'u.unit_id', 'r.unit_id')
        .join('editions as e', { 'e.edition': 'u.edition', 'e.is_current': knex.raw('true') })
        .where({ 'u.account': account, 'u.released_at': null })
        .whereNotNull('u.opened_at')
        .first('r.registration_id', 'r.edition')) as { registration_id: string; edition: string } | undefined;
      if (!held) return undefined;
      const id = randomUUID();
      await knex('disputes').insert({ ...held, dispute_id: id, account, claimant: personalData.seal(place('claimant', id), JSON.stringify(claim)) });
      return id;
    },

    async find(disputeId: string): Promise<Dispute | undefined> {
      const row = await knex('disputes').where({ dispute_id: disputeId }).first<Row | undefined>(columns);
      return row && disputeOf(row);
    },

    /** The longest waiting first. */
    async list(state: DisputeState, page: KeysetPage): Promise<(Dispute & { keyset: string })[]> {
      const rows = (await knex('disputes')
        .where({ state })
        .modify((query) => pageByKeyset(knex, query, { time: 'created_at', id: 'dispute_id' }, page))
        .select(columns)) as Row[];
      return rows.map((row) => ({ ...disputeOf(row), keyset: row.keyset }));
    },

    /** False when it was decided meanwhile. */
    async dismiss(disputeId: string, { staffId, reason }: { staffId: string; reason: string }): Promise<boolean> {
      const changed = await knex('disputes')
        .where({ dispute_id: disputeId, state: 'open' })
        .update({
          state: 'dismissed',
          staff_id: staffId,
          reason: personalData.seal(place('reason', disputeId), reason),
          decided_at: knex.fn.now(),
        });
      return changed === 1;
    },
  };
}
