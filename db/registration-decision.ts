import { eventOfDecision, registrationTransitions, type Decision, type RegistrationEvent, type RegistrationState } from '../domain/registration.ts';
import { errorCodes, type ErrorCode, type Outcome } from '../domain/errors.ts';
import type { MessageFault } from '../domain/staff-request.ts';
import { nextState } from '../domain/state-machine.ts';
import { createInvitationPlaces } from './invitation-place.ts';
import type { Store } from './knex.ts';
import { createNotifications } from './notification.ts';
import { createRefusedMessages } from './refused-message.ts';
import { createRegistrationMoves, refused, type RegistrationRow } from './registration-move.ts';
import { registrationPlace } from './registration.ts';
import { isRowId } from './staff-request.ts';
import { createStaffRights } from './staff-right.ts';

interface Review {
  staff_id: string;
  version: number | null;
  refusal: ErrorCode | null;
  decision: Decision;
  reason: Buffer | null;
  fields: Buffer | null;
  applied_at: Date | null;
  role: 'delegation' | 'bureau';
  reviewer_delegation: number | null;
}

interface Decided {
  state: RegistrationState;
  version: number;
  notificationIds: string[];
  /** Applied before: nothing moved now. */
  repeated?: true;
}

const isRegistrationEvent = (event: RegistrationEvent | ErrorCode): event is RegistrationEvent => !(event in errorCodes);
const kindOf = { approved: 'registration_approved', returned: 'registration_returned', rejected: 'registration_rejected' } as const;

/** Verdicts on registrations (G4.3). Written only by activities on behalf of the registration's workflow. */
export function createRegistrationDecisions(store: Store) {
  const { knex, personalData } = store;
  const moves = createRegistrationMoves(store);

  /** With two levels the unit's own delegation endorses and the one above it decides; that one and the bureau may decide at once. */
  async function eventOf(row: RegistrationRow, review: Review): Promise<RegistrationEvent | 'second_review_pending'> {
    const event = eventOfDecision[review.decision];
    const isOwn = review.role === 'delegation' && review.reviewer_delegation === row.delegation_id;
    if (!isOwn) return event;
    if (row.review_level === 2) return 'second_review_pending';
    if (event !== 'approved') return event;
    const above: unknown = await knex('delegations as d')
      .join('editions as e', 'e.edition', 'd.edition')
      .where({ 'd.delegation_id': row.delegation_id, 'e.two_level_review': true })
      .whereNotNull('d.parent_id')
      .first('d.parent_id');
    return above ? 'endorsed' : event;
  }

  /** The event that a review is now; or why it is none. */
  async function verdictOf(row: RegistrationRow, review: Review): Promise<RegistrationEvent | ErrorCode> {
    if (!nextState(registrationTransitions, row.state, eventOfDecision[review.decision]))
      return row.state === 'draft' ? 'not_submitted' : 'already_decided';
    const event = await eventOf(row, review);
    const isStale = review.version !== null && review.version !== row.version;
    return event !== 'second_review_pending' && isStale ? 'stale_version' : event;
  }

  /** The reviewer's words, from their own place to the registration's. */
  function wordsFor(
    registrationId: string,
    reviewId: string,
    { reason, fields }: Review,
  ): { return_reason: Buffer | null; returned_fields: Buffer | null } {
    const moved = (sealed: Buffer | null, from: 'reason' | 'fields', to: 'return_reason' | 'returned_fields') =>
      sealed &&
      personalData.seal(registrationPlace(to, registrationId), personalData.open({ table: 'reviews', column: from, row: reviewId }, sealed));
    return { return_reason: moved(reason, 'reason', 'return_reason'), returned_fields: moved(fields, 'fields', 'returned_fields') };
  }

  return {
    /** Applies a recorded review, once: one that was refused never counts later. */
    async decide({ registrationId, reviewId }: { registrationId: string; reviewId: unknown }): Promise<Outcome<Decided>> {
      const row = await moves.hold(registrationId);
      const fault = (which: MessageFault) => createRefusedMessages(store).note({ subject: registrationId, kind: 'decide', fault: which });
      const review = isRowId(reviewId)
        ? ((await knex('reviews as v')
            .join('staff as s', 's.staff_id', 'v.staff_id')
            .where({ review_id: reviewId, registration_id: registrationId })
            .first('v.staff_id', 'v.version', 'v.refusal', 'v.decision', 'v.reason', 'v.fields', 'v.applied_at', 's.role', {
              reviewer_delegation: 's.delegation_id',
            })) as Review | undefined)
        : undefined;
      if (!review || !isRowId(reviewId)) {
        await fault('no_request');
        return refused('not_found');
      }
      if (review.applied_at)
        return {
          done: { state: row.state, version: row.version, notificationIds: await createNotifications(store).pending(registrationId), repeated: true },
        };
      if (review.refusal) return refused(review.refusal, { state: row.state });
      const right = await createStaffRights(store).refusal('decide', review.staff_id, registrationId);
      if (right) await fault(right);
      const event = right ?? (await verdictOf(row, review));
      if (!isRegistrationEvent(event)) {
        await knex('reviews').where({ review_id: reviewId }).update({ refusal: event });
        return refused(event, { state: row.state });
      }

      await knex('reviews').where({ review_id: reviewId }).update({ applied_at: knex.fn.now(), round: row.round, level: row.review_level });
      if (event === 'endorsed') {
        const fields = { review_level: 2, escalation: 0 };
        return { done: { ...(await moves.move(row, event, { actor: 'delegation', fields, detail: { reviewId } })), notificationIds: [] } };
      }
      const { edition, invitation_code: given, delegation_id: delegationId } = row;
      const code =
        event === 'approved' && given === null && delegationId !== null
          ? await createInvitationPlaces(store).fillIn({ edition, delegationId, registrationId })
          : undefined;
      const words = event === 'approved' ? { return_reason: null, returned_fields: null } : wordsFor(registrationId, reviewId, review);
      const fields = { decided_at: knex.fn.now(), ...words, ...(code ? { invitation_code: code } : {}) };
      const decided = await moves.move(row, event, { actor: review.role, fields, detail: { reviewId } });
      if (event === 'rejected') await moves.freePeople(registrationId);
      const kind = kindOf[event as keyof typeof kindOf];
      const notificationIds = await createNotifications(store).order({ registrationId, kind, subject: registrationId, round: row.round });
      return { done: { ...decided, notificationIds } };
    },
  };
}
