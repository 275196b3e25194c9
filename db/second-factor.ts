import { randomUUID } from 'node:crypto';
import { nobody } from './data-key.ts';
import type { Store } from './knex.ts';
import { sha256, type SealedField } from './personal-data.ts';

export interface SecondFactor {
  secondFactorId: string;
  /** In base32, as apps take it. */
  secret: string;
}

const secretField = (row: string): SealedField => ({ table: 'second_factors', column: 'secret', row });

/** What staff prove beside their password: one confirmed at a time, and beside it one that is not confirmed yet. */
export function createSecondFactors({ knex, personalData }: Store) {
  const opened = (row: { secondFactorId: string; secret: Parameters<typeof personalData.open>[1] } | undefined) =>
    row && {
      secondFactorId: row.secondFactorId,
      secret: personalData.open(secretField(row.secondFactorId), row.secret),
    };
  const hashOf = (code: string) => sha256(code);

  return {
    async confirmed(staffId: string): Promise<SecondFactor | undefined> {
      return opened(
        await knex('second_factors').where({ staffId }).whereNotNull('confirmedAt').first('secondFactorId', 'secret'),
      );
    },

    async pending(staffId: string): Promise<SecondFactor | undefined> {
      return opened(
        await knex('second_factors').where({ staffId, confirmedAt: null }).first('secondFactorId', 'secret'),
      );
    },

    /** In a transaction. In the place of another that was not confirmed; the confirmed one stays until this one is. */
    async prepare(staffId: string, { secret, recoveryCodes }: { secret: string; recoveryCodes: readonly string[] }) {
      await knex('staff').where({ staffId }).forUpdate().first('staffId');
      await knex('second_factors').where({ staffId, confirmedAt: null }).delete();
      const secondFactorId = randomUUID();
      await knex('second_factors').insert({
        secondFactorId,
        staffId,
        secret: personalData.seal(secretField(secondFactorId), secret, nobody),
      });
      await knex('recovery_codes').insert(recoveryCodes.map((code) => ({ secondFactorId, codeHash: hashOf(code) })));
    },

    /** In a transaction. By a code of `step`, which is used up; false when somebody else confirmed or replaced it meanwhile. */
    async confirm(staffId: string, { secondFactorId, step }: { secondFactorId: string; step: number }) {
      await knex('staff').where({ staffId }).forUpdate().first('staffId');
      await knex('second_factors').where({ staffId }).whereNot({ secondFactorId }).delete();
      const confirmed = await knex('second_factors')
        .where({ secondFactorId, confirmedAt: null })
        .update({ confirmedAt: knex.fn.now(), lastStep: step });
      return confirmed === 1;
    },

    /** Each step once, whichever replica is asked, and none before it afterwards; false when it was used. */
    async useStep(secondFactorId: string, step: number): Promise<boolean> {
      const used = await knex('second_factors')
        .where({ secondFactorId })
        .whereNotNull('confirmedAt')
        .whereRaw('coalesce(last_step, -1) < ?', [step])
        .update({ lastStep: step });
      return used === 1;
    },

    /** Each once; false when it is none of these, or was used. */
    async useRecoveryCode(secondFactorId: string, code: string): Promise<boolean> {
      const used = await knex('recovery_codes')
        .where({ secondFactorId, codeHash: hashOf(code), usedAt: null })
        .update({ usedAt: knex.fn.now() });
      return used === 1;
    },

    /** False when there was none. */
    async remove(staffId: string): Promise<boolean> {
      return (await knex('second_factors').where({ staffId }).delete()) > 0;
    },
  };
}
