import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { rowsOf, type Store } from './knex.ts';
import { createNotifications } from './notification.ts';
import type { SealedField } from './personal-data.ts';
import type { SealedColumns } from './tables.ts';

export type CodePurpose = 'first_edition' | 'mobile_change';

/** A code lasts so long, may be tried so often, and another is not made before so long. */
export const codeRules = { expiresInSeconds: 300, tries: 5, resendAfterSeconds: 60, perNumberAndHour: 5 } as const;

interface Asked {
  purpose: CodePurpose;
  /** The account, or the unit. */
  subject: string;
}

const field = (column: SealedColumns['verification_codes'], row: string): SealedField => ({ table: 'verification_codes', column, row });

/** Codes that prove who holds a mobile (G2.1, G9.1). Made for unknown accounts as well: nobody can tell one from the other. */
export function createVerificationCodes(store: Store) {
  const { knex, personalData } = store;

  async function tooOften(index: Buffer): Promise<boolean> {
    const sent = await knex('verification_codes')
      .where({ mobileIndex: index })
      .whereRaw("created_at > now() - interval '1 hour'")
      .pluck('verificationCodeId');
    return sent.length >= codeRules.perNumberAndHour;
  }

  return {
    /** In a transaction. The text to send, or how long to wait; without a mobile the text will turn out as not needed. */
    async issue({ purpose, subject, mobile }: Asked & { mobile: string | undefined }): Promise<{ notificationId: string } | { waitSeconds: number }> {
      // Two requests at once: the second sees the first's code.
      await rowsOf(knex, 'SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [`verification:${purpose}:${subject}`]);
      const of = () => knex('verification_codes').where({ purpose, subject });
      const rows = await rowsOf<{ wait: number | null }>(
        knex,
        `SELECT ceil(? - extract(epoch FROM clock_timestamp() - max(created_at)))::int AS wait FROM verification_codes WHERE purpose = ? AND subject = ?`,
        [codeRules.resendAfterSeconds, purpose, subject],
      );
      const wait = rows[0]?.wait ?? 0;
      if (wait > 0) return { waitSeconds: wait };
      // A newer code voids the older ones.
      await of().whereNull('usedAt').whereRaw('expires_at > now()').update({ expiresAt: knex.fn.now() });
      const id = randomUUID();
      const index = mobile === undefined ? null : personalData.blindIndex('mobile', mobile);
      const sealed = mobile === undefined || (await tooOften(index!)) ? null : personalData.seal(field('mobile', id), mobile);
      await knex('verification_codes').insert({
        verificationCodeId: id,
        purpose,
        subject,
        mobile: sealed,
        mobileIndex: index,
        code: personalData.seal(field('code', id), String(randomInt(1_000_000)).padStart(6, '0')),
        expiresAt: knex.raw("now() + ? * interval '1 second'", [codeRules.expiresInSeconds]),
      });
      const [notificationId] = await createNotifications(store).order({ registrationId: null, kind: 'verification_code', subject: id, round: 1 });
      return { notificationId: notificationId! };
    },

    /** Counts the try before it looks, on its own, so that a wrong one counts whatever follows. The code's id when it is right. */
    async try({ purpose, subject, code }: Asked & { code: string }): Promise<string | undefined> {
      const [row] = await knex('verification_codes')
        .where({ purpose, subject, usedAt: null })
        .whereRaw('expires_at > now() AND tries < ? AND mobile IS NOT NULL', [codeRules.tries])
        .increment('tries', 1)
        .returning(['verificationCodeId', 'code']);
      if (!row) return undefined;
      const right = Buffer.from(personalData.open(field('code', row.verificationCodeId), row.code));
      const given = Buffer.from(code);
      return given.length === right.length && timingSafeEqual(given, right) ? row.verificationCodeId : undefined;
    },

    /** Once; false when somebody else used it meanwhile. */
    async use(verificationCodeId: string): Promise<boolean> {
      const used = await knex('verification_codes').where({ verificationCodeId, usedAt: null }).update({ usedAt: knex.fn.now() });
      return used === 1;
    },
  };
}
