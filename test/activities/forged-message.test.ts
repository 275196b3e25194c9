import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { LineState } from '../../domain/badge.ts';
import { staffRequests, type MessageFault, type StaffRequestKind } from '../../domain/staff-request.ts';
import { createAttention } from '../../db/ops/attention.ts';
import { createPersonReviews } from '../../db/order/person-review.ts';
import { createProductionBatches } from '../../db/order/production-batch.ts';
import type { Update } from '../../db/query.ts';
import { createReductions } from '../../db/order/reduction.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { createReviews } from '../../db/registration/review.ts';
import type { AskedKind, NewStaffRequest } from '../../db/staff-request.ts';
import { createUnit, delegationId } from '../support/fixtures.ts';
import { createBuyer, createIssued, createPeople, newOrderNo } from '../support/order-fixture.ts';
import { askInRow, staffIds } from '../support/staff-request.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/** Something a message may be about. */
interface Subject {
  subject: string;
  registrationId: string;
  attendeeIds: string[];
}

interface Message {
  make: () => Promise<Subject>;
  /** What the API puts on record; the id it would tell. */
  record: (of: Subject, by: string) => Promise<string>;
  tell: (subject: string, id: string, updateId?: string) => Promise<unknown>;
  isUpdate?: true;
}

describe('messages that nobody who may stands behind', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  const ofUnit =
    (of: Parameters<typeof createUnit>[1], isLocked = false) =>
    async (): Promise<Subject> => {
      const { registrationId } = await createUnit(bench.store, of);
      const attendeeIds = await createPeople(bench.store, registrationId, [{ unlocked: !isLocked }]);
      return { subject: registrationId, registrationId, attendeeIds };
    };
  const order =
    (pickup: 'courier' | 'delegation' = 'delegation', badgeType: 'vip' | 'professional' = 'professional') =>
    async (): Promise<Subject> => {
      const { registrationId, attendeeIds } = await createBuyer(bench.store, [{ badgeType }]);
      const subject = newOrderNo();
      assert.ok(
        'done' in
          (await localActivities.placeOrder({
            orderNo: subject,
            registrationId,
            attendeeIds,
            pickup,
            paymentWindowSeconds: 900,
          })),
      );
      return { subject, registrationId, attendeeIds };
    };
  const lines = ({ subject }: Subject, state: LineState) =>
    bench.store.knex('order_lines').where({ orderNo: subject }).update({ state });
  const orderAt = (state: LineState, pickup?: 'courier' | 'delegation') => async () => {
    const made = await order(pickup, 'vip')();
    await lines(made, state);
    return made;
  };
  async function parcel(): Promise<Subject> {
    const made = await orderAt('badge_made', 'courier')();
    await bench.activities.courier.createShipment({ orderNo: made.subject, attempt: 1, batchId: randomUUID() });
    return made;
  }
  async function paid(): Promise<Subject> {
    const made = await order()();
    const trade = {
      outTradeNo: `${made.subject}P1`,
      orderNo: made.subject,
      attempt: 1,
      channel: 'alipay',
      amountFen: 20_000,
      capturedFen: 20_000,
    } as const;
    await bench.store
      .knex('payments')
      .insert({ ...trade, state: 'paid', providerTradeNo: randomUUID(), paidAt: new Date(), expiresAt: new Date() });
    await bench.store
      .knex('badge_orders')
      .where({ orderNo: made.subject })
      .update({ state: 'paid', paidAt: new Date() });
    await lines(made, 'review_failed');
    return made;
  }
  /** Of so much that two people settle it. */
  async function refused(): Promise<Subject> {
    const made = await paid();
    const subject = `${made.subject}R1`;
    const trade = {
      outTradeNo: `${made.subject}P1`,
      orderNo: made.subject,
      kind: 'lines',
      requestedBy: 'system',
    } as const;
    await bench.store
      .knex('refunds')
      .insert({ ...trade, refundNo: subject, amountFen: 100_000, state: 'needs_attention', refusal: 'NO' });
    return { ...made, subject };
  }
  /** An invoice of more than the order keeps, whose buyer would not have it reversed. */
  async function redDue(): Promise<Subject> {
    const made = await paid();
    return { ...made, subject: await createIssued(bench.store, made.subject, { redDue: true }) };
  }

  const asked =
    <K extends AskedKind>(
      kind: K,
      payload: (of: Subject) => NewStaffRequest<K>['payload'] | Promise<NewStaffRequest<K>['payload']>,
    ) =>
    async (of: Subject, by: string) =>
      askInRow<K>(bench.store, { kind, subject: of.subject, payload: await payload(of), by });
  const idOf = async (login: string) => (await bench.store.knex('staff').where({ login }).first('staffId'))!.staffId;
  const ofRegistration =
    (name: 'lockAttendees' | 'unlockAttendees' | 'allocateRegistration' | 'withdrawAttendee' | 'releaseRegistration') =>
    (registrationId: string, requestId: string, updateId?: string) =>
      localActivities[name]({ registrationId, requestId, ...(updateId ? { updateId } : {}) });
  const ofOrder =
    (name: 'extendWindow' | 'reduceOrder' | 'makeBadges' | 'handOver' | 'applyCourierNews' | 'applyPersonReviews') =>
    (orderNo: string, requestId: string, updateId?: string) =>
      localActivities[name]({ orderNo, requestId, ...(updateId ? { updateId } : {}) });
  const takeUp = (refundNo: string, requestId: string, updateId?: string) =>
    localActivities.takeUpRefund({ refundNo, requestId, ...(updateId ? { updateId } : {}) });
  const settledByBoth = async ({ subject: refundNo }: Subject) => {
    for (const staffId of Object.values(await staffIds(bench.store)))
      await createRefunds(bench.store).settle({ refundNo, staffId, reference: 'x' });
    return {};
  };

  const messages: { [K in Exclude<StaffRequestKind, 'reduce_unit' | 'change_mobile' | 'correct_document'>]: Message } =
    {
      decide: {
        make: ofUnit({ state: 'under_review' }),
        record: async ({ subject }, by) => {
          const review = { decision: 'approve', staffId: await idOf(by), requestId: randomUUID() } as const;
          return (await createReviews(bench.store).record([subject], review)).get(subject)!;
        },
        tell: (registrationId, reviewId) => localActivities.decideRegistration({ registrationId, reviewId }),
      },
      review_people: {
        make: orderAt('under_review'),
        record: async ({ subject, attendeeIds: [attendeeId] }, by) => {
          const requestId = randomUUID();
          const verdict = { attendeeId: attendeeId!, orderNo: subject, result: 'approve' } as const;
          await createPersonReviews(bench.store).record([verdict], { requestId, staffId: await idOf(by) });
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
        record: asked('allocate', async () => ({ delegationId: await delegationId(bench.store, 4) })),
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
          await createReductions(bench.store).insert({
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
          const { batchId } = await createProductionBatches(bench.store).insert({
            batchId: randomUUID(),
            staffId: await idOf(by),
          });
          return askInRow(bench.store, {
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
          localActivities.beginReversal({
            invoiceNo,
            orderNo: invoiceNo.slice(0, 14),
            cause: 'refund',
            turn,
            requestId: requestId ?? null,
          }),
      },
      settle_refund: { make: refused, record: asked('settle_refund', settledByBoth), tell: takeUp, isUpdate: true },
    };

  /** All that a message could change of whom it is about. */
  async function standing({ registrationId }: Subject): Promise<unknown> {
    const { knex } = bench.store;
    const orderNos = knex('badge_orders').where({ registrationId }).select('orderNo');
    return Promise.all([
      knex('registrations').where({ registrationId }),
      knex('attendees').where({ registrationId }).orderBy('attendeeId'),
      knex('badge_orders').whereIn('orderNo', orderNos),
      knex('order_lines').whereIn('orderNo', orderNos).orderBy('lineNo'),
      knex('shipments').whereIn('orderNo', orderNos),
      knex('refunds').whereIn('orderNo', orderNos),
      knex('badges').whereIn('orderNo', orderNos),
      knex('events').where({ registrationId }).orderBy('eventId'),
    ]);
  }
  const calls = async ({ subject }: Subject, fault: MessageFault): Promise<number> =>
    (await createAttention(bench.store).list(1_000)).filter(
      (each) => each.subject === subject && each.reason.includes(`, ${fault}, `),
    ).length;
  /** It changes nothing, and a human is called. */
  async function assertNotFollowed(of: Subject, fault: MessageFault, tell: () => Promise<unknown>): Promise<void> {
    const before = await standing(of);
    await tell();
    assert.deepEqual(await standing(of), before);
    assert.equal(await calls(of, fault), 1);
  }
  /** As somebody who may for now. */
  async function whileStaff<T>(
    login: string,
    change: Update<'staff'>,
    back: Update<'staff'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const staff = bench.store.knex('staff').where({ login });
    await staff.clone().update(change);
    try {
      return await work();
    } finally {
      await staff.clone().update(back);
    }
  }

  for (const [kind, { make, record, tell, isUpdate }] of Object.entries(messages) as [
    keyof typeof messages,
    Message,
  ][]) {
    it(`given no request at all, or no id, when a run is told ${kind}, then nothing changes and a human is called`, async () => {
      const of = await make();
      for (const id of [randomUUID(), 'nothing', undefined as never])
        await assertNotFollowed(of, 'no_request', () => tell(of.subject, id));
    });

    it(`given ${kind} asked of somebody else, when a run is told it, then nothing changes of either, and the other is followed still`, async () => {
      const [of, other] = [await make(), await make()];
      const id = await record(other, 'bureau');
      const before = await standing(other);
      await assertNotFollowed(of, 'no_request', () => tell(of.subject, id));
      assert.deepEqual(await standing(other), before);
      await tell(other.subject, id);
      assert.notDeepEqual(await standing(other), before);
    });

    it(`given ${kind} asked by who may not, or may no longer, when the run is told, then nothing changes and a human is called`, async () => {
      const stranger = (staffRequests[kind].roles as readonly string[]).includes('operator')
        ? 'delegation-3'
        : 'operator';
      const of = await make();
      const id = await record(of, stranger);
      await assertNotFollowed(of, 'forbidden', () => tell(of.subject, id));
      const left = await make();
      const theirs = await record(left, 'bureau');
      await whileStaff('bureau', { disabledAt: new Date() }, { disabledAt: null }, () =>
        assertNotFollowed(left, 'forbidden', () => tell(left.subject, theirs)),
      );
      if (!(staffRequests[kind].roles as readonly string[]).includes('delegation')) return;
      const elsewhere = await make();
      const far = await record(elsewhere, 'delegation-5');
      await assertNotFollowed(elsewhere, 'forbidden', () => tell(elsewhere.subject, far));
    });

    it(`given ${kind} of the unit that who asks works for, when the run is told, then it is ${staffRequests[kind].ofOwnUnit ? 'followed' : 'not followed'}`, async () => {
      const of = await make();
      const id = await record(of, 'bureau');
      const { account } = (await bench.store
        .knex('units as u')
        .join('registrations as r', 'r.unitId', 'u.unitId')
        .where('r.registrationId', of.registrationId)
        .first('u.account'))!;
      await whileStaff('bureau', { unitAccount: account }, { unitAccount: null }, async () => {
        if (!staffRequests[kind].ofOwnUnit) return assertNotFollowed(of, 'own_unit', () => tell(of.subject, id));
        const before = await standing(of);
        await tell(of.subject, id);
        assert.notDeepEqual(await standing(of), before);
      });
    });

    it(`given ${kind} that was followed, when its id comes again, then nothing changes${isUpdate ? ', and by another update a human is called' : ''}`, async () => {
      const of = await make();
      const id = await record(of, 'bureau');
      const before = await standing(of);
      const first = await tell(of.subject, id, id);
      const after = await standing(of);
      assert.notDeepEqual(after, before);
      if (kind !== 'decide') assert.deepEqual(await tell(of.subject, id, id), first);
      else await tell(of.subject, id);
      assert.deepEqual(await standing(of), after);
      if (isUpdate) await assertNotFollowed(of, 'used_again', () => tell(of.subject, id, randomUUID()));
    });
  }

  it('given a refund of 1,000.00 yuan that one person says was paid by hand, when its run is told, then it waits on for a second person (G7.2)', async () => {
    const [of, { operator }] = [await refused(), await staffIds(bench.store)];
    await createRefunds(bench.store).settle({ refundNo: of.subject, staffId: operator, reference: 'x' });
    const id = await askInRow(bench.store, { kind: 'settle_refund', subject: of.subject, payload: {}, by: 'operator' });
    assert.deepEqual(await takeUp(of.subject, id), {
      refused: { code: 'second_person_needed', state: 'needs_attention' },
    });
    assert.equal((await createRefunds(bench.store).find(of.subject))?.state, 'needs_attention');
  });
  it("given a unit's refund request, when another order's run is told of it, or of none, then nothing changes and a human is called; its own follows it once", async () => {
    const [of, other] = [await paid(), await paid()];
    const refundRequestId = randomUUID();
    await createRefunds(bench.store).request({
      refundRequestId,
      orderNo: other.subject,
      attendeeIds: other.attendeeIds,
      reason: 'x',
    });
    for (const [n, id] of [randomUUID(), 'nothing', refundRequestId].entries())
      await assertNotFollowed(of, 'no_request', () =>
        localActivities.reserveRefund({ orderNo: of.subject, refundNo: `${of.subject}R${n}`, refundRequestId: id }),
      );
    const reserve = (n: number) =>
      localActivities.reserveRefund({ orderNo: other.subject, refundNo: `${other.subject}R${n}`, refundRequestId });
    await bench.store.knex('payments').where({ orderNo: other.subject }).update({ reservedFen: 0 });
    assert.ok('done' in (await reserve(1)));
    await assertNotFollowed(other, 'no_request', () => reserve(2));
  });
  it("given no notice of the courier's, or another parcel's, when a run is told of it, then the lines stay", async () => {
    const of = await parcel();
    for (const noticeId of [randomUUID(), 7 as never])
      await assertNotFollowed(of, 'no_request', () =>
        localActivities.applyCourierNews({ orderNo: of.subject, noticeId }),
      );
  });
});
