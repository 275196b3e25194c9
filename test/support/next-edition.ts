import type { Store } from '../../db/knex.ts';
import { untyped } from '../../db/knex.ts';

/**
 * Closes the current edition and opens the next one beside it, as an organiser's file does: a window that is open, delegations of
 * the same numbers, the same survey. Allocation, codes and events are for the new edition to have.
 */
export async function openNextEdition(
  { knex }: Pick<Store, 'knex'>,
  { from, to, twoLevelReview = false }: { from: string; to: string; twoLevelReview?: boolean },
): Promise<void> {
  const of = { from, to, twoLevelReview };
  await knex.transaction(async (trx) => {
    const run = (sql: string) => untyped(trx).raw(sql, of);
    await run(
      `UPDATE editions SET is_current = false, closed_at = now(), registration_opens_at = now() - interval '400 days',
         registration_closes_at = now() - interval '250 days', expo_closes_at = now() - interval '200 days' WHERE edition = :from`,
    );
    await run(
      `INSERT INTO editions (edition, previous_edition, name_zh, name_en, registration_opens_at, registration_closes_at, expo_closes_at,
           professional_fee_fen, vip_fee_fen, is_current, two_level_review)
         SELECT :to, edition, '第' || :to || '届', 'Edition ' || :to, now() - interval '1 day', now() + interval '100 days', now() + interval '120 days',
           professional_fee_fen, vip_fee_fen, true, :twoLevelReview FROM editions WHERE edition = :from`,
    );
    await run(
      `INSERT INTO delegations (edition, no, name_zh, name_en, organisation_zh, contacts_zh, phones, kind)
         SELECT :to, no, name_zh, name_en, organisation_zh, contacts_zh, phones, kind FROM delegations WHERE edition = :from`,
    );
    await run(
      `UPDATE delegations d SET parent_id = (SELECT p.delegation_id FROM delegations o JOIN delegations above ON above.delegation_id = o.parent_id
           JOIN delegations p ON p.no = above.no AND p.edition = :to WHERE o.edition = :from AND o.no = d.no)
         WHERE d.edition = :to`,
    );
    await run(
      `INSERT INTO survey_questions (edition, code, position, kind, zh, en, options, required)
         SELECT :to, code, position, kind, zh, en, options, required FROM survey_questions WHERE edition = :from`,
    );
  });
}
