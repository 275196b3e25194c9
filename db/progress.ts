import type { PersonPlace, ProgressFacts } from '../domain/progress.ts';
import type { Store } from './knex.ts';

interface Row extends Omit<ProgressFacts, 'people'> {
  people: { place: PersonPlace; count: number; since: string }[] | null;
  last_event: number;
}

const people = `(SELECT json_agg(p) FROM (
  SELECT CASE WHEN l.order_state = 'closing' THEN 'closing' ELSE coalesce(l.state, a.state) END AS place,
    count(*) AS count, min(coalesce(l.state_at, a.locked_at, a.created_at)) AS since
  FROM attendees a LEFT JOIN LATERAL (
    SELECT line.state, line.state_at, o.state AS order_state FROM order_lines line JOIN badge_orders o USING (order_no)
    WHERE line.attendee_id = a.attendee_id AND line.state <> 'released' ORDER BY line.state = 'refunded', line.state_at DESC LIMIT 1) l ON true
  WHERE a.registration_id = r.registration_id AND a.state <> 'withdrawn' GROUP BY place) p) AS people`;

export function createProgress({ knex }: Store) {
  return {
    /** What the flowchart is made from, and the last event it knows of. */
    async facts(registrationId: string): Promise<{ facts: ProgressFacts; lastEvent: number }> {
      const row = (await knex('registrations as r')
        .where({ registration_id: registrationId })
        .first(
          { state: 'state', createdAt: 'created_at', submittedAt: 'submitted_at', decidedAt: 'decided_at' },
          knex.raw(
            `delegation_id IS NOT NULL AS allocated, 'procurementIntent' <> ALL (missing) AS "hasProcurementIntent",
             NOT EXISTS (SELECT FROM unnest(missing) path WHERE split_part(path, '.', 1) = 'unitInfo') AS "hasUnitInfo"`,
          ),
          knex.raw('(SELECT coalesce(max(event_id), 0) FROM events e WHERE e.registration_id = r.registration_id) AS last_event'),
          knex.raw(people),
        )) as Row;
      const { people: places, last_event: lastEvent, ...facts } = row;
      return { facts: { ...facts, people: (places ?? []).map((place) => ({ ...place, since: new Date(place.since) })) }, lastEvent };
    },
  };
}
