import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createNotificationOutcomes } from '../../../db/notification-outcome.ts';
import { createAttendees } from '../../../db/registration/attendee.ts';
import { createRegistrationDeadlines } from '../../../db/registration/registration-deadline.ts';
import { inTransaction } from '../../../db/knex.ts';
import type { Sealed } from '../../../db/table.ts';
import { missingIn, type UnitInfoDraft } from '../../../domain/unit-info.ts';
import { registrationWorkflowId } from '../../../workflows/messages.ts';
import { until } from '../../activities/local-sandbox.ts';
import type { Json, Reply, TestApi } from '../../support/api.ts';
import {
  createUnit,
  procurementIntent,
  staffToken,
  unitInfo,
  unitPassword,
  type TestUnit,
} from '../../support/fixtures.ts';
import { proveMobile, readCode } from '../../support/mobile-proof.ts';
import { openNextEdition } from '../../support/next-edition.ts';
import { placeOrder, review, untilLines, untilOrder, type TestOrder } from '../../support/order-fixture.ts';
import { fillIn, newAccount } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { liveThroughEdition } from './two-editions.ts';

describe('a third edition beside the second, which is over', () => {
  let stage: Stage;
  let api: TestApi;
  let bureau: string;
  let delegation3: string;
  let settled: TestOrder;
  let waiting: TestOrder;
  let failed: TestOrder;
  let approved: TestOrder;
  let underReview: TestUnit;

  before(async () => {
    ({ stage, api } = await startStageApi());
    bureau = await staffToken(stage.store, 'bureau');
    delegation3 = await staffToken(stage.store, 'delegation-3');
    ({ settled, waiting, failed, approved, underReview } = await liveThroughEdition(stage));
    await openNextEdition(stage.store, { from: '2', to: '3', twoLevelReview: true });
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const call = (method: string, path: string, token?: string, body?: object) =>
    api.call(method, path, { token, headers: { 'Idempotency-Key': randomUUID() }, ...(body ? { body } : {}) });
  const get = async (path: string, token?: string): Promise<Json> => (await call('GET', path, token)).body;
  const refusal = ({ status, body }: Reply) => [status, body.code];
  async function come(way: string, body: Record<string, unknown>): Promise<Reply> {
    const reply = await call('POST', `/first-edition/${way}`, undefined, body);
    if (reply.status === 201) stage.started.add(registrationWorkflowId({ edition: '3', account: reply.body.account }));
    return reply;
  }
  const byPassword = (account: string, more: object = {}) =>
    come('password', { account, password: unitPassword, ...more });
  const lacksIntent = missingIn('procurementIntent', null);
  /** A unit of the second edition that has not come back before. */
  async function former(of: Parameters<typeof createUnit>[1]): Promise<TestUnit> {
    const unit = await createUnit(stage.store, of);
    await fillIn(stage, unit);
    return unit;
  }

  it('given a unit with an order in the second, when it comes back by its password, then its form is the new draft and its purchases are asked anew; it is once in the third (G2)', async () => {
    const { account, registrationId } = settled.buyer;
    await stage.store
      .knex('registrations')
      .where({ registrationId })
      .update({
        unitInfo: stage.store.knex.raw(`unit_info || '{"industryInvitationCode": "DEMO-08"}'`),
      });
    assert.deepEqual(refusal(await byPassword(account, { password: 'Not-The-Old-One-1' })), [
      401,
      'credentials_invalid',
    ]);
    const { status, body } = await byPassword(account, { acceptPrivacyTerms: true });
    assert.equal(status, 201, JSON.stringify(body));
    const mine = await get('/registration', body.token);
    assert.deepEqual(
      [mine.edition, mine.state, mine.account, mine.unitInfo.name, mine.unitInfo.address.street, mine.missing],
      ['3', 'draft', account, unitInfo.name, unitInfo.address.street, lacksIntent],
    );
    assert.equal(mine.unitInfo.industryInvitationCode, undefined, 'a code of the second');
    assert.notEqual(body.registrationId, registrationId);
    assert.deepEqual(refusal(await byPassword(account)), [409, 'unit_already_registered']);
    assert.deepEqual(
      await stage.store.knex('units').where({ account }).whereNotNull('openedAt').orderBy('edition').pluck('edition'),
      ['2', '3'],
    );
  });

  it('given units that were under review, rejected or expired, when they come back, by a code too, then each may; one that was released or is unknown may not (G2)', async () => {
    const proof = await readCode(stage, '13800000000', () =>
      call('POST', '/first-edition/codes', undefined, { uscc: underReview.account }),
    );
    const byCode = await come('mobile', { uscc: underReview.account, ...proof, newPassword: 'Of-The-Third-Edition-3' });
    assert.equal(byCode.status, 201, JSON.stringify(byCode.body));
    assert.equal((await get('/registration', byCode.body.token)).unitInfo.name, unitInfo.name);
    for (const state of ['rejected', 'expired'] as const)
      assert.equal((await byPassword((await former({ state })).account)).status, 201, state);
    const released = await former({ state: 'released' });
    await stage.store.knex('units').where({ unitId: released.unitId }).update({ releasedAt: new Date() });
    for (const account of [released.account, newAccount()])
      assert.deepEqual(refusal(await byPassword(account)), [401, 'credentials_invalid']);
  });

  it('given a unit whose personal data is erased, when it comes back by its password, then with another mobile that it proves, and what is gone is missing (G2)', async () => {
    const { knex } = stage.store;
    const { account, unitId, registrationId } = await former({ state: 'approved' });
    const gone = Buffer.from('\u0002k0 and its key destroyed, with what it sealed') as Sealed;
    await knex('units').where({ unitId }).update({ mobile: gone });
    await knex('registrations').where({ registrationId }).update({ unitStreet: gone, unitContact: gone });
    const mobile = '13700007777';
    assert.deepEqual((await byPassword(account)).body.errors[0].path, 'mobile');
    assert.deepEqual(refusal(await byPassword(account, { mobile })), [422, 'mobile_proof_required']);
    const mobileProof = await proveMobile({ stage, api }, mobile);
    const wrong = await byPassword(account, { mobile: '13700008888', mobileProof });
    assert.deepEqual(refusal(wrong), [422, 'code_invalid']);
    const { status, body } = await byPassword(account, { mobile, mobileProof, acceptPrivacyTerms: true });
    assert.equal(status, 201, JSON.stringify(body));
    const { contact: _contact, address, ...left } = unitInfo;
    const draft: UnitInfoDraft = { ...left, address: { province: address.province, city: address.city } };
    const mine = await get('/registration', body.token);
    assert.deepEqual(mine.missing, [...missingIn('unitInfo', draft), ...lacksIntent]);
    assert.equal((await get('/account', body.token)).mobileMasked, '137****7777');
  });

  it('given an account in both editions, when its unit logs in, then in the newest; an earlier one opens when it is named, and one that did not come back in its own', async () => {
    const { account, registrationId } = settled.buyer;
    const login = (body: object) => call('POST', '/sessions', undefined, { password: unitPassword, ...body });
    const [newest, second] = [(await login({ account })).body, (await login({ account, edition: '2' })).body];
    assert.deepEqual([newest.edition, second.edition, second.registrationId], ['3', '2', registrationId]);
    assert.equal((await get('/registration', second.token)).registrationId, registrationId);
    assert.equal((await login({ account: failed.buyer.account })).body.edition, '2');
    assert.deepEqual(refusal(await login({ account: failed.buyer.account, edition: '3' })), [
      401,
      'credentials_invalid',
    ]);
    assert.deepEqual((await login({ login: 'bureau', edition: '2' })).body.errors[0].path, 'edition');
  });

  it('given a unit of the second, when it asks for its invoice and for the money of who failed, then it gets them and sees its orders and badges; its registration it changes no more', async () => {
    const { token, attendeeIds, registrationId } = settled.buyer;
    const { titleId } = (await call('POST', '/invoice-titles', token, { kind: 'personal', title: '欧阳文静' })).body;
    const { invoiceId } = (await call('POST', `/orders/${settled.orderNo}/invoices`, token, { titleId })).body;
    await until(async () =>
      (await call('GET', `/invoices/${invoiceId}/file`, token)).status === 200 ? true : undefined,
    );
    assert.equal((await call('GET', `/badges/${attendeeIds[0]}`, token)).status, 200);
    const back = { attendeeIds: failed.buyer.attendeeIds, reason: '未通过' };
    assert.equal((await call('POST', `/orders/${failed.orderNo}/refunds`, failed.buyer.token, back)).status, 202);
    await untilLines(stage, failed, 'refunded');

    const row = () => stage.store.knex('registrations').where({ registrationId }).first();
    const before = await row();
    const order = { attendeeIds: failed.buyer.attendeeIds, pickup: 'delegation' };
    for (const [method, path, body] of [
      ['PUT', '/registration/unit-info', unitInfo],
      ['PUT', '/registration/delivery', { pickup: 'courier' }],
      ['POST', '/registration/submit', undefined],
      ['POST', '/attendees/batch-delete', { ids: attendeeIds }],
      ['POST', '/orders', order],
    ] as const)
      assert.deepEqual(refusal(await call(method, path, token, body)), [409, 'edition_over'], path);
    assert.deepEqual(await row(), before);
    await assert.rejects(placeOrder(stage, { buyer: failed.buyer }), /edition_over/);
    assert.deepEqual(await stage.store.knex('badge_orders').where({ registrationId }).pluck('orderNo'), [
      settled.orderNo,
    ]);
  });

  it('given a person on a badge of the second, when a unit of the third lists them with a code of the third, then they are taken, and reviewed by staff of the same delegations (G1.1, G4.3)', async () => {
    const { body: unit } = await byPassword(waiting.buyer.account, { acceptPrivacyTerms: true });
    for (const [form, body] of [
      ['unit-info', unitInfo],
      ['procurement-intent', procurementIntent],
    ] as const)
      assert.equal((await call('PUT', `/registration/${form}`, unit.token, body)).status, 200);
    const { documentNumber } = (await createAttendees(stage.store).find(waiting.buyer.attendeeIds[0]!, {
      scope: 'all',
    }))!;
    const person = {
      list: 'mainland',
      name: '诸葛明月',
      sex: 'male',
      residence: { province: '广东省', city: '佛山市' },
    };
    const added = await call('POST', '/attendees', unit.token, {
      ...person,
      documentNumber,
      position: 'sales.manager',
    });
    assert.equal(added.status, 201, JSON.stringify(added.body));

    const give = (code: string) => call('PUT', '/registration/invitation-code', unit.token, { invitationCode: code });
    assert.deepEqual(refusal(await give('DEMO-03')), [422, 'invitation_code_unknown']);
    const { code, delegationId } = (await call('POST', '/invitation-codes', delegation3, {})).body;
    const of3 = await stage.store.knex('delegations').where({ edition: '3', no: 3 }).first('delegationId');
    assert.equal(delegationId, of3?.delegationId);
    assert.equal((await give(code)).status, 200);
    assert.deepEqual((await call('POST', '/registration/submit', unit.token)).body, { state: 'under_review' });

    const remind = (trx: typeof stage.store) =>
      createRegistrationDeadlines(trx).remindReviewers({ registrationId: unit.registrationId, no: 1 });
    const [text, ...more] = await inTransaction(stage.store, remind);
    const due = await inTransaction(stage.store, (trx) => createNotificationOutcomes(trx).claim(text!));
    assert.deepEqual([due?.params, more], [{ count: '1' }, []], 'of the third alone');

    const decide = async (token: string) => {
      const { version } = await get(`/review/registrations/${unit.registrationId}`, token);
      const body = { decision: 'approve', version };
      return call('POST', `/review/registrations/${unit.registrationId}/decision`, token, body);
    };
    const delegation4 = await staffToken(stage.store, 'delegation-4');
    assert.equal((await call('GET', `/review/registrations/${unit.registrationId}`, delegation4)).status, 404);
    assert.equal((await decide(delegation3)).body.state, 'under_review');
    assert.deepEqual(refusal(await decide(delegation3)), [409, 'second_review_pending']);
    assert.equal((await decide(await staffToken(stage.store, 'delegation-1'))).body.state, 'approved');
    const old = await get(`/review/registrations/${underReview.registrationId}`, delegation3);
    const late = { decision: 'approve', version: old.version };
    const path = `/review/registrations/${underReview.registrationId}/decision`;
    assert.deepEqual(refusal(await call('POST', path, delegation3, late)), [409, 'edition_over']);
  });

  it('given both editions, when staff read their lists, then the third stands in them; the second where it is named', async () => {
    const units = async (edition: string, token: string) =>
      (await get(`/review/registrations?limit=200${edition}`, token)).items.map(
        ({ registrationId }: Json) => registrationId,
      );
    const editionOf = new Map(
      (await stage.store.knex('registrations').select('registrationId', 'edition')).map((row) => [
        row.registrationId,
        row.edition,
      ]),
    );
    for (const token of [bureau, delegation3])
      for (const [query, edition] of [
        ['', '3'],
        ['&edition=2', '2'],
      ] as const) {
        const found = await units(query, token);
        assert.ok(found.length > 0);
        assert.deepEqual([...new Set(found.map((id: string) => editionOf.get(id)))], [edition]);
      }
    for (const [path, token, ofSecond] of [
      ['/bureau/production', bureau, approved.buyer.attendeeIds[0]],
      ['/pickups', delegation3, waiting.buyer.attendeeIds[0]],
    ] as const) {
      assert.deepEqual((await get(path, token)).items, [], path);
      assert.deepEqual(
        (await get(`${path}?edition=2`, token)).items.map(({ attendeeId }: Json) => attendeeId),
        [ofSecond],
      );
    }
    for (const path of ['/bureau/person-reviews', '/bureau/disputes', '/bureau/reductions'])
      assert.deepEqual((await get(path, bureau)).items, [], path);
    assert.equal((await get('/bureau/disputes?edition=2', bureau)).items[0].account, underReview.account);
    const people = (await get('/review/attendees?state=saved', bureau)).items.map(
      ({ registrationId }: Json) => registrationId,
    );
    assert.deepEqual(
      people.map((id: string) => editionOf.get(id)),
      ['3'],
    );
    const rows = async (query: string) =>
      String((await call('GET', `/bureau/survey/export?format=csv${query}`, bureau)).body).includes(
        settled.buyer.account,
      );
    assert.deepEqual([await rows(''), await rows('&edition=2')], [false, true]);
  });

  it('given what is open of the second, when its badge is made and the other handed out, then that is done; one batch is of one edition', async () => {
    const ofThird = stage.store.knex('attendees').where({ edition: '3' });
    await ofThird.clone().update({ state: 'locked', badgeType: 'vip', hasPhoto: true });
    const { attendeeId, registrationId } = (await ofThird.first('attendeeId', 'registrationId'))!;
    const buyer = { ...waiting.buyer, registrationId, attendeeIds: [attendeeId] };
    const newer = await placeOrder(stage, { buyer });
    await review(stage, newer, { 0: 'approve' });
    await untilLines(stage, newer, 'approved');
    const shown = (await get('/bureau/production', bureau)).items.map((person: Json) => person.attendeeId);
    assert.deepEqual(shown, [attendeeId]);

    const batch = (attendeeIds: string[]) => call('POST', '/bureau/production/batches', bureau, { attendeeIds });
    const mixed = await batch([...approved.buyer.attendeeIds, attendeeId]);
    assert.deepEqual(refusal(mixed), [400, 'validation_failed']);
    const { batchId } = (await batch(approved.buyer.attendeeIds)).body;
    await untilLines(stage, approved, 'ready_for_pickup');
    assert.deepEqual(await stage.store.knex('production_batches').where({ batchId }).pluck('edition'), ['2']);
    assert.deepEqual((await call('POST', `/pickups/${waiting.orderNo}/handed-over`, delegation3)).body, {
      handedOver: 1,
    });
    await untilOrder(stage, waiting, 'settled');
  });
});
