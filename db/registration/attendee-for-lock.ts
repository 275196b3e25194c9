import type { AttendeeState } from '../../domain/attendee.ts';
import { freeLineStates } from '../../domain/badge.ts';
import { inScope, type Scope } from '../delegation.ts';
import type { Store } from '../knex.ts';
import type { RegistrationWorkflowRef } from './registration-workflow-ref.ts';

/** What decides whether a person can be labelled, locked or given back; and the run to tell. */
export interface AttendeeForLock {
  attendeeId: string;
  state: AttendeeState;
  hasPhoto: boolean;
  /** In a live order. */
  ordered: boolean;
  run: RegistrationWorkflowRef;
}

export function createAttendeesForLock({ knex }: Store) {
  return {
    /** Those of the ids that the scope covers. */
    async find(attendeeIds: readonly string[], scope: Scope): Promise<AttendeeForLock[]> {
      const live = knex('order_lines as l')
        .whereRaw('l.attendee_id = a.attendee_id')
        .whereNotIn('l.state', [...freeLineStates]);
      const rows = await knex('attendees as a')
        .join('registrations as r', 'r.registrationId', 'a.registrationId')
        .join('units as u', 'u.unitId', 'r.unitId')
        .leftJoin('delegations as d', 'd.delegationId', 'r.delegationId')
        .whereIn('a.attendeeId', [...attendeeIds])
        .modify((query) => inScope(query, 'r.delegationId', scope))
        .select({
          attendeeId: 'a.attendeeId',
          state: 'a.state',
          hasPhoto: 'a.hasPhoto',
          registrationId: 'r.registrationId',
        })
        .select({
          edition: 'r.edition',
          account: 'u.account',
          delegationNo: 'd.no',
          registrationState: 'r.state',
          version: 'r.version',
        })
        .select({ ordered: knex.raw<boolean>('EXISTS (?)', [live.select('l.orderNo')]) });
      return rows.map(({ attendeeId, state, hasPhoto, ordered, registrationState, ...run }) => ({
        attendeeId,
        state,
        hasPhoto,
        ordered,
        run: { ...run, delegationNo: run.delegationNo ?? undefined, state: registrationState },
      }));
    },
  };
}
