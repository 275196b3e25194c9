import type { PersonPlace, ProgressFacts } from '../../domain/progress.ts';
import { missingIn } from '../../domain/unit-info.ts';
import type { Store } from '../knex.ts';
import { formColumns, formsOf } from './registration-form.ts';

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

export function createProgress({ knex, personalData }: Store) {
  return {
    /** What the flowchart is made from, and the last event it knows of. */
    async facts(registrationId: string): Promise<{ facts: ProgressFacts; lastEvent: number }> {
      const row = (await knex('registrations as r')
        .where({ registrationId })
        .first('registrationId', 'state', 'createdAt', 'submittedAt', 'decidedAt', ...formColumns, {
          allocated: knex.raw<boolean>('delegation_id IS NOT NULL'),
          lastEvent: knex.raw<number>(
            '(SELECT coalesce(max(event_id), 0) FROM events e WHERE e.registration_id = r.registration_id)',
          ),
          places: knex.raw<People[] | null>(people),
        }))!;
      const { state, createdAt, submittedAt, decidedAt, allocated, places, lastEvent } = row;
      const { unitInfo, procurementIntent } = formsOf(personalData, row);
      return {
        facts: {
          state,
          createdAt,
          submittedAt,
          decidedAt,
          allocated,
          hasUnitInfo: missingIn('unitInfo', unitInfo).length === 0,
          hasProcurementIntent: missingIn('procurementIntent', procurementIntent).length === 0,
          people: (places ?? []).map((place) => ({ ...place, since: new Date(place.since) })),
        },
        lastEvent,
      };
    },
  };
}
