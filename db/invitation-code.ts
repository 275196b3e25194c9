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

/** What became of a place (G1.1). A code that was filled in on approval took none (G1.2). */
export interface InvitationCodeUse {
  registrationId: string;
  account: string;
  unitName: string | null;
  kind: 'registered' | 'filled_in' | 'released';
  at: Date;
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
    async insert(
      code: Pick<InvitationCode, 'code' | 'delegationId' | 'capacity' | 'validUntil'> & { validFrom: Date | null },
    ): Promise<InvitationCode | undefined> {
      const [row] = await knex('invitation_codes')
        .insert({
          edition: edition(),
          code: code.code,
          delegation_id: code.delegationId,
          capacity: code.capacity,
          valid_until: code.validUntil,
          ...(code.validFrom === null ? {} : { valid_from: code.validFrom }),
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

    /** Oldest first, after a use. */
    async uses(code: string, { after = 0, rows }: { after?: number | undefined; rows: number }): Promise<(InvitationCodeUse & { useId: number })[]> {
      return knex('invitation_code_uses as c')
        .join('registrations as r', 'r.registration_id', 'c.registration_id')
        .join('units as u', 'u.unit_id', 'r.unit_id')
        .where({ 'c.code': code })
        .where('c.edition', edition())
        .where('c.use_id', '>', after)
        .orderBy('c.use_id')
        .limit(rows)
        .select<(InvitationCodeUse & { useId: number })[]>({
          useId: 'c.use_id',
          registrationId: 'c.registration_id',
          account: 'u.account',
          unitName: 'r.unit_name',
          kind: 'c.kind',
          at: 'c.at',
        });
    },
  };
}
