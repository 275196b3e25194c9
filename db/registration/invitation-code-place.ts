import type { Refusal } from '../../domain/errors.ts';
import type { Store } from '../knex.ts';
import { refused } from './registration-move.ts';

/** The places of invitation codes (G1.1) and what became of each. Written only on behalf of registrations' workflows. */
export function createInvitationPlaces({ knex }: Store) {
  const remember = (use: {
    edition: string;
    code: string;
    registrationId: string;
    kind: 'registered' | 'filled_in' | 'released';
  }) =>
    knex('invitation_code_uses').insert({
      edition: use.edition,
      code: use.code,
      registrationId: use.registrationId,
      kind: use.kind,
    });

  return {
    /** Two units racing for the last place wait for each other here. */
    async take({
      edition,
      code,
      registrationId,
    }: {
      edition: string;
      code: string;
      registrationId: string;
    }): Promise<{ delegationId: number } | { refused: Refusal }> {
      const row = await knex('invitation_codes')
        .where({ edition, code })
        .forUpdate()
        .first('delegationId', 'capacity', 'used', {
          valid: knex.raw<boolean>(
            '(revoked_at IS NULL AND valid_from <= now() AND (valid_until IS NULL OR valid_until > now()))',
          ),
        });
      if (!row) return refused('invitation_code_unknown');
      if (!row.valid) return refused('invitation_code_expired');
      if (row.capacity !== null && row.used >= row.capacity) return refused('invitation_code_exhausted');
      await knex('invitation_codes').where({ edition, code }).increment('used', 1);
      await remember({ edition, code, registrationId, kind: 'registered' });
      return { delegationId: row.delegationId };
    },

    /** An account that was released, or that its unit ended, gives its place back. */
    async giveBack({
      edition,
      code,
      registrationId,
    }: {
      edition: string;
      code: string;
      registrationId: string;
    }): Promise<void> {
      const taken = await knex('invitation_code_uses')
        .where({ edition, code, registrationId, kind: 'registered' })
        .first();
      if (!taken) return;
      await knex('invitation_codes').where({ edition, code }).decrement('used', 1);
      await remember({ edition, code, registrationId, kind: 'released' });
    },

    /** G1.2: the delegation's code for a unit that came without one; undefined when the delegation has none in force. */
    async fillIn({
      edition,
      delegationId,
      registrationId,
    }: {
      edition: string;
      delegationId: number;
      registrationId: string;
    }): Promise<string | undefined> {
      const row = await knex('invitation_codes')
        .where({ edition, delegationId, revokedAt: null })
        .whereRaw('(valid_until IS NULL OR valid_until > now())')
        .orderBy(['createdAt', 'code'])
        .first('code');
      if (row) await remember({ edition, code: row.code, registrationId, kind: 'filled_in' });
      return row?.code;
    },
  };
}
