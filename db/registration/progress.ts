import type { PersonPlace, ProgressFacts } from '../../domain/progress.ts';
import type { Store } from '../knex.ts';

interface People {
  place: PersonPlace;
  count: number;
  since: string;
}

const people = `(SELECT json_agg(p) FROM (
  SELECT CASE WHEN l.order_state = 'closing' THEN 'closing' ELSE coalesce(l.state, a.state) END AS place,
    count(*) AS count, min(coalesce(l.state_at, a.locked_at, a.created_at)) AS since
  FROM attendees a LEFT JOIN LATERAL (
    SELECT line.state, line.state_at, o.state AS order_state FROM order_lines line JOIN badge_orders o USING (order_no)
    WHERE line.attendee_id = a.attendee_id AND line.state <> 'released' ORDER BY line.state = 'refunded', line.state_at DESC, line.order_no DESC LIMIT 1) l ON true
  WHERE a.registration_id = r.registration_id AND a.state <> 'withdrawn' GROUP BY place) p)`;

export function createProgress({ knex }: Store) {
  return {
    /** What the flowchart is made from, and the last event it knows of. */
    async facts(registrationId: string): Promise<{ facts: ProgressFacts; lastEvent: number }> {
      const row = (await knex('registrations as r')
        .where({ registrationId })
        .first('state', 'createdAt', 'submittedAt', 'decidedAt', {
          allocated: knex.raw<boolean>('delegation_id IS NOT NULL'),
          hasProcurementIntent: knex.raw<boolean>("'procurementIntent' <> ALL (missing)"),
          hasUnitInfo: knex.raw<boolean>(
            "NOT EXISTS (SELECT FROM unnest(missing) path WHERE split_part(path, '.', 1) = 'unitInfo')",
          ),
          lastEvent: knex.raw<number>(
            '(SELECT coalesce(max(event_id), 0) FROM events e WHERE e.registration_id = r.registration_id)',
          ),
          places: knex.raw<People[] | null>(people),
        }))!;
      const { places, lastEvent, ...facts } = row;
      return {
        facts: { ...facts, people: (places ?? []).map((place) => ({ ...place, since: new Date(place.since) })) },
        lastEvent,
      };
    },
  };
}
