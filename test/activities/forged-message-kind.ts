import { randomUUID } from 'node:crypto';
import type { StaffRequestKind } from '../../domain/staff-request.ts';
import { createPersonReviews } from '../../db/order/person-review.ts';
import { createProductionBatches } from '../../db/order/production-batch.ts';
import { createReductions } from '../../db/order/reduction.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { createReviews } from '../../db/registration/review.ts';
import type { AskedKind, NewStaffRequest } from '../../db/staff-request.ts';
import { delegationId } from '../support/fixtures.ts';
import { askInRow, staffIds } from '../support/staff-request.ts';
import type { Workbench } from '../support/workbench.ts';
import type { createSubjects, Subject } from './forged-message-subject.ts';

/** One kind of message to a run. */
export interface Message {
  make: () => Promise<Subject>;
  /** What the API puts on record; the id it would tell. */
  record: (of: Subject, by: string) => Promise<string>;
  tell: (subject: string, id: string, updateId?: string) => Promise<unknown>;
  isUpdate?: true;
}

type Messages = {
  [
    K in Exclude<StaffRequestKind, 'reduce_unit' | 'change_mobile' | 'correct_document' | 'record_name' | 'reveal'>
  ]: Message;
};

/** Every message that is followed for the request behind it alone, in the kind of that request; the bench is looked up at each call. */
export function createMessages(
  bench: () => Workbench,
  { ofUnit, order, orderAt, parcel, refused, redDue }: ReturnType<typeof createSubjects>,
): Messages {
  const asked =
    <K extends AskedKind>(
      kind: K,
      payload: (of: Subject) => NewStaffRequest<K>['payload'] | Promise<NewStaffRequest<K>['payload']>,
    ) =>
    async (of: Subject, by: string) =>
      askInRow<K>(bench().store, { kind, subject: of.subject, payload: await payload(of), by });
  const idOf = async (login: string) => (await bench().store.knex('staff').where({ login }).first('staffId'))!.staffId;
  const ofRegistration =
    (name: 'lockAttendees' | 'unlockAttendees' | 'allocateRegistration' | 'withdrawAttendee' | 'releaseRegistration') =>
    (registrationId: string, requestId: string, updateId?: string) =>
      bench().activities.localActivities[name]({ registrationId, requestId, ...(updateId ? { updateId } : {}) });
  const ofOrder =
    (name: 'extendWindow' | 'reduceOrder' | 'makeBadges' | 'handOver' | 'applyCourierNews' | 'applyPersonReviews') =>
    (orderNo: string, requestId: string, updateId?: string) =>
      bench().activities.localActivities[name]({ orderNo, requestId, ...(updateId ? { updateId } : {}) });
  const takeUp = (refundNo: string, requestId: string, updateId?: string) =>
    bench().activities.localActivities.takeUpRefund({ refundNo, requestId, ...(updateId ? { updateId } : {}) });
  const settledByBoth = async ({ subject: refundNo }: Subject) => {
    for (const staffId of Object.values(await staffIds(bench().store)))
      await createRefunds(bench().store).settle({ refundNo, staffId, reference: 'x' });
    return {};
  };

  return {
    decide: {
      make: ofUnit({ state: 'under_review' }),
      record: async ({ subject }, by) => {
        const review = { decision: 'approve', staffId: await idOf(by), requestId: randomUUID() } as const;
        return (await createReviews(bench().store).record([subject], review)).get(subject)!;
      },
      tell: (registrationId, reviewId) =>
        bench().activities.localActivities.decideRegistration({ registrationId, reviewId }),
    },
    review_people: {
      make: orderAt('under_review'),
      record: async ({ subject, attendeeIds: [attendeeId] }, by) => {
        const requestId = randomUUID();
        const verdict = { attendeeId: attendeeId!, orderNo: subject, result: 'approve' } as const;
        await createPersonReviews(bench().store).record([verdict], { requestId, staffId: await idOf(by) });
        return requestId;
      },
      tell: ofOrder('applyPersonReviews'),
    },
    lock: {
      make: ofUnit({ state: 'approved' }),
      record: asked('lock', ({ attendeeIds }) => ({
        items: attendeeIds.map((attendeeId) => ({ attendeeId, badgeType: 'vip' })),
      })),
      tell: ofRegistration('lockAttendees'),
    },
    unlock: {
      make: ofUnit({ state: 'approved' }, true),
      record: asked('unlock', ({ attendeeIds }) => ({ attendeeIds })),
      tell: ofRegistration('unlockAttendees'),
    },
    allocate: {
      make: ofUnit({ delegationNo: null }),
      record: asked('allocate', async () => ({ delegationId: await delegationId(bench().store, 4) })),
      tell: ofRegistration('allocateRegistration'),
      isUpdate: true,
    },
    withdraw: {
      make: ofUnit({}),
      record: asked('withdraw', ({ attendeeIds }) => ({ attendeeId: attendeeIds[0]! })),
      tell: ofRegistration('withdrawAttendee'),
      isUpdate: true,
    },
    release: {
      make: ofUnit({}),
      record: asked('release', () => ({})),
      tell: ofRegistration('releaseRegistration'),
      isUpdate: true,
    },
    extend: {
      make: order(),
      record: asked('extend', () => ({ minutes: 30 })),
      tell: ofOrder('extendWindow'),
      isUpdate: true,
    },
    reduce: {
      make: order(),
      record: async (of, by) => {
        const { subject, registrationId } = of;
        const [reductionId, staffId] = [randomUUID(), await idOf(by)];
        await createReductions(bench().store).insert({
          reductionId,
          registrationId,
          orderNo: subject,
          amountFen: 1_000,
          reason: 'x',
          staffId,
        });
        return asked('reduce', () => ({ reductionId }))(of, by);
      },
      tell: ofOrder('reduceOrder'),
      isUpdate: true,
    },
    make_badges: {
      make: orderAt('approved'),
      record: async ({ subject, attendeeIds }, by) => {
        const { batchId } = await createProductionBatches(bench().store).insert({
          batchId: randomUUID(),
          edition: '2',
          staffId: await idOf(by),
        });
        return askInRow(bench().store, {
          kind: 'make_badges',
          subject,
          payload: { attendeeIds },
          by,
          requestId: batchId,
        });
      },
      tell: ofOrder('makeBadges'),
    },
    courier_news: {
      make: parcel,
      record: asked('courier_news', ({ subject }) => ({ shipmentNos: [`${subject}S1`], news: 'delivered' })),
      tell: ofOrder('applyCourierNews'),
    },
    hand_over: {
      make: orderAt('ready_for_pickup'),
      record: asked('hand_over', () => ({})),
      tell: ofOrder('handOver'),
      isUpdate: true,
    },
    retry_refund: { make: refused, record: asked('retry_refund', () => ({})), tell: takeUp, isUpdate: true },
    retry_reversal: {
      make: redDue,
      record: asked('retry_reversal', () => ({})),
      tell: (invoiceNo, requestId, turn = randomUUID()) =>
        bench().activities.localActivities.beginReversal({
          invoiceNo,
          orderNo: invoiceNo.slice(0, 14),
          cause: 'refund',
          turn,
          requestId: requestId ?? null,
        }),
    },
    settle_refund: { make: refused, record: asked('settle_refund', settledByBoth), tell: takeUp, isUpdate: true },
  };
}
