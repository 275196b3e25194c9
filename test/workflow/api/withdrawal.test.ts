import assert from 'node:assert/strict';
import type { Json, TestApi } from '../../support/api.ts';
import { mainlander, unitPassword } from '../../support/fixtures.ts';
import { createPeople, placeOrder, type TestOrder } from '../../support/order-fixture.ts';
import { decide, open, openSubmitted, standingOf, type TestRegistration } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';
import { createPersonKeys } from '../../../db/registration/person-key.ts';
import { createSessions } from '../../../db/session.ts';
import { hashPassword } from '../../../api/auth.ts';

describe('a unit that ends its registration', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  async function logIn({ account, registrationId: unitId }: TestRegistration): Promise<string> {
    const passwordHash = await hashPassword(unitPassword);
    await stage.store.knex('units').where({ account, unitId }).update({ passwordHash });
    return (await createSessions(stage.store).open({ unitId }, 1)).token;
  }
  const withdraw = (token: string, password = unitPassword) =>
    api.call('POST', '/account/withdrawal', { token, body: { password } });
  const placed = async (registration: TestRegistration, attendeeIds: string[], token: string): Promise<TestOrder> => {
    const { registrationId, account } = registration;
    return placeOrder(stage, { buyer: { unitId: registrationId, registrationId, account, token, attendeeIds } });
  };

  it('given an approved unit whose order awaits payment, when it ends its registration, then it is told of the order; once that is closed its run ends, its sessions and people are free, and the account is opened anew', async () => {
    const { knex } = stage.store;
    const registration = await openSubmitted(stage, { code: 'DEMO-11' });
    const { registrationId, account } = registration;
    await decide(stage, registration, 'approve', { by: 'bureau' });
    const attendeeIds = await createPeople(stage.store, registrationId, [{}]);
    const [token, other] = [await logIn(registration), await logIn(registration)];
    const order = await placed(registration, attendeeIds, token);
    const used = async () => (await knex('invitation_codes').where({ code: 'DEMO-11' }).first('used'))!.used;
    const before = await used();

    const wrong = await withdraw(token, 'Not-The-Password-1');
    assert.deepEqual([wrong.status, wrong.body.code], [401, 'credentials_invalid']);
    assert.deepEqual(await knex('withdrawals').where({ registrationId }), []);
    const waiting = await withdraw(token);
    assert.deepEqual([waiting.status, waiting.body.code, waiting.body.state], [409, 'orders_unfinished', 'approved']);
    assert.deepEqual(
      waiting.body.errors.map(({ code, message }: Json) => [code, message.includes(order.orderNo)]),
      [['awaiting_payment', true]],
    );
    assert.equal((await standingOf(stage, registration)).state, 'approved');
    assert.equal((await api.call('POST', `/orders/${order.orderNo}/cancel`, { token })).status, 200);
    await order.handle.result();

    const done = await withdraw(token);
    assert.deepEqual([done.status, done.body], [200, { state: 'withdrawn' }]);
    assert.deepEqual(await registration.handle.result(), { outcome: 'withdrawn' });
    for (const ended of [token, other])
      assert.equal((await api.call('GET', '/registration', { token: ended })).status, 401);
    const login = await api.call('POST', '/sessions', { body: { account, password: unitPassword } });
    assert.equal(login.status, 401);
    assert.equal(await used(), before - 1);
    const asked = await knex('withdrawals').where({ registrationId }).orderBy('askedAt').select('endedAt', 'refusal');
    assert.deepEqual(
      asked.map(({ endedAt, refusal }) => [endedAt !== null, refusal]),
      [
        [false, 'orders_unfinished'],
        [true, null],
      ],
    );

    const heir = await open(stage, { account });
    const person = mainlander(40);
    const heirToken = await logIn(heir);
    const added = await api.call('POST', '/attendees', { token: heirToken, body: person });
    assert.equal(added.status, 201);
    const met = await createPersonKeys(stage.store).takeAll({
      at: 'submission',
      edition: '2',
      registrationId: heir.registrationId,
      attendeeIds: [added.body.attendeeId as string],
    });
    assert.deepEqual(met, []);
  });

  it('given a rejected registration, whose run is over, when its unit ends it, then a run ends with that and nothing else', async () => {
    const registration = await openSubmitted(stage);
    await decide(stage, registration, 'reject', { by: 'bureau', reason: '核验' });
    assert.deepEqual(await registration.handle.result(), { outcome: 'rejected' });
    const token = await logIn(registration);
    const { status, body } = await withdraw(token);
    assert.deepEqual([status, body], [200, { state: 'withdrawn' }]);
    assert.deepEqual(await stage.handle(registration.handle.workflowId).result(), { outcome: 'withdrawn' });
    const { registrationId } = registration;
    const kinds = await stage.store.knex('events').where({ registrationId }).orderBy('eventId').pluck('kind');
    assert.deepEqual(kinds.slice(-2), ['rejected', 'withdrawn']);
  });
});
