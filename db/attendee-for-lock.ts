import type { AttendeeState } from '../domain/attendee.ts';
import { freeLineStates } from '../domain/badge.ts';
import { within, type Scope } from './delegation.ts';
import type { Store } from './knex.ts';
import type { RegistrationRun } from './registration-run.ts';

/** What decides whether a person can be labelled, locked or given back; and the run to tell. */
export interface AttendeeForLock {
  attendeeId: string;
  state: AttendeeState;
  hasPhoto: boolean;
  /** In a live order. */
  ordered: boolean;
  run: RegistrationRun;
}

type Row = Omit<AttendeeForLock, 'run'> &
  Omit<RegistrationRun, 'state' | 'delegationNo'> & { registrationState: RegistrationRun['state']; delegationNo: number };

export function createAttendeesForLock({ knex }: Store) {
  return {
    /** Those of the ids that the scope covers. */
    async find(attendeeIds: readonly string[], scope: Scope): Promise<AttendeeForLock[]> {
      const live = knex('order_lines as l')
        .whereRaw('l.attendee_id = a.attendee_id')
        .whereNotIn('l.state', [...freeLineStates]);
      const rows = (await knex('attendees as a')
        .join('registrations as r', 'r.registration_id', 'a.registration_id')
        .join('units as u', 'u.unit_id', 'r.unit_id')
        .leftJoin('delegations as d', 'd.delegation_id', 'r.delegation_id')
        .whereIn('a.attendee_id', [...attendeeIds])
        .modify((query) => within(query, 'r.delegation_id', scope))
        .select({ attendeeId: 'a.attendee_id', state: 'a.state', hasPhoto: 'a.has_photo', registrationId: 'r.registration_id' })
        .select({ edition: 'r.edition', account: 'u.account', delegationNo: 'd.no', registrationState: 'r.state', version: 'r.version' })
        .select(knex.raw('EXISTS (?) AS ordered', [live.select(knex.raw('1'))]))) as Row[];
      return rows.map(({ attendeeId, state, hasPhoto, ordered, registrationState, ...run }) => ({
        attendeeId,
        state,
        hasPhoto,
        ordered,
        run: { ...run, state: registrationState },
      }));
    },
  };
}
