import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { createActivities } from '../../activities/index.ts';
import { createSfExpress } from '../../activities/providers/sf-express.ts';
import { address } from '../support/fixtures.ts';
import { createBuyer, newOrderNo } from '../support/order-fixture.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

describe('activities: shipment', () => {
  let bench: Workbench;
  let orderNo: string;
  before(async () => {
    bench = await startWorkbench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    await bench.sandbox.faults();
    const { registrationId, attendeeIds } = await createBuyer(bench.store, [
      { badgeType: 'vip' },
      { badgeType: 'vip', pickup: 'delegation' },
    ]);
    orderNo = newOrderNo();
    await bench.activities.localActivities.placeOrder({
      orderNo,
      registrationId,
      attendeeIds,
      pickup: 'courier',
      paymentWindowSeconds: 900,
    });
    await bench.store.knex('order_lines').where({ orderNo }).update({ state: 'badge_made' });
  });

  const create = (attempt = 1, activities = bench.activities) =>
    activities.courier.createShipment({ orderNo, attempt });
  const parcels = () =>
    bench.store.knex('shipments').where({ orderNo }).orderBy('attempt').select('shipmentNo', 'state', 'pieces');
  const lines = () => bench.store.knex('order_lines').where({ orderNo }).orderBy('lineNo').pluck('state');
  const booked = async () =>
    (await bench.sandbox.journal()).shipments
      .filter((row) => row.orderId.startsWith(orderNo))
      .map((row) => row.orderId);

  it('given made badges, when their parcel is asked for twice, then there is one, with those that go by courier', async () => {
    const standing = await create();
    assert.deepEqual(standing, { counts: { dispatched: 1, badge_made: 1 }, allEnded: false, refundDue: 0 });
    assert.deepEqual(await create(), standing);
    assert.deepEqual(
      [await parcels(), await booked()],
      [[{ shipmentNo: `${orderNo}S1`, state: 'created', pieces: 1 }], [`${orderNo}S1`]],
    );
    assert.deepEqual(await lines(), ['dispatched', 'badge_made']);
  });

  it('given nothing left to send, when another parcel is asked for, then there is none', async () => {
    await create(1);
    await create(2);
    assert.deepEqual(await booked(), [`${orderNo}S1`]);
    assert.equal((await parcels()).length, 1);
  });

  it('given a courier whose answer is lost, when asked again, then it is the same parcel', async () => {
    await bench.sandbox.faults({
      provider: 'sf',
      route: 'create',
      kind: 'commit_then_reset',
      probability: 1,
      count: 1,
    });
    await assert.rejects(create(), (error) => error instanceof ApplicationFailure && error.type === 'OutcomeUnknown');
    assert.deepEqual([await lines(), await booked()], [['badge_made', 'badge_made'], [`${orderNo}S1`]]);
    await create();
    assert.deepEqual([await lines(), await booked()], [['dispatched', 'badge_made'], [`${orderNo}S1`]]);
  });

  it('given a courier that refuses, when asked twice, then a human is called once until it is taken, and no line moves before', async () => {
    const { SF_PARTNER_ID: partnerId, SF_CHECKWORD: checkword } = bench.sandbox.merchant;
    const courier = createSfExpress({
      endpoint: bench.sandbox.url,
      partnerId: partnerId!,
      checkword: checkword!,
      monthlyCard: '',
    });
    const refusing = createActivities({ ...bench.deps, courier });
    for (let copy = 0; copy < 2; copy++) {
      await assert.rejects(create(1, refusing), (error) => {
        assert.ok(error instanceof ApplicationFailure && error.type === 'ParcelRefused' && !error.nonRetryable);
        assert.equal(error.nextRetryDelay, '15 minutes');
        assert.ok(!error.message.includes(address.recipient));
        return true;
      });
    }
    assert.deepEqual(await lines(), ['badge_made', 'badge_made']);
    const { attention } = (await bench.store.knex('badge_orders').where({ orderNo }).first('attention'))!;
    assert.match(attention!, /sf 8114/);
    assert.equal((await bench.store.knex('events').where({ orderNo, kind: 'attention_raised' })).length, 1);
    await create();
    assert.deepEqual(await lines(), ['dispatched', 'badge_made']);
    assert.deepEqual(await bench.store.knex('badge_orders').where({ orderNo }).pluck('attention'), [null]);
    assert.equal((await bench.store.knex('events').where({ orderNo, kind: 'attention_cleared' })).length, 1);
  });
});
