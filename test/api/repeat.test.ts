import assert from 'node:assert/strict';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, delegationId, idCard, staffToken } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';

const day = 86_400_000;
const soon = (days: number) => new Date(Date.now() + days * day).toISOString();
const event = {
  titleZh: '对接会',
  titleEn: 'Matchmaking',
  placeZh: '上海',
  placeEn: 'Shanghai',
  startsAt: soon(10),
  endsAt: soon(11),
  signUpClosesAt: soon(9),
  capacity: 3,
};

describe('what staff do twice', () => {
  let api: TestApi;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  after(() => api.close());

  const call = async (method: string, path: string, body?: object) => {
    const answer = await api.call(method, path, { token: bureau, ...(body ? { body } : {}) });
    assert.ok(answer.status < 300, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  const recorded = async () =>
    (await api.store.knex('audit_entries').whereNot({ action: 'people_read' }).pluck('auditId')).length;
  const happened = async () => (await api.store.knex('events').pluck('eventId')).length;

  it('given what staff have done, when they do the very same again under another key, then the answer is the same and nothing more is on record', async () => {
    const { knex } = api.store;
    const code = (await call('POST', '/invitation-codes', { delegationId: await delegationId(api.store, 3) })).body
      .code;
    const [announced, cancelled] = [
      (await call('POST', '/bureau/events', event)).body.eventId as string,
      (await call('POST', '/bureau/events', event)).body.eventId as string,
    ];
    const unit = await createUnit(api.store);
    const [person] = await createPeople(api.store, unit.registrationId, [{ unlocked: true }]);
    const about = `/bureau/attendees/${person}/document`;
    const rule = { province: '广东省', city: '佛山市' };
    const deeds: [method: string, path: string, body?: object][] = [
      ['POST', `/invitation-codes/${code}/revoke`],
      ['PATCH', `/bureau/events/${announced}`, { titleZh: '新名', startsAt: event.startsAt }],
      ['POST', `/bureau/events/${cancelled}/cancel`],
      ['PATCH', '/bureau/staff/delegation-4', { mobile: '13800138001', disabled: true }],
      ['PUT', '/bureau/allocation-rules', { ...rule, delegationId: await delegationId(api.store, 4) }],
      ['PUT', '/bureau/allocation-rules', { ...rule, delegationId: null }],
      ['POST', `/bureau/registrations/${unit.registrationId}/mobile`, { mobile: '13800138002', reason: '换号' }],
      ['POST', about, { documentNumber: idCard(900), reason: '笔误' }],
    ];
    for (const [method, path, body] of deeds) {
      const before = [await recorded(), await happened()];
      const first = await call(method, path, body);
      const after = [await recorded(), await happened()];
      assert.equal(after[0], before[0]! + 1, `${path} is on record`);
      const second = await call(method, path, body);
      assert.deepEqual([await recorded(), await happened()], after, `${path} is on record once`);
      assert.deepEqual([second.status, second.body], [first.status, first.body], path);
    }
    const changes = await knex('audit_entries').where({ action: 'event_changed', subject: announced }).pluck('detail');
    assert.deepEqual(changes, [{ change: 'announced' }, { changed: ['titleZh'] }]);
  });
});
