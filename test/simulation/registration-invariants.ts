import { attendeeTransitions } from '../../domain/attendee.ts';
import { isIn, registrationTransitions, type RegistrationState } from '../../domain/registration.ts';
import { nextState } from '../../domain/state-machine.ts';
import { rowsOf, type Store } from '../../db/knex.ts';
import type { Row } from '../../db/query.ts';
import type { Run } from './workflow-run.ts';
import { fromPayload } from './workflow-run.ts';

/** A text that went to the provider. */
export interface SentText {
  mobile: string;
  template: string;
  outId: string;
  at: number;
}

interface Lived {
  scarceCode: string;
  texts: readonly SentText[];
  runs: readonly Run[];
  /** How often staff who may asked for what leads to an event: by registration and kind. */
  requests: ReadonlyMap<string, number>;
}

type EventRow = Pick<Row<'events'>, 'registrationId' | 'kind' | 'fromState' | 'toState' | 'actor' | 'detail'>;

const reviewTextsApartMs = 20 * 3_600_000;

// One array, because there may be more ids than a statement takes parameters.
const inThem = 'registration_id = ANY(?::uuid[])';

/** What must hold of every registration once its edition is over, and does not. */
export async function checkRegistrations(
  { knex }: Store,
  { scarceCode, texts, runs, requests }: Lived,
): Promise<string[]> {
  const found: string[] = [];
  const ids = [...new Set(runs.flatMap(registrationOf))];
  async function none(what: string, sql: string): Promise<void> {
    const rows = await rowsOf(knex, sql, { ids, code: scarceCode });
    found.push(...rows.map((row) => `${what}: ${Object.values(row).join(', ')}`));
  }

  const events = await knex('events')
    .whereRaw(inThem, [ids])
    .whereNull('orderNo')
    .orderBy('eventId')
    .select('registrationId', 'kind', 'fromState', 'toState', 'actor', 'detail');
  found.push(...edgesNotInTables(events), ...whatNobodyAskedFor(events, requests));

  await none(
    'what is over waits for nobody',
    "SELECT registration_id, state FROM registrations WHERE registration_id = ANY(:ids) AND state IN ('draft', 'returned', 'under_review', 'under_second_review')",
  );
  await none(
    'one decision a round and level',
    `SELECT registration_id, round, level, count(*) FROM reviews WHERE registration_id = ANY(:ids) AND applied_at IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  );
  await none(
    'each decision stands on one review',
    `SELECT r.registration_id, e.n, v.n FROM registrations r
     CROSS JOIN LATERAL (SELECT count(*) n FROM events e WHERE e.registration_id = r.registration_id AND e.kind IN ('endorsed', 'approved', 'returned', 'rejected')) e
     CROSS JOIN LATERAL (SELECT count(*) n FROM reviews v WHERE v.registration_id = r.registration_id AND v.applied_at IS NOT NULL) v
     WHERE r.registration_id = ANY(:ids) AND e.n <> v.n`,
  );
  await none(
    'a second level is decided from above',
    `SELECT v.registration_id, v.round, s.login FROM reviews v JOIN staff s USING (staff_id) JOIN registrations r USING (registration_id)
     WHERE v.registration_id = ANY(:ids) AND v.applied_at IS NOT NULL AND v.level = 2 AND s.role = 'delegation' AND s.delegation_id = r.delegation_id`,
  );
  await none(
    "the third reminder is the bureau's",
    `SELECT n.registration_id, n.round, s.login FROM notifications n JOIN staff s USING (staff_id)
     WHERE n.registration_id = ANY(:ids) AND n.kind = 'review_due' AND n.round >= 3 AND s.role <> 'bureau'`,
  );
  await none(
    'who waited for review till the end was brought up',
    `SELECT e.registration_id FROM events e WHERE e.registration_id = ANY(:ids) AND e.kind = 'expired' AND e.from_state IN ('under_review', 'under_second_review')
     AND NOT EXISTS (SELECT 1 FROM events m WHERE m.registration_id = e.registration_id AND m.kind = 'reviewers_reminded')`,
  );
  await none(
    'a round for each submission',
    `SELECT r.registration_id, r.round, e.n FROM registrations r
     CROSS JOIN LATERAL (SELECT count(*) n FROM events e WHERE e.registration_id = r.registration_id AND e.kind = 'submitted') e
     WHERE r.registration_id = ANY(:ids) AND r.round <> e.n`,
  );
  await none(
    'nobody on a badge whose unit is not approved',
    `SELECT l.order_no, l.line_no, l.state, r.state FROM order_lines l JOIN attendees a USING (attendee_id) JOIN registrations r ON r.registration_id = a.registration_id
     WHERE r.registration_id = ANY(:ids) AND r.state <> 'approved' AND NOT (r.state = 'withdrawn' AND l.state IN ('released', 'refunded'))`,
  );
  await none(
    'nobody in a live order who is not locked',
    `SELECT l.order_no, l.line_no, l.state, a.state FROM order_lines l JOIN attendees a USING (attendee_id)
     WHERE a.registration_id = ANY(:ids) AND l.state NOT IN ('released', 'refunded') AND a.state <> 'locked'`,
  );
  await none(
    'nobody is locked whose unit is not approved',
    `SELECT a.attendee_id, r.state FROM attendees a JOIN registrations r USING (registration_id) WHERE r.registration_id = ANY(:ids) AND a.state = 'locked' AND r.state <> 'approved'`,
  );
  await none(
    'who is on a list has a key there, who is not has none',
    `SELECT a.attendee_id, a.state, r.state, k.attendee_id IS NOT NULL FROM attendees a JOIN registrations r USING (registration_id) LEFT JOIN list_keys k ON k.attendee_id = a.attendee_id
     WHERE r.registration_id = ANY(:ids) AND (k.attendee_id IS NOT NULL) <> (a.state <> 'withdrawn' AND r.state NOT IN ('rejected', 'expired', 'released', 'withdrawn'))`,
  );
  await none(
    'one person one badge: who is locked is their unit’s alone, and nobody is a draft’s',
    `SELECT a.attendee_id, a.state, r.state, k.attendee_id IS NOT NULL FROM attendees a JOIN registrations r USING (registration_id) LEFT JOIN person_keys k ON k.attendee_id = a.attendee_id
     WHERE r.registration_id = ANY(:ids) AND (CASE WHEN k.attendee_id IS NULL THEN a.state = 'locked' ELSE r.state = 'draft' END)`,
  );
  await none(
    "a code's places are counted",
    `SELECT c.code, c.capacity, c.used, t.n FROM invitation_codes c
     CROSS JOIN LATERAL (SELECT count(*) n FROM registrations r WHERE r.invitation_code = c.code AND r.state NOT IN ('released', 'withdrawn')) t
     WHERE c.code = :code AND (c.used > c.capacity OR c.used <> t.n)`,
  );
  await none(
    'one account, one live registration',
    `SELECT u.account, count(*) FROM units u JOIN registrations r USING (unit_id) WHERE r.registration_id = ANY(:ids) AND u.released_at IS NULL GROUP BY 1 HAVING count(*) > 1`,
  );
  await none(
    'an account is free exactly when its registration was released or ended by its unit',
    `SELECT u.account, r.state FROM units u JOIN registrations r USING (unit_id) WHERE r.registration_id = ANY(:ids) AND (u.released_at IS NOT NULL) <> (r.state IN ('released', 'withdrawn'))`,
  );
  await none(
    'nobody is on the list of a unit that ended its registration, nor in its money',
    `SELECT r.registration_id, a.state, l.state FROM registrations r JOIN attendees a USING (registration_id)
       LEFT JOIN order_lines l ON l.attendee_id = a.attendee_id AND l.state NOT IN ('released', 'refunded')
     WHERE r.registration_id = ANY(:ids) AND r.state = 'withdrawn' AND (a.state <> 'withdrawn' OR l.order_no IS NOT NULL)`,
  );
  await none(
    'a registration that its unit ended was asked to be, once',
    `SELECT r.registration_id, r.state, w.n FROM registrations r
     CROSS JOIN LATERAL (SELECT count(*) n FROM withdrawals w WHERE w.registration_id = r.registration_id AND w.ended_at IS NOT NULL) w
     WHERE r.registration_id = ANY(:ids) AND w.n <> (CASE WHEN r.state = 'withdrawn' THEN 1 ELSE 0 END)`,
  );
  await none(
    'no text stays on its way',
    `SELECT notification_id, kind, state FROM notifications WHERE registration_id = ANY(:ids) AND state NOT IN ('sent', 'not_needed')`,
  );
  await none(
    'each verdict is told in one text',
    `SELECT e.registration_id, e.kind, e.n, t.n FROM
       (SELECT registration_id, kind, count(*) n FROM events WHERE registration_id = ANY(:ids) AND kind IN ('approved', 'returned', 'rejected', 'expired') GROUP BY 1, 2) e
     CROSS JOIN LATERAL (SELECT count(*) n FROM notifications n WHERE n.registration_id = e.registration_id AND n.kind = 'registration_' || e.kind) t WHERE e.n <> t.n`,
  );
  found.push(...(await textsSaidTwice()), ...(await runsThatDisagree()));
  return found;

  /** At most one text a kind and round reaches the provider, and a reviewer is told once in twenty hours. */
  async function textsSaidTwice(): Promise<string[]> {
    const rows = await knex('notifications')
      .whereIn(
        'notificationId',
        texts.map(({ outId }) => outId),
      )
      .select('notificationId', 'kind', 'subject', 'round', 'staffId');
    const about = new Map(
      rows.map(({ notificationId: id, kind, subject, round, staffId }) => [
        id,
        `${kind} ${subject} ${round} ${staffId ?? ''}`,
      ]),
    );
    const seen = new Set<string>();
    const lastTo = new Map<string, number>();
    const twice: string[] = [];
    for (const { outId, mobile, template, at } of texts) {
      const what = about.get(outId)!;
      if (seen.has(what)) twice.push(`said twice: ${what}`);
      seen.add(what);
      if (template !== 'review_due') continue;
      if (at - (lastTo.get(mobile) ?? -Infinity) < reviewTextsApartMs)
        twice.push(`a reviewer is told again within twenty hours: ${what}`);
      lastTo.set(mobile, at);
    }
    return twice;
  }

  /** A run ends with what its row says. */
  async function runsThatDisagree(): Promise<string[]> {
    const states = new Map(
      (await knex('registrations').whereRaw(inThem, [ids]).select('registrationId', 'state')).map((row) => [
        row.registrationId,
        row.state,
      ]),
    );
    return runs.flatMap((run) => {
      const [registrationId] = registrationOf(run);
      if (registrationId === undefined || run.result === undefined) return [];
      const { outcome } = fromPayload(run.result) as { outcome: string };
      const state = states.get(registrationId);
      // A run may be over before its registration is released or ended, which is one more run.
      const isSame =
        outcome === 'refused'
          ? state === undefined
          : outcome === 'edition_over'
            ? state === 'approved' || state === 'withdrawn'
            : outcome === state ||
              (outcome === 'rejected' && state === 'released') ||
              ((outcome === 'rejected' || outcome === 'expired') && state === 'withdrawn');
      return isSame ? [] : [`its run ended ${outcome}, its row says ${state}: ${registrationId}`];
    });
  }
}

function registrationOf(run: Run): string[] {
  if (run.type !== 'registration') return [];
  return [(fromPayload(run.init.initializeWorkflow!.arguments![0]) as { registrationId: string }).registrationId];
}

/** A message makes nothing happen that staff did not ask for, nor what they asked for twice. */
function whatNobodyAskedFor(events: readonly EventRow[], requests: ReadonlyMap<string, number>): string[] {
  const kinds = ['allocated', 'attendee_withdrawn', 'released', 'withdrawn', 'attendees_locked', 'attendees_unlocked'];
  const left = new Map(requests);
  return events.flatMap(({ registrationId: id, kind, actor }) => {
    if (!kinds.includes(kind) || actor === 'system') return [];
    const asked = left.get(`${id} ${kind}`) ?? 0;
    left.set(`${id} ${kind}`, asked - 1);
    return asked > 0 ? [] : [`nobody asked for it: ${kind}, ${id}`];
  });
}

/** Only edges of the tables are walked, one after the other; nothing is locked or edited where it may not be. */
function edgesNotInTables(events: readonly EventRow[]): string[] {
  const found: string[] = [];
  const standing = new Map<string, string>();
  for (const { registrationId: id, kind, fromState: from, toState: to, detail } of events) {
    const { attendeeId, attendeeIds } = detail as { attendeeId?: string; attendeeIds?: string[] };
    const people = kind.startsWith('attendee') ? (attendeeIds ?? [attendeeId!]) : undefined;
    const event = kind.replace(/^attendees?_/, '');
    if (kind === 'registration_opened') standing.set(id, to!);
    if (!from || !to) continue;
    const next = people
      ? nextState(attendeeTransitions, from as never, event as never)
      : nextState(registrationTransitions, from as never, event as never);
    if (next !== to) found.push(`not in the table: ${id} ${from} -${kind}-> ${to}`);
    for (const subject of people ?? [id]) {
      const was = standing.get(subject) ?? (people ? 'saved' : undefined);
      if (was !== from) found.push(`${subject} was ${was} when ${kind} led it from ${from} to ${to}`);
      standing.set(subject, to);
    }
    if (event === 'locked' && standing.get(id) !== 'approved')
      found.push(`locked while its unit was ${standing.get(id)}: ${people?.join()}`);
    if (kind === 'submitted' && !isIn('filling_in', from as RegistrationState))
      found.push(`submitted while ${from}: ${id}`);
  }
  return found;
}
