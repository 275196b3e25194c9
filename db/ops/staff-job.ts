import type { ErrorCode } from '../../domain/error-code.ts';
import type { Outcome } from '../../domain/errors.ts';
import { isIn } from '../../domain/registration.ts';
import type { StaffJobKind } from '../../domain/staff-job.ts';
import type { Store } from '../knex.ts';
import type { RefusedPerson } from '../registration/attendee-lock.ts';

/** One of what a request is about: what became of it, `undefined` while nobody knows. */
interface Part {
  about: { registrationId: string; unitName: string | null } | { attendeeId: string };
  outcome: 'done' | ErrorCode | undefined;
}

/** What a member of staff asked of many, as far as it is done. */
export interface StaffJob {
  kind: StaffJobKind;
  parts: Part[];
}

/**
 * Bulk requests, followed by the rows they are: a verdict a registration, a request a registration with its people, a verdict a
 * person. The runs write into them what became of each.
 */
export function createStaffJobs({ knex }: Store) {
  /** Of these subjects, why a message about each was refused because of who asked, since the request was made. */
  async function faults(
    kind: StaffJobKind,
    subjects: readonly string[],
    madeAt: Date,
  ): Promise<Map<string, ErrorCode>> {
    const rows = await knex('refused_messages')
      .where({ kind })
      .whereIn('subject', [...subjects])
      .whereIn('fault', ['forbidden', 'own_unit'])
      .where('lastAt', '>=', madeAt)
      .select('subject', 'fault');
    return new Map(rows.map(({ subject, fault }) => [subject, fault === 'own_unit' ? fault : 'forbidden']));
  }

  async function ofDecisions(requestId: string, staffId: string): Promise<Part[]> {
    const rows = await knex('reviews as v')
      .join('registrations as r', 'r.registrationId', 'v.registrationId')
      .where({ 'v.requestId': requestId, 'v.staffId': staffId })
      .orderBy('v.registrationId')
      .select('v.registrationId', 'r.unitName', 'v.appliedAt', 'v.refusal', 'r.state');
    return rows.map(({ registrationId, unitName, appliedAt, refusal, state }) => ({
      about: { registrationId, unitName },
      // The run of what has ended hears nothing.
      outcome: appliedAt ? 'done' : (refusal ?? (isIn('ended', state) ? 'already_decided' : undefined)),
    }));
  }

  async function ofPeople(requestId: string, staffId: string): Promise<StaffJob | undefined> {
    const rows = await knex('staff_requests')
      .where({ requestId, staffId })
      .whereIn('kind', ['lock', 'unlock'])
      .orderBy('subject')
      .select('subject', 'kind', 'payload', 'madeAt', 'outcome');
    const [first] = rows;
    if (!first) return undefined;
    const kind = first.kind === 'lock' ? 'lock' : 'unlock';
    const refusals = await faults(
      kind,
      rows.map(({ subject }) => subject),
      first.madeAt,
    );
    const parts = rows.flatMap(({ subject, payload, outcome }) => {
      // Both as `createStaffRequests` and `createAttendeeLocks` wrote them.
      const { items, attendeeIds } = payload as { items?: { attendeeId: string }[]; attendeeIds?: string[] };
      const told = outcome as Outcome<{ refused?: RefusedPerson[] }> | null;
      const codes = new Map(
        told && 'done' in told ? told.done.refused?.map(({ attendeeId, code }) => [attendeeId, code]) : [],
      );
      const ofAll = told ? ('refused' in told ? told.refused.code : 'done') : refusals.get(subject);
      const ids = attendeeIds ?? items!.map(({ attendeeId }) => attendeeId);
      return ids.map((attendeeId): Part => ({ about: { attendeeId }, outcome: codes.get(attendeeId) ?? ofAll }));
    });
    return { kind, parts };
  }

  async function ofVerdicts(requestId: string, staffId: string): Promise<Part[]> {
    const rows = await knex('person_reviews as v')
      .where({ 'v.requestId': requestId, 'v.staffId': staffId })
      .orderBy('v.attendeeId')
      .select('v.attendeeId', 'v.orderNo', 'v.appliedAt', 'v.createdAt', {
        judged: knex.raw<boolean>(
          `EXISTS (SELECT FROM person_reviews x WHERE x.order_no = v.order_no AND x.attendee_id = v.attendee_id AND x.applied_at IS NOT NULL)`,
        ),
      });
    const [first] = rows;
    if (!first) return [];
    const refusals = await faults(
      'review_people',
      rows.map(({ orderNo }) => orderNo),
      first.createdAt,
    );
    return rows.map(({ attendeeId, orderNo, appliedAt, judged }) => ({
      about: { attendeeId },
      outcome: appliedAt ? 'done' : judged ? 'line_not_under_review' : refusals.get(orderNo),
    }));
  }

  return {
    /** What this member of staff asked for under this number; nobody else's. */
    async find(requestId: string, staffId: string): Promise<StaffJob | undefined> {
      const decisions = await ofDecisions(requestId, staffId);
      if (decisions.length > 0) return { kind: 'decide', parts: decisions };
      const people = await ofPeople(requestId, staffId);
      if (people) return people;
      const verdicts = await ofVerdicts(requestId, staffId);
      return verdicts.length > 0 ? { kind: 'review_people', parts: verdicts } : undefined;
    },
  };
}
