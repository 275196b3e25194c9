import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { inTransaction } from '../../db/knex.ts';
import { createOrderPlacings } from '../../db/order-placing.ts';
import { delegationId } from '../support/fixtures.ts';
import { createBuyer, newOrderNo, type Buyer } from '../support/order-fixture.ts';
import { startStore, type TestStore } from '../support/store.ts';

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
    await inTransaction(store, (trx) => createOrderPlacings(trx).place(order));
  });

  const insert = (table: string, row: object) => base.store.knex(table).insert(row).then(); // prettier-ignore
  const update = (table: string, where: object, change: object) => base.store.knex(table).where(where).update(change).then(); // prettier-ignore
  const refuses = (constraint: string, change: Promise<unknown>) =>
    assert.rejects(change, (error: { constraint?: string; message: string }) => {
      assert.equal(error.constraint, constraint, error.message);
      return true;
    });

  const order = (more: object = {}) => ({
    order_no: newOrderNo(), edition: '2', registration_id: buyer.registrationId, state: 'awaiting_payment', people: 1,
    total_fen: 20_000, payable_fen: 20_000, pickup: 'delegation', expires_at: new Date(), refund_policy: 'failed_only', auto_refund_days: 30, ...more,
  }); // prettier-ignore
  const line = (more: object = {}) => ({
    order_no: orderNo, attendee_id: buyer.attendeeIds[0], line_no: 1, badge_type: 'professional', pickup: 'delegation',
    fee_fen: 20_000, payable_fen: 20_000, state: 'under_review', ...more,
  }); // prettier-ignore
  let trades = 0;
  const payment = (more: object = {}) => ({
    out_trade_no: `T${orderNo}${++trades}`, order_no: orderNo, attempt: trades, channel: 'alipay', amount_fen: 20_000, state: 'open',
    expires_at: new Date(), ...more,
  }); // prettier-ignore
  const captured = (more: object = {}) =>
    payment({ state: 'paid', paid_at: new Date(), provider_trade_no: `a${trades}`, captured_fen: 20_000, ...more });
  const invoice = (n: number, more: { order_no?: string } & Record<string, unknown> = {}) => ({
    invoice_no: `${more.order_no ?? orderNo}F${n}`, row_id: randomUUID(), order_no: orderNo, apply_id: `${orderNo}F${n}`, state: 'issuing',
    title_kind: 'personal', title: randomBytes(40), people: 1, gross_fen: 20_000, net_fen: 18_868, tax_fen: 1_132, tax_rate_bp: 600, ...more,
  }); // prettier-ignore
  const staffId = async () => ((await base.store.knex('staff').where({ login: 'bureau' }).first('staff_id')) as { staff_id: string }).staff_id;

  it('given a person in a live order, when another order takes them, then it is refused, and once released it is let in (G6.2)', async () => {
    const other = order();
    await insert('badge_orders', other);
    await refuses('order_lines_one_live_order', insert('order_lines', line({ order_no: other.order_no })));
    for (const state of ['awaiting_payment', 'review_failed', 'delivered']) {
      await update('order_lines', { order_no: orderNo }, { state });
      await refuses('order_lines_one_live_order', insert('order_lines', line({ order_no: other.order_no })));
    }
    await update('order_lines', { order_no: orderNo }, { state: 'released' });
    await insert('order_lines', line({ order_no: other.order_no }));
  });

  it('given an open payment, when a second is opened beside it, then it is refused, and once superseded it is let in (R13)', async () => {
    const first = payment();
    await insert('payments', first);
    await refuses('payments_one_open', insert('payments', payment()));
    await refuses('payments_one_open', insert('payments', payment({ state: 'opening' })));
    await update('payments', { out_trade_no: first.out_trade_no }, { state: 'superseded' });
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
    const where = { out_trade_no: one.out_trade_no };
    await update('payments', where, { reserved_fen: 20_000, refunded_fen: 20_000 });
    for (const change of [{ reserved_fen: 20_001 }, { refunded_fen: 20_001 }, { reserved_fen: 19_999 }])
      await refuses('payments_refunds_within_capture', update('payments', where, change));
    await update('payments', where, { state: 'suspense' });
  });

  it('given a live invoice, when its order gets another, or another has its number, then it is refused; once reversed, the next is let in (R20, R21)', async () => {
    const other = order();
    await insert('badge_orders', other);
    const [first, second, ofOther] = [invoice(1), invoice(2), invoice(1, { order_no: other.order_no })];
    const issued = { state: 'issued', fapiao_number: '26440000000000000001', issued_at: new Date() };
    await insert('invoices', first);
    await refuses('invoices_one_live', insert('invoices', second));
    await update('invoices', { invoice_no: first.invoice_no }, issued);
    await refuses('invoices_one_live', insert('invoices', second));
    await refuses('invoices_fapiao_number_key', insert('invoices', { ...ofOther, ...issued }));
    await update('invoices', { invoice_no: first.invoice_no }, { state: 'reversed', red_number: '26440000000000000002' });
    await insert('invoices', second);
    const reversed = { ...ofOther, ...issued, fapiao_number: '26440000000000000003', state: 'reversed' };
    await refuses('invoices_red_number_key', insert('invoices', { ...reversed, red_number: '26440000000000000002' }));
    await insert('invoices', { ...reversed, red_number: '26440000000000000004' });
  });

  it('given an invoice, when net and tax do not add up to what was paid, then it is refused (G7.1)', async () => {
    await refuses('invoices_check', insert('invoices', invoice(1, { net_fen: 18_868, tax_fen: 1_131 })));
    await insert('invoices', invoice(1));
  });

  it('given a capture, when it lacks its time or number, or its number stands already, then it is refused', async () => {
    const one = captured({ provider_trade_no: 'same' });
    await insert('payments', one);
    await refuses('payments_channel_provider_trade_no_key', insert('payments', captured({ provider_trade_no: 'same', state: 'suspense' })));
    for (const lack of [{ paid_at: null }, { provider_trade_no: null }]) {
      for (const state of ['suspense', 'refunded']) await refuses('payments_check', insert('payments', captured({ state, ...lack })));
    }
    await refuses('payments_order_no_attempt_key', insert('payments', payment({ attempt: one.attempt })));
    await refuses('payments_amount_fen_check', insert('payments', payment({ amount_fen: 0 })));
    await refuses('payments_state_check', insert('payments', payment({ state: 'lost' })));
  });

  it('given an order, when its sums or its dates do not fit its state, then it is refused', async () => {
    const rules: [constraint: string, more: object][] = [
      ['badge_orders_check', { payable_fen: 19_999 }],
      ['badge_orders_check', { reduction_fen: 1 }],
      ['badge_orders_payable_fen_check', { total_fen: 0, reduction_fen: 1, payable_fen: -1 }],
      ['badge_orders_people_check', { people: 0 }],
      ['badge_orders_state_check', { state: 'refunded', paid_at: new Date() }],
      ['badge_orders_check1', { state: 'closed', ended_at: new Date() }],
      ['badge_orders_check1', { closed_reason: 'expired' }],
      ['badge_orders_check2', { state: 'settled', paid_at: new Date() }],
      ['badge_orders_check3', { state: 'paid' }],
      ['badge_orders_check4', { expires_at: null }],
      ['badge_orders_check5', { attention: 'somebody must look' }],
      ['badge_orders_order_no_check', { order_no: '123' }],
    ];
    for (const [constraint, more] of rules) await refuses(constraint, insert('badge_orders', order(more)));
    await insert('badge_orders', order({ total_fen: 20_001, reduction_fen: 1 }));
    await insert('badge_orders', order({ state: 'closed', closed_reason: 'expired', ended_at: new Date() }));
  });

  it('given a person, when they are registered again, or locked without a label, then it is refused', async () => {
    const row = (await base.store.knex('attendees').where({ attendee_id: buyer.attendeeIds[0] }).first()) as object;
    const other = await createBuyer(base.store, []);
    const again = { ...row, attendee_id: randomUUID(), registration_id: other.registrationId };
    const fresh = again;
    await refuses('attendees_check', insert('attendees', { ...fresh, badge_type: null }));
    await refuses('attendees_check', insert('attendees', { ...fresh, state: 'saved' }));
    await insert('attendees', fresh);
    const key = { edition: '2', person_index: randomBytes(32) };
    const [mine, theirs] = [buyer.attendeeIds[0], fresh.attendee_id];
    await refuses('person_keys_attendee_id_person_index_fkey', insert('person_keys', { ...key, attendee_id: mine }));
    for (const [attendee_id, { registrationId: registration_id }] of [[mine, buyer], [theirs, other]] as const)
      await insert('list_keys', { person_index: key.person_index, registration_id, attendee_id }); // prettier-ignore
    await insert('person_keys', { ...key, attendee_id: mine });
    await refuses('person_keys_pkey', insert('person_keys', { ...key, attendee_id: theirs }));
    const twice = { person_index: key.person_index, registration_id: other.registrationId, attendee_id: mine };
    await refuses('list_keys_pkey', insert('list_keys', twice));
  });

  it('given an account that is open, when the same is opened again, then it is refused, and one that is not opened is let in (G1.4)', async () => {
    const row = (await base.store.knex('units').where({ unit_id: buyer.unitId }).first()) as object;
    await refuses('units_one_account', insert('units', { ...row, unit_id: randomUUID() }));
    await insert('units', { ...row, unit_id: randomUUID(), opened_at: null });
    const registration = (await base.store.knex('registrations').where({ unit_id: buyer.unitId }).first()) as object;
    await refuses('registrations_unit_id_key', insert('registrations', { ...registration, registration_id: randomUUID(), unit_info: null }));
  });

  it('given a code with one place, when two are taken, then it is refused (R23)', async () => {
    const delegation_id = await delegationId(base.store, 3);
    const code = { edition: '2', code: `ONE-${orderNo}`, delegation_id, capacity: 1 };
    await insert('invitation_codes', { ...code, used: 1 });
    await refuses('invitation_codes_check', update('invitation_codes', { code: code.code }, { used: 2 }));
    await refuses('invitation_codes_used_check', update('invitation_codes', { code: code.code }, { used: -1 }));
  });

  it('given a verdict applied, when a second is applied to the same person or round, then it is refused, and waiting it is let in', async () => {
    const [attendee_id] = buyer.attendeeIds;
    const verdict = async (applied_at: Date | null) => ({
      person_review_id: randomUUID(), order_no: orderNo, attendee_id, result: 'approve', staff_id: await staffId(), request_id: randomUUID(), applied_at,
    }); // prettier-ignore
    await insert('person_reviews', await verdict(new Date()));
    await refuses('person_reviews_one_verdict', insert('person_reviews', await verdict(new Date())));
    await insert('person_reviews', await verdict(null));

    const review = async (round: number | null, applied_at: Date | null) => ({
      review_id: randomUUID(), registration_id: buyer.registrationId, decision: 'approve', staff_id: await staffId(), request_id: randomUUID(), round, applied_at, level: applied_at && 1,
    }); // prettier-ignore
    await insert('reviews', await review(1, new Date()));
    await refuses('reviews_one_verdict_a_round', insert('reviews', await review(1, new Date())));
    await refuses('reviews_check', insert('reviews', await review(null, new Date())));
    await refuses('reviews_check1', insert('reviews', { ...(await review(2, new Date())), level: null }));
    await insert('reviews', { ...(await review(1, new Date())), level: 2 });
    await insert('reviews', await review(2, new Date()));
    await insert('reviews', await review(null, null));
  });

  it('given a badge or a parcel of a line, when a second is made, then it is refused: one person, one badge, one parcel', async () => {
    const [attendee_id] = buyer.attendeeIds;
    const batch_id = randomUUID();
    await insert('production_batches', { batch_id, edition: '2', staff_id: await staffId() });
    const sealed = Buffer.from('sealed');
    const badge = (badge_no: string) => ({
      badge_no, row_id: randomUUID(), edition: '2', batch_id, order_no: orderNo, attendee_id, badge_type: 'vip', name: sealed,
      document_masked: sealed, unit_name: 'unit', token: 'token', made_at: new Date(),
    }); // prettier-ignore
    await insert('badges', badge('0000000001'));
    await refuses('badges_order_no_attendee_id_key', insert('badges', badge('0000000002')));

    const parcel = (attempt: number, more: object = {}) => ({ order_id: `${orderNo}S${attempt}`, order_no: orderNo, attempt, pieces: 1, state: 'creating', ...more }); // prettier-ignore
    await insert('shipments', parcel(1));
    await insert('shipments', parcel(2));
    await insert('shipment_lines', { order_id: `${orderNo}S1`, order_no: orderNo, attendee_id });
    await refuses('shipment_lines_pkey', insert('shipment_lines', { order_id: `${orderNo}S2`, order_no: orderNo, attendee_id }));
    await refuses('shipments_check', insert('shipments', parcel(3, { state: 'created' })));
  });

  it('given a text of a kind and round, a notice and an effect, when each comes again, then it is refused (R9, R11)', async () => {
    const notification = () => ({ notification_id: randomUUID(), registration_id: buyer.registrationId, kind: 'payment_due', subject: orderNo, round: 1, params: '{}' }); // prettier-ignore
    await insert('notifications', notification());
    await refuses('notifications_kind_subject_round_staff_id_key', insert('notifications', notification()));
    const notice = () => ({
      provider: 'alipay',
      notice_id: orderNo,
      row_id: randomUUID(),
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
    const edition = (await base.store.knex('editions').first()) as object;
    await refuses('editions_one_current', insert('editions', { ...edition, edition: '3' }));
    await insert('editions', { ...edition, edition: '3', is_current: false });
    await refuses('editions_mobile_proof_check', update('editions', { edition: '3' }, { mobile_proof: 'sometimes' }));
    const address = (await base.store.knex('addresses').where({ unit_id: buyer.unitId }).first()) as object;
    await refuses('addresses_one_default', insert('addresses', { ...address, address_id: randomUUID() }));
    await refuses('addresses_check', update('addresses', { unit_id: buyer.unitId }, { deleted_at: new Date() }));
  });
});
