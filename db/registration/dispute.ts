import { randomUUID } from 'node:crypto';
import type { DisputeState } from '../../domain/dispute.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { SealedField } from '../personal-data.ts';
import type { Row } from '../query.ts';
import type { SealedColumns } from '../tables.ts';

/** In the claimant's own words; a person's data. */
export interface Claim {
  unitName: string;
  name: string;
  mobile: string;
  email?: string | undefined;
  statement: string;
}

export interface Dispute {
  disputeId: string;
  account: string;
  registrationId: string;
  state: DisputeState;
  claim: Claim;
  reason: string | null;
  createdAt: Date;
  decidedAt: Date | null;
  /** A login. */
  decidedBy: string | null;
}

const claimOf = (marker: string): Claim => ({ unitName: marker, name: marker, mobile: marker, statement: marker });
const order: KeysetOrder = {
  by: [
    ['time', 'createdAt'],
    ['uuid', 'disputeId'],
  ],
};
const field = (column: SealedColumns['disputes'], row: string): SealedField => ({ table: 'disputes', column, row });
const columns = [
  'disputeId',
  'account',
  'registrationId',
  'state',
  'claimant',
  'reason',
  'createdAt',
  'decidedAt',
] as const;

/** Units that say an account is theirs (G1.4). */
export function createDisputes({ knex, personalData }: Store) {
  const decidedBy = knex.raw<string | null>('(SELECT login FROM staff WHERE staff.staff_id = disputes.staff_id)');
  const disputeOf = ({
    claimant,
    reason,
    ...dispute
  }: Pick<Row<'disputes'>, (typeof columns)[number]> & Pick<Dispute, 'decidedBy'>): Dispute => ({
    ...dispute,
    claim: personalData.showJson<Claim>(field('claimant', dispute.disputeId), claimant, claimOf),
    reason: reason && personalData.show(field('reason', dispute.disputeId), reason),
  });

  return {
    /** Undefined when nobody holds the account in the current edition. */
    async open(account: string, claim: Claim): Promise<string | undefined> {
      const held = await knex('registrations as r')
        .join('units as u', 'u.unitId', 'r.unitId')
        .join('editions as e', { 'e.edition': 'u.edition', 'e.isCurrent': knex.raw('true') })
        .where({ 'u.account': account, 'u.releasedAt': null })
        .whereNotNull('u.openedAt')
        .first('r.registrationId', 'r.edition');
      if (!held) return undefined;
      const id = randomUUID();
      await knex('disputes').insert({
        ...held,
        disputeId: id,
        account,
        claimant: personalData.seal(field('claimant', id), JSON.stringify(claim), held.registrationId),
      });
      return id;
    },

    async find(disputeId: string): Promise<Dispute | undefined> {
      const row = await knex('disputes')
        .where({ disputeId })
        .first(...columns, { decidedBy });
      return row && disputeOf(row);
    },

    async countOpen(edition: string): Promise<number> {
      const row = await knex('disputes')
        .where({ edition, state: 'open' })
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    /** The longest waiting first. */
    async list(
      { edition, state }: { edition: string; state: DisputeState },
      page: KeysetPage,
    ): Promise<Keyed<Dispute>[]> {
      const rows = await knex('disputes')
        .where({ edition, state })
        .modify((query) => pageByKeyset(query, order, page))
        .select(...columns, { decidedBy, keyset: keysetOf(knex, order) });
      return rows.map(({ keyset, ...row }) => ({ ...disputeOf(row), keyset }));
    },

    /** False when it was decided meanwhile. */
    async dismiss(
      { disputeId, registrationId }: Dispute,
      { staffId, reason }: { staffId: string; reason: string },
    ): Promise<boolean> {
      const changed = await knex('disputes')
        .where({ disputeId, state: 'open' })
        .update({
          state: 'dismissed',
          staffId,
          reason: personalData.seal(field('reason', disputeId), reason, registrationId),
          decidedAt: knex.fn.now(),
        });
      return changed === 1;
    },
  };
}
