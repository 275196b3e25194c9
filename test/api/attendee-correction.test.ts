import assert from 'node:assert/strict';
import { untyped } from '../../db/knex.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, type TestUnit } from '../support/fixtures.ts';
import { untilWaiting } from '../support/lock-wait.ts';

const passport = (documentNumber: string, more: object = {}) => ({
  list: 'overseas',
  surname: 'Smith',
  givenName: 'Will',
  sex: 'male',
  country: 'DE',
  documentNumber,
  position: 'other',
  ...more,
});

describe('what the bureau puts right about a person', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown) => api.call(method, path, { token: unit.token, body });
  const add = async (body: object) => (await call('POST', '/attendees', body)).body as Json;
  const change = ({ attendeeId }: Json, body: object) => call('PATCH', `/attendees/${attendeeId}`, body);
  const correct = ({ attendeeId }: Json, what: 'document' | 'name', body: object) =>
    api.call('POST', `/bureau/attendees/${attendeeId}/${what}`, { token: bureau, body: { reason: '护照', ...body } });
  const statusOf = async (body: object) => (await call('POST', '/attendees', body)).status;

  /** Both wait for the person, the first before the second, and go on when both do. */
  async function meet<T>({ attendeeId }: Json, first: () => Promise<T>, second: () => Promise<T>): Promise<[T, T]> {
    const holding = await untyped(api.store.knex).transaction();
    await holding('attendees').where({ attendeeId }).forUpdate().select('attendeeId');
    const one = first();
    await untilWaiting(api.store, 1);
    const other = second();
    await untilWaiting(api.store, 2);
    await holding.commit();
    return Promise.all([one, other]);
  }

  it('given a unit that changes the country, when the bureau corrects the number at the same moment, then the document is of the country that stays, and so is whom nobody else may add (G3.3)', async () => {
    const person = await add(passport('C01X00T47'));
    const [changed, corrected] = await meet(
      person,
      () => change(person, { country: 'FR' }),
      () => correct(person, 'document', { documentNumber: 'C99Z11T00' }),
    );
    assert.deepEqual([changed.status, corrected.status, corrected.body.country], [200, 200, 'FR']);
    assert.equal(await statusOf(passport('C99Z11T00', { country: 'FR' })), 409);
    assert.equal(await statusOf(passport('C99Z11T00', { country: 'DE' })), 201);
  });

  it('given a unit that changes a name, when the bureau records the other part at the same moment, then neither is lost and the badge says both (G5.5)', async () => {
    const person = await add(passport('C01X00T48'));
    const [changed, recorded] = await meet(
      person,
      () => change(person, { givenName: 'Kelvin' }),
      () => correct(person, 'name', { surname: 'Smythe', printedName: null }),
    );
    assert.deepEqual([changed.status, recorded.status], [200, 200]);
    const { surname, givenName, name } = recorded.body;
    assert.deepEqual([surname, givenName, name], ['Smythe', 'Kelvin', 'SMYTHE Kelvin']);
  });

  it('given a corrected number, when the unit types others one after the other, then what the bureau saw stays theirs and only what the unit typed is free again; deleting the person frees all (G3.3)', async () => {
    const person = await add(passport('C01X00T50'));
    await change(person, { documentNumber: 'C01X00T51' });
    assert.equal((await correct(person, 'document', { documentNumber: 'C01X00T52' })).status, 200);
    for (const documentNumber of ['C01X00T53', 'C01X00T54'])
      assert.equal((await change(person, { documentNumber })).status, 200);
    const free = async () => {
      const statuses: number[] = [];
      for (const last of [0, 1, 2, 3, 4]) {
        const { status, body } = await call('POST', '/attendees', passport(`C01X00T5${last}`));
        statuses.push(status);
        if (status === 201) await call('DELETE', `/attendees/${body.attendeeId}`);
      }
      return statuses;
    };
    assert.deepEqual(await free(), [201, 409, 409, 201, 409]);
    assert.equal((await change(person, { documentNumber: 'C01X00T51' })).status, 200);
    assert.deepEqual(await free(), [201, 409, 409, 201, 201]);
    await call('DELETE', `/attendees/${person.attendeeId}`);
    assert.deepEqual(await free(), [201, 201, 201, 201, 201]);
  });

  it('given a unit that deletes a person, when the bureau corrects them at the same moment, then that is 404 and nothing is left of them', async () => {
    const person = await add(passport('C01X00T49'));
    const [deleted, corrected] = await meet(
      person,
      () => call('DELETE', `/attendees/${person.attendeeId}`),
      () => correct(person, 'document', { documentNumber: 'C99Z11T01' }),
    );
    assert.deepEqual([deleted.status, corrected.status], [204, 404]);
    assert.deepEqual((await call('GET', '/attendees')).body.items, []);
  });
});
