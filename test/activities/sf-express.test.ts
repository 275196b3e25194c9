import assert from 'node:assert/strict';
import { createSfExpress } from '../../activities/providers/sf-express.ts';
import { OutcomeUnknown } from '../../domain/errors.ts';
import type { Parcel } from '../../domain/shipment.ts';
import type { LocalSandbox, Receiver } from './local-sandbox.ts';
import { startReceiver, startSandbox, until } from './local-sandbox.ts';

const parcelOf = (shipmentNo: string): Parcel => ({
  shipmentNo,
  recipient: '张·三',
  mobile: '13800138000',
  province: '广东省',
  city: '佛山市',
  county: '南海区',
  street: "桂城街道 1+1 号 *~'（东）",
  pieces: 3,
});

describe('courier: SF Express', () => {
  let sandbox: LocalSandbox;
  let pushes: Receiver;
  before(async () => {
    pushes = await startReceiver('{"return_code":"0000","return_msg":"成功"}');
    sandbox = await startSandbox({ sfPushUrl: pushes.url });
  });
  after(async () => {
    await sandbox.stop();
    await pushes.stop();
  });
  beforeEach(() => sandbox.call('POST', '/reset'));

  const courierOf = (more: { checkword?: string; timeoutMs?: number } = {}) =>
    createSfExpress({
      endpoint: sandbox.url,
      partnerId: sandbox.merchant.SF_PARTNER_ID ?? '',
      checkword: sandbox.merchant.SF_CHECKWORD ?? '',
      monthlyCard: '7551234567',
      ...more,
    });
  const shipped = async (orderId: string) =>
    (await sandbox.journal()).shipments.filter((each) => each.orderId === orderId);

  it('given a parcel, when it is created twice, then both answers name one waybill', async () => {
    const first = await courierOf().create(parcelOf('20260000000001S1'));
    assert.equal(first.status, 'created');
    assert.deepEqual(await courierOf().create(parcelOf('20260000000001S1')), first);
    assert.deepEqual(await shipped('20260000000001S1'), [
      { orderId: '20260000000001S1', waybill: first.waybill, state: 'created' },
    ]);
  });

  it('given a parcel without a street, when it is created, then it is refused with the reason and not booked', async () => {
    assert.deepEqual(await courierOf().create({ ...parcelOf('20260000000002S1'), street: '' }), {
      status: 'refused',
      reason: 'sf 1014',
    });
    assert.deepEqual(await shipped('20260000000002S1'), []);
  });

  it('given an answer that is lost, when the parcel is created again, then it is the same shipment', async () => {
    await sandbox.faults({ provider: 'sf', route: 'create', kind: 'commit_then_reset', probability: 1, count: 1 });
    await assert.rejects(courierOf().create(parcelOf('20260000000003S1')), OutcomeUnknown);
    const [booked, ...others] = await shipped('20260000000003S1');
    assert.deepEqual(await courierOf().create(parcelOf('20260000000003S1')), {
      status: 'created',
      waybill: booked?.waybill,
    });
    assert.equal(others.length, 0);
  });

  it('given a wrong checkword, when a parcel is created, then nobody knows and nothing is booked', async () => {
    await assert.rejects(courierOf({ checkword: 'wrong' }).create(parcelOf('20260000000004S1')), {
      name: 'OutcomeUnknown',
      message: 'sf create: outcome unknown (A1006)',
    });
    assert.deepEqual(await shipped('20260000000004S1'), []);
  });

  for (const kind of ['http_502', 'rate_limited', 'hang', 'reset_before_commit']) {
    it(`given ${kind}, when a parcel is created, then nobody knows, and the error quotes no personal data`, async () => {
      await sandbox.faults({ provider: 'sf', route: 'create', kind, probability: 1 });
      const error: unknown = await courierOf({ timeoutMs: 300 })
        .create(parcelOf('20260000000005S1'))
        .catch((caught: unknown) => caught);
      assert.ok(error instanceof OutcomeUnknown && error.cause instanceof Error);
      const told = `${error.message} ${error.stack} ${error.cause.message} ${error.cause.stack}`;
      for (const secret of ['13800138000', '张·三', '佛山', sandbox.url]) assert.ok(!told.includes(secret), told);
      assert.deepEqual(await shipped('20260000000005S1'), []);
    });
  }

  it('given a parcel, when the courier moves it, then each push is read as news of it', async () => {
    const orderId = '20260000000006S1';
    const created = await courierOf().create(parcelOf(orderId));
    assert.equal(created.status, 'created');
    for (const state of ['collected', 'in_transit', 'delivered', 'returned'] as const) {
      const before = pushes.bodies.length;
      assert.equal((await sandbox.call('POST', '/courier', { orderId, state })).status, 200);
      const reading = courierOf().readNotice({ headers: {}, body: await until(() => pushes.bodies[before]) });
      assert.deepEqual(
        { ...reading, noticeId: '' },
        { kind: 'news', noticeId: '', shipmentNo: orderId, waybill: created.waybill, news: state },
      );
    }
  });

  it('given a push, when it is tampered with or forged, then it is refused', async () => {
    const orderId = '20260000000007S1';
    await courierOf().create(parcelOf(orderId));
    const before = pushes.bodies.length;
    await sandbox.call('POST', '/courier', { orderId, state: 'delivered' });
    const body = await until(() => pushes.bodies[before]);
    const read = (text: string) => courierOf().readNotice({ headers: {}, body: text });
    assert.equal(read(body).kind, 'news');
    assert.deepEqual(read(body.replace('S1', 'S2')), { kind: 'refused', reason: 'signature' });
    assert.deepEqual(courierOf({ checkword: 'other' }).readNotice({ headers: {}, body }), {
      kind: 'refused',
      reason: 'signature',
    });
    assert.deepEqual(read(''), { kind: 'refused', reason: 'signature' });
  });
});
