import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';
import { openNextEdition } from '../support/next-edition.ts';

describe('an edition after another', () => {
  let api: TestApi;
  let bureau: string;
  let former: TestUnit;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
    former = await createUnit(api.store, { state: 'approved' });
    await openNextEdition(api.store, { from: '2', to: '3' });
  });
  after(() => api.close());

  const call = (method: string, path: string, token?: string, body?: object) =>
    api.call(method, path, { token, ...(body ? { body } : {}) });
  const get = async (path: string, token?: string): Promise<Json> => (await call('GET', path, token)).body;

  it('given two editions, when the public pages are read, then they are of the current one', async () => {
    const { knex } = api.store;
    assert.equal((await get('/edition')).edition, '3');
    const contacts = (await get('/delegations?limit=200')).items.map(({ delegationId }: Json) => delegationId);
    assert.deepEqual(contacts, await knex('delegations').where({ edition: '3' }).orderBy('no').pluck('delegationId'));
  });

  it('given an event of the new one, when a unit of the one before looks, then it has its own events alone and signs nobody up', async () => {
    const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const times = { startsAt: at(110), endsAt: at(111), signUpClosesAt: at(100) };
    const event = { titleZh: '开幕', titleEn: 'Opening', placeZh: '馆', placeEn: 'Hall', ...times, capacity: 10 };
    const { eventId } = (await call('POST', '/bureau/events', bureau, event)).body;
    const shown = (await get('/events?limit=200', former.token)).items.map((each: Json) => each.eventId);
    const own = api.store.knex('supporting_events').where({ edition: '2' }).pluck('supportingEventId');
    assert.deepEqual(shown.toSorted(), (await own).toSorted());
    assert.ok(shown.length > 0);
    const wanted = await call('POST', `/events/${eventId}/sign-ups`, former.token, { attendeeIds: [former.unitId] });
    assert.equal(wanted.status, 404);
  });

  it('given a registration whose edition is over, when its unit or the staff would change it, then 409 and nothing moved; what a request has wrong it says first', async () => {
    const { registrationId, token } = former;
    const row = () => api.store.knex('registrations').where({ registrationId }).first();
    const before = await row();
    const { delegationId } = (await api.store
      .knex('delegations')
      .where({ edition: '3', no: 4 })
      .first('delegationId'))!;
    for (const [method, path, by, body] of [
      ['PUT', '/registration/unit-info', token, unitInfo],
      ['POST', '/attendees', token, mainlander(9_001)],
      ['POST', '/addresses', token, { ...unitInfo.address, recipient: '司徒志远', mobile: '13922334455' }],
      ['POST', '/account/privacy-terms', token, { accept: true }],
      ['POST', `/bureau/registrations/${registrationId}/allocate`, bureau, { delegationId }],
      ['POST', `/bureau/registrations/${registrationId}/release`, bureau, { reason: '误' }],
      ['POST', '/review/registrations/bulk-decision', bureau, { ids: [registrationId], decision: 'approve' }],
    ] as const) {
      const { status, body: problem } = await call(method, path, by, body);
      assert.deepEqual([status, problem.code], [409, 'edition_over'], `${path}: ${JSON.stringify(problem)}`);
    }
    assert.equal((await call('POST', '/attendees', token, { list: 'mainland' })).status, 400);
    assert.deepEqual(await row(), before);
    assert.deepEqual(await api.store.knex('attendees').where({ registrationId }), []);
    assert.deepEqual(await api.store.knex('staff_requests').where({ subject: registrationId }), []);
  });
});
