import { within, type Scope } from './delegation.ts';
import type { Store } from './knex.ts';

export interface InvitationCode {
  code: string;
  delegationId: number;
  /** Units it lets in; null for any number. */
  capacity: number | null;
  used: number;
  validFrom: Date;
  validUntil: Date | null;
  revokedAt: Date | null;
  createdAt: Date;
}

const columns = {
  code: 'code',
  delegationId: 'delegation_id',
  capacity: 'capacity',
  used: 'used',
  validFrom: 'valid_from',
  validUntil: 'valid_until',
  revokedAt: 'revoked_at',
  createdAt: 'created_at',
};

/** The codes delegations hand to the units they invite (G1.1), of the current edition. */
export function createInvitationCodes({ knex }: Store) {
  const edition = () => knex('editions').where({ is_current: true }).select('edition');
  const codes = (scope: Scope) =>
    knex('invitation_codes')
      .where('edition', edition())
      .modify((query) => within(query, 'delegation_id', scope));

  return {
    /** By code, after one. */
    async list(scope: Scope, { after, rows }: { after?: string | undefined; rows: number }): Promise<InvitationCode[]> {
      return codes(scope)
        .where('code', '>', after ?? '')
        .orderBy('code')
        .limit(rows)
        .select<InvitationCode[]>(columns);
    },

    async find(scope: Scope, code: string): Promise<InvitationCode | undefined> {
      return codes(scope).where({ code }).first<InvitationCode | undefined>(columns);
    },

    /** Undefined when the code exists already, whoever's it is. */
    async insert(code: Pick<InvitationCode, 'code' | 'delegationId' | 'capacity' | 'validUntil'>): Promise<InvitationCode | undefined> {
      const [row] = await knex('invitation_codes')
        .insert({
          edition: edition(),
          code: code.code,
          delegation_id: code.delegationId,
          capacity: code.capacity,
          valid_until: code.validUntil,
        })
        .onConflict(['edition', 'code'])
        .ignore()
        .returning<{ code: string }[]>('code');
      return row && codes('all').where({ code: row.code }).first<InvitationCode>(columns);
    },

    /** Once; a code revoked before keeps its time. */
    async revoke(code: string): Promise<void> {
      await codes('all').where({ code }).whereNull('revoked_at').update({ revoked_at: knex.fn.now() });
    },
  };
}
