import { randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import type { SealedField } from '../personal-data.ts';
import type { SealedColumns } from '../tables.ts';
import { nobody } from '../data-key.ts';

type CodePurpose = 'previous_edition' | 'mobile_change' | 'new_mobile' | 'password_reset' | 'registration';

/** A code lasts so long, may be tried wrongly so often, and whoever asked asks for another after so long. */
export const codeRules = { expiresInSeconds: 300, tries: 5, resendAfterSeconds: 60 } as const;

/**
 * What a code is asked for: an account of the first edition, the unit's id (of a password, where nobody has the account, what was
 * typed), or the mobile to be proved: of a registration alone, of a new mobile with the unit it is for.
 */
export interface CodeSubject {
  purpose: CodePurpose;
  subject: string;
}

const field = (column: SealedColumns['verification_codes'], row: string): SealedField => ({
  table: 'verification_codes',
  column,
  row,
});

/**
 * Codes that prove who holds a mobile (G1.4, G2.1, G9.1). Each stands for itself under its `requestId`, which only whoever asked
 * for it was told: nobody else tries it, and no other code voids it. Made for unknown accounts as well: nobody can tell one from the other.
 */
export function createVerificationCodes(store: Store) {
  const { knex, personalData } = store;

  /** A mobile is not kept in plain. */
  const kept = ({ purpose, subject }: CodeSubject) => ({
    purpose,
    subject:
      purpose === 'registration' || purpose === 'new_mobile'
        ? personalData.blindIndex('mobile', subject).toString('hex')
        : subject,
  });

  return {
    /** In a transaction. The text to send; without a mobile it will turn out as not needed. */
    async issue({
      mobile,
      ...of
    }: CodeSubject & { mobile: string | undefined }): Promise<{ requestId: string; notificationId: string }> {
      const requestId = randomUUID();
      await knex('verification_codes').insert({
        verificationCodeId: requestId,
        ...kept(of),
        mobile: mobile === undefined ? null : personalData.seal(field('mobile', requestId), mobile, nobody),
        code: personalData.seal(field('code', requestId), String(randomInt(1_000_000)).padStart(6, '0'), nobody),
        expiresAt: knex.raw("now() + ? * interval '1 second'", [codeRules.expiresInSeconds]),
      });
      const [notificationId] = await createNotifications(store).enqueue({
        registrationId: null,
        kind: 'verification_code',
        subject: requestId,
        round: 1,
      });
      return { requestId, notificationId: notificationId! };
    },

    /**
     * Counts the try before it looks, on its own, so that a wrong one counts whatever follows; a right one is no guess, and is given
     * back. One that was sent to nobody is counted and looked at as well: it takes as long.
     */
    async isRight({ requestId, code, ...of }: CodeSubject & { requestId: string; code: string }): Promise<boolean> {
      const [row] = await knex('verification_codes')
        .where({ verificationCodeId: requestId, ...kept(of), usedAt: null })
        .whereRaw('expires_at > now() AND tries < ?', [codeRules.tries])
        .increment('tries', 1)
        .returning(['code', 'mobile']);
      if (!row) return false;
      const right = Buffer.from(personalData.open(field('code', requestId), row.code));
      const given = Buffer.from(code);
      if (given.length !== right.length || !timingSafeEqual(given, right) || !row.mobile) return false;
      await knex('verification_codes').where({ verificationCodeId: requestId }).decrement('tries', 1);
      return true;
    },

    /** In a transaction: keeps others from using it meanwhile; false when it was used. One that was right when it was given may be late by now. */
    async hold(requestId: string): Promise<boolean> {
      const held: unknown = await knex('verification_codes')
        .where({ verificationCodeId: requestId, usedAt: null })
        .forUpdate()
        .first('verificationCodeId');
      return held !== undefined;
    },

    /** Once; false when somebody else used it meanwhile. */
    async use(requestId: string): Promise<boolean> {
      const used = await knex('verification_codes')
        .where({ verificationCodeId: requestId, usedAt: null })
        .update({ usedAt: knex.fn.now() });
      return used === 1;
    },

    /** Once, and only while it is good: what was voided since it was looked at is not, whenever this transaction began. */
    async useInTime(requestId: string): Promise<boolean> {
      const used = await knex('verification_codes')
        .where({ verificationCodeId: requestId, usedAt: null })
        .whereRaw('expires_at > clock_timestamp()')
        .update({ usedAt: knex.fn.now() });
      return used === 1;
    },

    /** Once the mobile is another, whatever was sent to the old one proves nothing. */
    async voidAll(of: CodeSubject): Promise<void> {
      await knex('verification_codes')
        .where({ ...kept(of), usedAt: null })
        .whereRaw('expires_at > now()')
        .update({ expiresAt: knex.fn.now() });
    },
  };
}
