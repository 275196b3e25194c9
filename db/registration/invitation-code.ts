import type { AuditAction } from '../../domain/audit.ts';
import { codeWithoutHyphens } from '../../domain/typed-text.ts';
import { inScope, type DelegationLabel, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';

const byCode: KeysetOrder = { by: [['text', 'c.code']] };
const byUse: KeysetOrder = { by: [['number', 'c.useId']] };

/** What became of a place (G1.1). A code that was filled in on approval took none (G1.2). */
export interface InvitationCodeUse {
  registrationId: string;
  account: string;
  unitName: string | null;
  kind: 'registered' | 'filled_in' | 'released';
  at: Date;
}

/** `capacity`: units it lets in; null for any number. */
export type InvitationCode = Pick<
  Row<'invitation_codes'>,
  'code' | 'delegationId' | 'capacity' | 'used' | 'validFrom' | 'validUntil' | 'revokedAt' | 'createdAt'
> & {
  delegation: DelegationLabel;
  /** Logins; null where no member of staff did it. */
  createdBy: string | null;
  revokedBy: string | null;
};

/** Who did something to a code `c`: there may have been one of the same spelling in another edition. */
const doneBy = (action: AuditAction) =>
  `(SELECT s.login FROM audit_entries e JOIN staff s USING (staff_id)
    WHERE e.action = '${action}' AND e.subject = c.code AND e.at >= c.created_at ORDER BY e.at LIMIT 1)`;

/** The codes delegations hand to the units they invite (G1.1), of the current edition. */
export function createInvitationCodes({ knex }: Store) {
  const edition = () => knex('editions').where({ isCurrent: true }).select('edition');
  const codes = (scope: Scope) =>
    knex('invitation_codes')
      .where('edition', edition())
      .modify((query) => inScope(query, 'delegationId', scope));
  const shown = (scope: Scope) =>
    knex('invitation_codes as c')
      .join('delegations as d', 'd.delegationId', 'c.delegationId')
      .where('c.edition', edition())
      .modify((query) => inScope(query, 'c.delegationId', scope))
      .select(
        'c.code',
        'c.delegationId',
        'c.capacity',
        'c.used',
        'c.validFrom',
        'c.validUntil',
        'c.revokedAt',
        'c.createdAt',
      )
      .select('d.no', 'd.nameZh', 'd.nameEn', {
        createdBy: knex.raw<string | null>(doneBy('invitation_code_created')),
        revokedBy: knex.raw<string | null>(doneBy('invitation_code_revoked')),
      });
  const codeOf = ({ no, nameZh, nameEn, ...code }: Awaited<ReturnType<typeof shown>>[number]): InvitationCode => ({
    ...code,
    delegation: { delegationId: code.delegationId, no, nameZh, nameEn },
  });
  async function find(scope: Scope, code: string): Promise<InvitationCode | undefined> {
    const row = await shown(scope)
      .where(
        (either) => void either.where({ 'c.code': code }).orWhere({ 'c.withoutHyphens': codeWithoutHyphens(code) }),
      )
      .orderByRaw('c.code = ? DESC', [code])
      .first();
    return row && codeOf(row);
  }

  return {
    /** By code. */
    async list(scope: Scope, page: KeysetPage): Promise<Keyed<InvitationCode>[]> {
      const rows = await shown(scope)
        .modify((query) => pageByKeyset(query, byCode, page))
        .select({ keyset: keysetOf(knex, byCode) });
      return rows.map(({ keyset, ...row }) => ({ ...codeOf(row), keyset }));
    },

    /** By its spelling, or one that differs in hyphens alone: nobody reads those out. */
    find,

    /** Undefined when the code exists already, or one that reads alike, whoever's it is. */
    async insert(
      code: Pick<InvitationCode, 'code' | 'delegationId' | 'capacity' | 'validUntil'> & { validFrom: Date | null },
    ): Promise<InvitationCode | undefined> {
      const [row] = await knex('invitation_codes')
        .insert({
          edition: edition(),
          code: code.code,
          withoutHyphens: codeWithoutHyphens(code.code),
          delegationId: code.delegationId,
          capacity: code.capacity,
          validUntil: code.validUntil,
          ...(code.validFrom === null ? {} : { validFrom: code.validFrom }),
        })
        .onConflict()
        .ignore()
        .returning('code');
      return row && find('all', row.code);
    },

    /** False for a code revoked before, which keeps its time. */
    async revoke(code: string): Promise<boolean> {
      return (await codes('all').where({ code }).whereNull('revokedAt').update({ revokedAt: knex.fn.now() })) > 0;
    },

    /** Oldest first. */
    async uses(code: string, page: KeysetPage): Promise<Keyed<InvitationCodeUse>[]> {
      return knex('invitation_code_uses as c')
        .join('registrations as r', 'r.registrationId', 'c.registrationId')
        .join('units as u', 'u.unitId', 'r.unitId')
        .where({ 'c.code': code })
        .where('c.edition', edition())
        .modify((query) => pageByKeyset(query, byUse, page))
        .select('c.registrationId', 'u.account', 'r.unitName', 'c.kind', 'c.at', { keyset: keysetOf(knex, byUse) });
    },
  };
}
