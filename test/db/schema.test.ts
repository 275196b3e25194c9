import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction, untyped } from '../../db/knex.ts';
import { createBadgeOrderPlacement } from '../../db/order/badge-order-placing.ts';
import { delegationId } from '../support/fixtures.ts';
import { createBuyer, newOrderNo, type Buyer } from '../support/order-fixture.ts';
import { startStore, type TestStore } from '../support/store.ts';
import { createRows } from './schema-row.ts';

/*
 * What guards money and people when the code above is wrong: each rule is broken by hand and the database must refuse by that
 * very rule. The row beside it, which keeps the rule, must be let in.
 */
describe('rules of the schema', () => {
  let base: TestStore;
  let buyer: Buyer;
  let orderNo: string;
  before(async () => {
    base = await startStore();
  });
  after(() => base.close());
  beforeEach(async () => {
    const { store } = base;
    buyer = await createBuyer(store, [{}, {}]);
    orderNo = newOrderNo();
    const { registrationId, attendeeIds } = buyer;
    const order = { orderNo, registrationId, attendeeIds, pickup: 'courier', paymentWindowSeconds: 900 } as const;
    await inTransaction(store, (trx) => createBadgeOrderPlacement(trx).place(order));
  });

  const insert = (table: string, row: object) => untyped(base.store.knex)(table).insert(row).then();
  const update = (table: string, where: object, change: object) =>
    untyped(base.store.knex)(table).where(where).update(change).then();
  const refuses = (constraint: string, change: Promise<unknown>) =>
    assert.rejects(change, (error: { constraint?: string; message: string }) => {
      assert.equal(error.constraint, constraint, error.message);
      return true;
    });

  const { order, line, payment, captured, invoice } = createRows(() => ({ buyer, orderNo }));
  const staffId = async () => (await base.store.knex('staff').where({ login: 'bureau' }).first('staffId'))!.staffId;

  it('given a person in a live order, when another order takes them, then it is refused, and once released it is let in (G6.2)', async () => {
    const other = order();
    await insert('badge_orders', other);
    await refuses('order_lines_one_live_order', insert('order_lines', line({ orderNo: other.orderNo })));
    for (const state of ['awaiting_payment', 'review_failed', 'delivered']) {
      await update('order_lines', { orderNo }, { state });
      await refuses('order_lines_one_live_order', insert('order_lines', line({ orderNo: other.orderNo })));
    }
    await update('order_lines', { orderNo }, { state: 'released' });
    await insert('order_lines', line({ orderNo: other.orderNo }));
  });

  it('given an open payment, when a second is opened beside it, then it is refused, and once superseded it is let in (R13)', async () => {
    const first = payment();
    await insert('payments', first);
    await refuses('payments_one_open', insert('payments', payment()));
    await refuses('payments_one_open', insert('payments', payment({ state: 'opening' })));
    await update('payments', { outTradeNo: first.outTradeNo }, { state: 'superseded' });
    await insert('payments', payment());
  });

  it('given a kept payment, when a second is kept, then it is refused, and as suspense it is let in (R16)', async () => {
    await insert('payments', captured());
    await refuses('payments_one_kept', insert('payments', captured()));
    await insert('payments', captured({ state: 'suspense' }));
  });

  it('given a capture, when refunds take more of it than there is, or more goes back than was taken, then it is refused (R15)', async () => {
    const one = captured();
    await insert('payments', one);
    const where = { outTradeNo: one.outTradeNo };
    await update('payments', where, { reservedFen: 20_000, refundedFen: 20_000 });
    for (const change of [{ reservedFen: 20_001 }, { refundedFen: 20_001 }, { reservedFen: 19_999 }])
      await refuses('payments_refunds_within_capture', update('payments', where, change));
    await update('payments', where, { state: 'suspense' });
  });

  it('given a live invoice, when its order gets another, or another has its number, then it is refused; once reversed, the next is let in (R20, R21)', async () => {
    const other = order();
    await insert('badge_orders', other);
    const [first, second, ofOther] = [invoice(1), invoice(2), invoice(1, { orderNo: other.orderNo })];
    const issued = { state: 'issued', fapiaoNumber: '26440000000000000001', issuedAt: new Date() };
    await insert('invoices', first);
    await refuses('invoices_one_live', insert('invoices', second));
    await update('invoices', { invoiceNo: first.invoiceNo }, issued);
    await refuses('invoices_one_live', insert('invoices', second));
    await refuses('invoices_fapiao_number_key', insert('invoices', { ...ofOther, ...issued }));
    await update('invoices', { invoiceNo: first.invoiceNo }, { state: 'reversed', redNumber: '26440000000000000002' });
    await insert('invoices', second);
    const reversed = { ...ofOther, ...issued, fapiaoNumber: '26440000000000000003', state: 'reversed' };
    await refuses('invoices_red_number_key', insert('invoices', { ...reversed, redNumber: '26440000000000000002' }));
    await insert('invoices', { ...reversed, redNumber: '26440000000000000004' });
  });

  it('given an invoice, when net and tax do not add up to what was paid, then it is refused (G7.1)', async () => {
    await refuses('invoices_check', insert('invoices', invoice(1, { netFen: 18_868, taxFen: 1_131 })));
    await insert('invoices', invoice(1));
  });

  it('given a capture, when it lacks its time or number, or its number stands already, then it is refused', async () => {
    const one = captured({ providerTradeNo: 'same' });
    await insert('payments', one);
    await refuses(
      'payments_channel_provider_trade_no_key',
      insert('payments', captured({ providerTradeNo: 'same', state: 'suspense' })),
    );
    for (const lack of [{ paidAt: null }, { providerTradeNo: null }]) {
      for (const state of ['suspense', 'refunded'])
        await refuses('payments_check', insert('payments', captured({ state, ...lack })));
    }
    await refuses('payments_order_no_attempt_key', insert('payments', payment({ attempt: one.attempt })));
    await refuses('payments_amount_fen_check', insert('payments', payment({ amountFen: 0 })));
    await refuses('payments_state_check', insert('payments', payment({ state: 'lost' })));
  });

  it('given an order, when its sums or its dates do not fit its state, then it is refused', async () => {
    const rules: [constraint: string, more: object][] = [
      ['badge_orders_check', { payableFen: 19_999 }],
      ['badge_orders_check', { reductionFen: 1 }],
      ['badge_orders_payable_fen_check', { totalFen: 0, reductionFen: 1, payableFen: -1 }],
      ['badge_orders_people_check', { people: 0 }],
      ['badge_orders_state_check', { state: 'refunded', paidAt: new Date() }],
      ['badge_orders_check1', { state: 'closed', endedAt: new Date() }],
      ['badge_orders_check1', { closedReason: 'expired' }],
      ['badge_orders_check2', { state: 'settled', paidAt: new Date() }],
      ['badge_orders_check3', { state: 'paid' }],
      ['badge_orders_check4', { expiresAt: null }],
      ['badge_orders_check5', { attention: 'somebody must look' }],
      ['badge_orders_order_no_check', { orderNo: '123' }],
    ];
    for (const [constraint, more] of rules) await refuses(constraint, insert('badge_orders', order(more)));
    await insert('badge_orders', order({ totalFen: 20_001, reductionFen: 1 }));
    await insert('badge_orders', order({ state: 'closed', closedReason: 'expired', endedAt: new Date() }));
  });

  it('given a person, when they are registered again, or locked without a label, then it is refused', async () => {
    const row = (await base.store.knex('attendees').where({ attendeeId: buyer.attendeeIds[0]! }).first())!;
    const other = await createBuyer(base.store, []);
    const again = { ...row, attendeeId: randomUUID(), registrationId: other.registrationId };
    const fresh = again;
    await refuses('attendees_check', insert('attendees', { ...fresh, badgeType: null }));
    await refuses('attendees_check', insert('attendees', { ...fresh, state: 'saved' }));
    await insert('attendees', fresh);
    const key = { edition: '2', personIndex: randomBytes(32) };
    const [mine, theirs] = [buyer.attendeeIds[0], fresh.attendeeId];
    await refuses('person_keys_attendee_id_person_index_fkey', insert('person_keys', { ...key, attendeeId: mine }));
    const { personIndex } = key;
    const listed = (more: object) => ({ personIndex, indexKey: 'i1', documentId: randomUUID(), ...more });
    for (const [attendeeId, { registrationId }] of [
      [mine, buyer],
      [theirs, other],
    ] as const)
      await insert('list_keys', listed({ registrationId, attendeeId }));
    await insert('person_keys', { ...key, attendeeId: mine });
    await refuses('person_keys_pkey', insert('person_keys', { ...key, attendeeId: theirs }));
    const twice = listed({ registrationId: other.registrationId, attendeeId: mine });
    await refuses('list_keys_pkey', insert('list_keys', twice));
    const { documentId } = (await base.store.knex('list_keys').where({ attendeeId: mine! }).first('documentId'))!;
    const sameKey = listed({ registrationId: buyer.registrationId, attendeeId: mine, documentId });
    await refuses(
      'list_keys_document_id_index_key_key',
      insert('list_keys', { ...sameKey, personIndex: randomBytes(32) }),
    );
    await refuses('attendees_likeness_check', update('attendees', { attendeeId: mine! }, { likenessKey: null }));
  });

  it('given an account that is open, when the same is opened again, then it is refused, and one that is not opened is let in (G1.4)', async () => {
    const row = (await base.store.knex('units').where({ unitId: buyer.unitId }).first())!;
    await refuses('units_one_account', insert('units', { ...row, unitId: randomUUID() }));
    await insert('units', { ...row, unitId: randomUUID(), openedAt: null });
    const registration = (await base.store.knex('registrations').where({ unitId: buyer.unitId }).first())!;
    await refuses(
      'registrations_unit_id_key',
      insert('registrations', { ...registration, registrationId: randomUUID(), unitInfo: null }),
    );
  });

  it('given a code with one place, when two are taken, then it is refused (R23)', async () => {
    const code = { edition: '2', code: `ONE-${orderNo}`, delegationId: await delegationId(base.store, 3), capacity: 1 };
    await insert('invitation_codes', { ...code, used: 1 });
    await refuses('invitation_codes_check', update('invitation_codes', { code: code.code }, { used: 2 }));
    await refuses('invitation_codes_used_check', update('invitation_codes', { code: code.code }, { used: -1 }));
  });

  it('given a verdict applied, when a second is applied to the same person or round, then it is refused, and waiting it is let in', async () => {
    const [attendeeId] = buyer.attendeeIds;
    const verdict = async (appliedAt: Date | null) => ({
      personReviewId: randomUUID(),
      orderNo,
      attendeeId,
      result: 'approve',
      staffId: await staffId(),
      requestId: randomUUID(),
      appliedAt,
    });
    await insert('person_reviews', await verdict(new Date()));
    await refuses('person_reviews_one_verdict', insert('person_reviews', await verdict(new Date())));
    await insert('person_reviews', await verdict(null));

    const review = async (round: number | null, appliedAt: Date | null) => ({
      reviewId: randomUUID(),
      registrationId: buyer.registrationId,
      decision: 'approve',
      staffId: await staffId(),
      requestId: randomUUID(),
      round,
      appliedAt,
      level: appliedAt && 1,
    });
    await insert('reviews', await review(1, new Date()));
    await refuses('reviews_one_verdict_a_round', insert('reviews', await review(1, new Date())));
    await refuses('reviews_check', insert('reviews', await review(null, new Date())));
    await refuses('reviews_check1', insert('reviews', { ...(await review(2, new Date())), level: null }));
    await insert('reviews', { ...(await review(1, new Date())), level: 2 });
    await insert('reviews', await review(2, new Date()));
    await insert('reviews', await review(null, null));
  });

  it('given a badge or a parcel of a line, when a second is made, then it is refused: one person, one badge, one parcel', async () => {
    const [attendeeId] = buyer.attendeeIds;
    const batchId = randomUUID();
    await insert('production_batches', { batchId, edition: '2', staffId: await staffId() });
    const sealed = Buffer.from('sealed');
    const badge = (badgeNo: string) => ({
      badgeNo,
      rowId: randomUUID(),
      edition: '2',
      batchId,
      orderNo,
      attendeeId,
      badgeType: 'vip',
      name: sealed,
      documentMasked: sealed,
      unitName: 'unit',
      token: 'token',
      madeAt: new Date(),
    });
    await insert('badges', badge('0000000001'));
    await refuses('badges_order_no_attendee_id_key', insert('badges', badge('0000000002')));

    const parcel = (attempt: number, more: object = {}) => ({
      shipmentNo: `${orderNo}S${attempt}`,
      orderNo,
      attempt,
      pieces: 1,
      state: 'creating',
      ...more,
    });
    await insert('shipments', parcel(1));
    await insert('shipments', parcel(2));
    await insert('shipment_lines', { shipmentNo: `${orderNo}S1`, orderNo, attendeeId });
    await refuses('shipment_lines_pkey', insert('shipment_lines', { shipmentNo: `${orderNo}S2`, orderNo, attendeeId }));
    await refuses('shipments_check', insert('shipments', parcel(3, { state: 'created' })));
  });

  it('given a text of a kind and round, a notice and an effect, when each comes again, then it is refused (R9, R11)', async () => {
    const notification = () => ({
      notificationId: randomUUID(),
      registrationId: buyer.registrationId,
      kind: 'payment_due',
      subject: orderNo,
      round: 1,
      params: '{}',
    });
    await insert('notifications', notification());
    await refuses('notifications_kind_subject_round_staff_id_key', insert('notifications', notification()));
    const notice = () => ({
      provider: 'alipay',
      noticeId: orderNo,
      rowId: randomUUID(),
      kind: 'payment',
      subject: orderNo,
      raw: Buffer.from('raw'),
    });
    await insert('provider_notices', notice());
    await refuses('provider_notices_pkey', insert('provider_notices', notice()));
    await insert('effects', { key: orderNo, output: '1' });
    await refuses('effects_pkey', insert('effects', { key: orderNo, output: '2' }));
  });

  it('given a current edition and a default address, when there is a second of either, then it is refused', async () => {
    const edition = (await base.store.knex('editions').first())!;
    await refuses('editions_one_current', insert('editions', { ...edition, edition: '3' }));
    await insert('editions', { ...edition, edition: '3', isCurrent: false });
    await refuses('editions_mobile_proof_check', update('editions', { edition: '3' }, { mobileProof: 'sometimes' }));
    const address = (await base.store.knex('addresses').where({ unitId: buyer.unitId }).first()) as object;
    await refuses('addresses_one_default', insert('addresses', { ...address, addressId: randomUUID() }));
    await refuses('addresses_check', update('addresses', { unitId: buyer.unitId }, { deletedAt: new Date() }));
  });
});
