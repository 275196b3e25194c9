import {
  eventOfDecision,
  isIn,
  shownState,
  type RegistrationEvent,
  type RegistrationState,
  type StateIn,
} from '../../domain/registration.ts';
import { errorCodes, type ErrorCode } from '../../domain/error-code.ts';
import type { Outcome } from '../../domain/errors.ts';
import type { MessageFault } from '../../domain/staff-request.ts';
import { createDelegations } from '../delegation.ts';
import { createInvitationPlaces } from './invitation-code-place.ts';
import type { Store } from '../knex.ts';
import { createNotifications } from '../notification.ts';
import { createRefusedMessages } from '../refused-message.ts';
import { createRegistrationMoves, refused, refusedIn, type RegistrationRow } from './registration-move.ts';
import { registrationField } from './registration-form.ts';
import { isRowId } from '../staff-request.ts';
import { createStaffRights } from '../staff-right.ts';
import type { Sealed } from '../table.ts';

interface Decided {
  state: RegistrationState;
  version: number;
  notificationIds: string[];
  /** Applied before: nothing moved now. */
  repeated?: true;
}

const isRegistrationEvent = (event: RegistrationEvent | ErrorCode): event is RegistrationEvent =>
  !(event in errorCodes);
/** Why there is nothing to decide. */
const notReviewed: Record<Exclude<RegistrationState, StateIn<'review'>>, ErrorCode> = {
  draft: 'not_submitted',
  returned: 'already_decided',
  approved: 'already_decided',
  rejected: 'already_decided',
  expired: 'already_decided',
  released: 'already_decided',
  withdrawn: 'already_decided',
};
const kindOf = {
  approved: 'registration_approved',
  returned: 'registration_returned',
  rejected: 'registration_rejected',
} as const;

/** Verdicts on registrations (G4.3). Written only by activities on behalf of the registration's workflow. */
export function createRegistrationDecisions(store: Store) {
  const { knex, personalData } = store;
  const moves = createRegistrationMoves(store);
  const reviews = () =>
    knex('reviews as v')
      .join('staff as s', 's.staffId', 'v.staffId')
      .select('v.staffId', 'v.version', 'v.refusal', 'v.decision', 'v.reason', 'v.fields', 'v.appliedAt', 's.role', {
        reviewerDelegation: 's.delegationId',
      });
  type Review = Awaited<ReturnType<typeof reviews>>[number];

  /** With two levels the unit's own delegation endorses and the one above it decides; that one and the bureau may decide at once. */
  async function eventOf(row: RegistrationRow, review: Review): Promise<RegistrationEvent | 'second_review_pending'> {
    const event = eventOfDecision[review.decision];
    const { delegationId } = row;
    const { reviewerDelegation } = review;
    if (delegationId === null || review.role !== 'delegation' || reviewerDelegation === null) return event;
    if (!(await createDelegations(store).areOne(reviewerDelegation, delegationId))) return event;
    if (shownState(row.state).reviewLevel === 2) return 'second_review_pending';
    if (event !== 'approved') return event;
    const above = await knex('delegations as d')
      .join('editions as e', 'e.edition', 'd.edition')
      .where({ 'd.delegationId': delegationId, 'e.twoLevelReview': true })
      .whereNotNull('d.parentId')
      .first('d.parentId');
    return above ? 'endorsed' : event;
  }

  /** The event that a review is now; or why it is none. */
  async function reviewEventOf(row: RegistrationRow, review: Review): Promise<RegistrationEvent | ErrorCode> {
    if (!isIn('review', row.state)) return notReviewed[row.state];
    const event = await eventOf(row, review);
    const isStale = review.version !== null && review.version !== row.version;
    return event !== 'second_review_pending' && isStale ? 'stale_version' : event;
  }

  /** The reviewer's words, from their own place to the registration's. */
  function wordsFor(
    registrationId: string,
    reviewId: string,
    { reason, fields }: Review,
  ): { returnReason: Sealed | null; returnedFields: Sealed | null } {
    const moved = (sealed: Sealed | null, from: 'reason' | 'fields', to: 'returnReason' | 'returnedFields') =>
      sealed &&
      personalData.seal(
        registrationField(to, registrationId),
        personalData.open({ table: 'reviews', column: from, row: reviewId }, sealed),
        registrationId,
      );
    return {
      returnReason: moved(reason, 'reason', 'returnReason'),
      returnedFields: moved(fields, 'fields', 'returnedFields'),
    };
  }

  return {
    /** Applies a recorded review, once: one that was refused never counts later. */
    async decide({
      registrationId,
      reviewId,
    }: {
      registrationId: string;
      reviewId: unknown;
    }): Promise<Outcome<Decided>> {
      const row = await moves.hold(registrationId);
      const fault = (which: MessageFault) =>
        createRefusedMessages(store).note({ subject: registrationId, kind: 'decide', fault: which });
      const review = isRowId(reviewId) ? await reviews().where({ reviewId, registrationId }).first() : undefined;
      if (!review || !isRowId(reviewId)) {
        await fault('no_request');
        return refused('not_found');
      }
      if (review.appliedAt)
        return {
          done: {
            state: row.state,
            version: row.version,
            notificationIds: await createNotifications(store).pending(registrationId),
            repeated: true,
          },
        };
      if (review.refusal) return refusedIn(row.state, review.refusal);
      const right = await createStaffRights(store).refusal('decide', review.staffId, registrationId);
      if (right) await fault(right);
      const event = right ?? (await reviewEventOf(row, review));
      if (!isRegistrationEvent(event)) {
        await knex('reviews').where({ reviewId }).update({ refusal: event });
        return refusedIn(row.state, event);
      }

      await knex('reviews')
        .where({ reviewId })
        .update({ appliedAt: knex.fn.now(), round: row.round, level: shownState(row.state).reviewLevel });
      if (event === 'endorsed') {
        const fields = { escalation: 0 } as const;
        return {
          done: {
            ...(await moves.move(row, event, { actor: 'delegation', fields, detail: { reviewId } })),
            notificationIds: [],
          },
        };
      }
      const { edition, invitationCode: given, delegationId } = row;
      const code =
        event === 'approved' && given === null && delegationId !== null
          ? await createInvitationPlaces(store).fillIn({ edition, delegationId, registrationId })
          : undefined;
      const words =
        event === 'approved'
          ? { returnReason: null, returnedFields: null }
          : wordsFor(registrationId, reviewId, review);
      const fields = { decidedAt: knex.fn.now(), ...words, ...(code ? { invitationCode: code } : {}) };
      const actor = review.role === 'delegation' ? 'delegation' : 'bureau';
      const decided = await moves.move(row, event, { actor, fields, detail: { reviewId } });
      if (event === 'rejected') await moves.freePeople(registrationId);
      const kind = kindOf[event as keyof typeof kindOf];
      const notificationIds = await createNotifications(store).enqueue({
        registrationId,
        kind,
        subject: registrationId,
        round: row.round,
      });
      return { done: { ...decided, notificationIds } };
    },
  };
}
