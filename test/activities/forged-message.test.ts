import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { staffRequests, type MessageFault } from '../../domain/staff-request.ts';
import { createAttention } from '../../db/ops/attention.ts';
import type { Update } from '../../db/query.ts';
import { createRefunds } from '../../db/order/refund.ts';
import { askInRow, staffIds } from '../support/staff-request.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';
import { createMessages, type Message } from './forged-message-kind.ts';
import { createSubjects, type Subject } from './forged-message-subject.ts';

describe('messages that nobody who may stands behind', () => {
  let bench: Workbench;
  let localActivities: Workbench['activities']['localActivities'];
  before(async () => {
    bench = await startWorkbench();
    ({ localActivities } = bench.activities);
  });
  after(() => bench.close());

  const subjects = createSubjects(() => bench);
  const { parcel, paid, refused } = subjects;
  const messages = createMessages(() => bench, subjects);

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
    (await createAttention(bench.store).list({ rows: 1_000 })).filter(
      (each) => Object.values(each.subject)[0] === subject && each.values.fault === fault,
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
    assert.deepEqual(await localActivities.takeUpRefund({ refundNo: of.subject, requestId: id }), {
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
