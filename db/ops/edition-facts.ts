import { eventNames } from '../../domain/edition.ts';
import type { EditionFacts } from '../../domain/edition-refusal.ts';
import { statesIn } from '../../domain/registration.ts';
import { eventRowsOf } from '../edition-plan.ts';
import { rowsOf, type Store } from '../knex.ts';

/** What is there of an edition that a change of it could break; of one that is not there, nothing. */
export async function editionFacts(store: Store, edition: string): Promise<EditionFacts> {
  const { knex } = store;
  const other = await knex('editions')
    .where({ isCurrent: true, closedAt: null })
    .whereNot({ edition })
    .first('edition');
  const own = await knex('editions').where({ edition }).first('closedAt', 'termsVersion');
  const registrations = await knex('registrations')
    .where({ edition })
    .first({
      units: knex.raw<number>('count(*)::int'),
      fillingIn: knex.raw<number>('count(*) FILTER (WHERE state = ANY (?))::int', [statesIn('filling_in')]),
    });
  const submissions = await knex('registrations')
    .where({ edition })
    .whereIn('state', statesIn('review'))
    .whereNotNull('submittedAt')
    .orderBy('submittedAt')
    .pluck('submittedAt');
  const count = async (sql: string, bindings: readonly unknown[] = [edition]): Promise<number> =>
    (await rowsOf<{ count: number }>(knex, `SELECT count(*)::int AS count FROM ${sql}`, bindings))[0]!.count;
  const awaiting = (badgeType: string) =>
    count(
      `badge_orders o WHERE o.edition = ? AND o.state IN ('awaiting_payment', 'closing')
       AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_no = o.order_no AND l.badge_type = ?)`,
      [edition, badgeType],
    );
  const delegations = await rowsOf<{ no: number; units: number; staff: number; codes: number }>(
    knex,
    `SELECT no, (SELECT count(*) FROM registrations r WHERE r.delegation_id = d.delegation_id)::int AS units,
       (SELECT count(*) FROM staff s WHERE s.delegation_id = d.delegation_id)::int AS staff,
       (SELECT count(*) FROM invitation_codes c WHERE c.delegation_id = d.delegation_id)::int AS codes
     FROM delegations d WHERE edition = ?`,
    [edition],
  );
  const events = await eventRowsOf(store, edition);
  const names = eventNames(events.map((event) => ({ titleZh: event.titleZh })));
  const signUps = await rowsOf<{ id: string; people: number }>(
    knex,
    `SELECT e.supporting_event_id AS id, count(*)::int AS people FROM supporting_events e JOIN event_sign_ups s USING (supporting_event_id)
     WHERE e.edition = ? GROUP BY 1`,
    [edition],
  );
  const ofOrders = (table: string) => `${table} JOIN badge_orders o USING (order_no) WHERE o.edition = ?`;
  return {
    otherOpen: other?.edition ?? null,
    closedAt: own?.closedAt?.toISOString() ?? null,
    units: registrations!.units,
    fillingIn: registrations!.fillingIn,
    submissions: submissions.flatMap((at) => (at === null ? [] : [at.toISOString()])),
    acceptedTerms: own
      ? await count(
          "consents c JOIN units u USING (unit_id) WHERE u.edition = ? AND c.kind = 'privacy_terms' AND c.version = ?",
          [edition, own.termsVersion],
        )
      : 0,
    awaiting: { professional: await awaiting('professional'), vip: await awaiting('vip') },
    surveyAnswers: await count('survey_answers JOIN registrations USING (registration_id) WHERE edition = ?'),
    delegations: new Map(delegations.map(({ no, ...counts }) => [no, counts])),
    signedUp: new Map(
      events.map((event, index) => [
        names[index]!,
        signUps.find(({ id }) => id === event.supportingEventId)?.people ?? 0,
      ]),
    ),
    unfinished: {
      orders: await count("badge_orders WHERE edition = ? AND state IN ('awaiting_payment', 'closing')"),
      refunds: await count(`${ofOrders('refunds r')} AND r.state <> 'refunded'`),
      owed: await count(
        `${ofOrders('order_lines l')} AND l.payable_fen > 0 AND l.state IN ('review_failed', 'refunding')`,
      ),
      suspense: await count(`${ofOrders('payments p')} AND p.state = 'suspense'`),
      invoices: await count(`${ofOrders('invoices i')} AND i.state IN ('issuing', 'reversing', 'awaiting_buyer')`),
    },
  };
}
