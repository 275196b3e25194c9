import {
  isAttendeeState,
  type AttendeeList,
  type AttendeeShownState,
  type AttendeeState,
  type BadgeType,
} from '../../domain/attendee.ts';
import { inScope, type Scope } from '../delegation.ts';

/** Which people a list is of. */
export interface AttendeeFilter {
  of: { registrationId: string } | { edition: string };
  scope: Scope;
  states?: readonly AttendeeShownState[] | undefined;
  list?: AttendeeList | undefined;
  badgeType?: BadgeType | undefined;
  hasPhoto?: boolean | undefined;
}

// The live line, or the last refunded one; a released line says nothing about the person.
export const lineOfAttendee = `LEFT JOIN LATERAL (
  SELECT state AS line_state, order_no FROM order_lines WHERE attendee_id = a.attendee_id AND state <> 'released'
  ORDER BY state = 'refunded', state_at DESC, order_no DESC LIMIT 1) l ON true`;

// The same as no such line, in words the planner answers for all people at once.
const notOrdered =
  "NOT EXISTS (SELECT FROM order_lines x WHERE x.attendee_id = a.attendee_id AND x.state <> 'released')";
// The first condition decides; the second finds them by an index.
const onTheirWay =
  'l.line_state = ANY(:lines) AND a.attendee_id IN (SELECT attendee_id FROM order_lines WHERE state = ANY(:lines))';

/** Narrows people `a` of registrations `r`, with their lines `l`. */
export function narrowAttendees(
  rows: { whereRaw(sql: string, bindings: Readonly<Record<string, unknown>> | readonly unknown[]): unknown },
  { of, scope, states, list, badgeType, hasPhoto }: AttendeeFilter,
): void {
  if ('registrationId' in of) rows.whereRaw('a.registration_id = ?', [of.registrationId]);
  else rows.whereRaw('a.edition = ?', [of.edition]);
  inScope(rows, 'r.delegationId', scope);
  if (states) {
    const own = states.filter((state): state is AttendeeState => isAttendeeState(state));
    const lines = states.filter((state) => !isAttendeeState(state));
    const saved = `(a.state = ANY(:own) AND ${notOrdered})`;
    const ordered = `(${onTheirWay})`;
    if (lines.length === 0) rows.whereRaw(saved, { own });
    else if (own.length === 0) rows.whereRaw(ordered, { lines });
    else rows.whereRaw(`(${saved} OR ${ordered})`, { own, lines });
  }
  if (list) rows.whereRaw('a.list = ?', [list]);
  if (badgeType) rows.whereRaw('a.badge_type = ?', [badgeType]);
  if (hasPhoto !== undefined) rows.whereRaw('a.has_photo = ?', [hasPhoto]);
}
