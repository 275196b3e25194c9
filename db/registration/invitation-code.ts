import { codeWithoutHyphens } from '../../domain/typed-text.ts';
import { inScope, type Scope } from '../delegation.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';

const byCode: KeysetOrder = { by: [['text', 'code']] };
const byUse: KeysetOrder = { by: [['number', 'c.useId']] };

/** What became of a place (G1.1). A code that was filled in on approval took none (G1.2). */
export interface InvitationCodeUse {
  registrationId: string;
  account: string;
  unitName: string | null;
  kind: 'registered' | 'filled_in' | 'released';
  at: Date;
}

const columns = [
  'code',
  'delegationId',
  'capacity',
  'used',
  'validFrom',
  'validUntil',
  'revokedAt',
  'createdAt',
] as const;
/** `capacity`: units it lets in; null for any number. */
export type InvitationCode = Pick<Row<'invitation_codes'>, (typeof columns)[number]>;

/** The codes delegations hand to the units they invite (G1.1), of the current edition. */
export function createInvitationCodes({ knex }: Store) {
  const edition = () => knex('editions').where({ isCurrent: true }).select('edition');
  const codes = (scope: Scope) =>
    knex('invitation_codes')
      .where('edition', edition())
      .modify((query) => inScope(query, 'delegationId', scope));

  return {
    /** By code. */
    async list(scope: Scope, page: KeysetPage): Promise<Keyed<InvitationCode>[]> {
      return codes(scope)
        .modify((query) => pageByKeyset(query, byCode, page))
        .select(...columns, { keyset: keysetOf(knex, byCode) });
    },

    /** By its spelling, or one that differs in hyphens alone: nobody reads those out. */
    async find(scope: Scope, code: string): Promise<InvitationCode | undefined> {
      return codes(scope)
        .where((either) => void either.where({ code }).orWhere({ withoutHyphens: codeWithoutHyphens(code) }))
        .orderByRaw('code = ? DESC', [code])
        .first(...columns);
    },

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
      return (
        row &&
        (await codes('all')
          .where({ code: row.code })
          .first(...columns))
      );
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
