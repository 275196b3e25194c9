import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, type TestUnit } from '../support/fixtures.ts';
import { createPeople } from '../support/order-fixture.ts';

const day = 86_400_000;
const soon = (days: number) => new Date(Date.now() + days * day).toISOString();
const event = (capacity: number) => ({
  titleZh: '对接会',
  titleEn: 'Matchmaking',
  placeZh: '上海',
  placeEn: 'Shanghai',
  startsAt: soon(10),
  endsAt: soon(11),
  signUpClosesAt: soon(9),
  capacity,
});

describe('supporting events', () => {
  let api: TestApi;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: object, token = bureau) =>
    api.call(method, path, { token, ...(body ? { body } : {}) });
  async function unitWith(people: number): Promise<TestUnit & { attendeeIds: string[] }> {
    const unit = await createUnit(api.store, { state: 'approved' });
    const persons = Array.from({ length: people }, () => ({ unlocked: true }));
    return { ...unit, attendeeIds: await createPeople(api.store, unit.registrationId, persons) };
  }
  const announce = async (capacity: number) =>
    (await call('POST', '/bureau/events', event(capacity))).body.eventId as string;
  const signUp = (unit: TestUnit, eventId: string, attendeeIds: string[]) =>
    call('POST', `/events/${eventId}/sign-ups`, { attendeeIds }, unit.token);
  const remaining = async (unit: TestUnit, eventId: string) =>
    (await call('GET', '/events?limit=200', undefined, unit.token)).body.items.find(
      (item: Json) => item.eventId === eventId,
    ).remaining as number;

  it('given events, one of them cancelled, when the bureau lists them, then both are there with the places that are taken', async () => {
    const [open, off] = [await announce(3), await announce(2)];
    const unit = await unitWith(2);
    await signUp(unit, open, unit.attendeeIds);
    await call('POST', `/bureau/events/${off}/cancel`);
    const { items } = (await call('GET', '/bureau/events?limit=200')).body;
    const of = (eventId: string) => {
      const { capacity, taken, remaining, cancelled, closed } = items.find((item: Json) => item.eventId === eventId);
      return { capacity, taken, remaining, cancelled, closed };
    };
    assert.deepEqual(of(open), { capacity: 3, taken: 2, remaining: 1, cancelled: false, closed: false });
    assert.deepEqual(of(off), { capacity: 2, taken: 0, remaining: 2, cancelled: true, closed: true });
    assert.deepEqual((await call('GET', '/bureau/events?edition=1')).body.items, []);
    assert.equal((await call('GET', '/bureau/events', undefined, unit.token)).status, 403);
  });

  it('given an event, when people sign up, again, and off, then places are counted once and given back, also by who is deleted (G9.1)', async () => {
    const eventId = await announce(3);
    const unit = await unitWith(3);
    const [a, b, c] = unit.attendeeIds as [string, string, string];
    const { signedUp, people } = (await signUp(unit, eventId, [a, b])).body;
    assert.deepEqual(signedUp.toSorted(), [a, b].toSorted());
    assert.deepEqual(
      people.map(({ attendeeId }: Json) => attendeeId),
      signedUp,
    );
    assert.ok(people.every(({ name }: Json) => /\S/.test(name)));
    assert.equal((await signUp(unit, eventId, [b, c])).body.remaining, 0);
    assert.equal((await call('DELETE', `/events/${eventId}/sign-ups/${a}`, undefined, unit.token)).status, 204);
    assert.equal((await call('DELETE', `/attendees/${b}`, undefined, unit.token)).status, 204);
    assert.equal(await remaining(unit, eventId), 2);
    const visitors = (await call('GET', `/bureau/events/${eventId}/sign-ups`)).body.items;
    assert.deepEqual(
      visitors.map((visitor: Json) => visitor.attendeeId),
      [c],
    );
  });

  it('given nobody signed up, an event nobody knows or a stranger, when signed off, then 404, and what is taken stays', async () => {
    const [eventId, empty] = [await announce(3), await announce(3)];
    const [unit, other] = [await unitWith(1), await unitWith(1)];
    const [person] = unit.attendeeIds;
    await signUp(unit, eventId, unit.attendeeIds);
    const off = async (id: string, attendeeId: string, token = unit.token) =>
      (await call('DELETE', `/events/${id}/sign-ups/${attendeeId}`, undefined, token)).status;
    assert.deepEqual([await off(randomUUID(), person!), await off(empty, person!)], [404, 404]);
    assert.deepEqual([await off(eventId, randomUUID()), await off(eventId, person!, other.token)], [404, 404]);
    assert.equal(await remaining(unit, eventId), 2);
    assert.deepEqual([await off(eventId, person!), await off(eventId, person!)], [204, 404]);
  });

  it('given the last place, when ten units race for it, then one has it and the others have nothing (G9.1)', async () => {
    const eventId = await announce(1);
    const units = await Promise.all(Array.from({ length: 10 }, () => unitWith(1)));
    const answers = await Promise.all(units.map((unit) => signUp(unit, eventId, unit.attendeeIds)));
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, ...Array.from({ length: 9 }, () => 409)],
    );
    assert.ok(answers.every(({ status, body }) => status === 200 || body.code === 'event_full'));
    assert.equal((await api.store.knex('event_sign_ups').where({ supportingEventId: eventId })).length, 1);
  });

  it('given more people than places, when they sign up together, then none does', async () => {
    const eventId = await announce(2);
    const unit = await unitWith(3);
    assert.equal((await signUp(unit, eventId, unit.attendeeIds)).body.code, 'event_full');
    assert.equal(await remaining(unit, eventId), 2);
  });

  it('given a registration not approved, a stranger, a closed or a cancelled event, when signing up, then each is refused', async () => {
    const eventId = await announce(5);
    const [unit, other] = [await unitWith(1), await unitWith(1)];
    assert.equal((await signUp(unit, eventId, other.attendeeIds)).status, 404);
    const draft = await createUnit(api.store);
    const [person] = await createPeople(api.store, draft.registrationId, [{ unlocked: true }]);
    assert.equal((await signUp(draft, eventId, [person!])).body.code, 'registration_not_approved');
    await call('PATCH', `/bureau/events/${eventId}`, { signUpClosesAt: soon(-1) });
    assert.equal((await signUp(unit, eventId, unit.attendeeIds)).body.code, 'event_closed');
    const cancelled = await announce(5);
    assert.equal((await call('POST', `/bureau/events/${cancelled}/cancel`)).body.cancelled, true);
    const { code, detail } = (await signUp(unit, cancelled, unit.attendeeIds)).body;
    assert.deepEqual([code, detail], ['event_closed', 'The event was cancelled.']);
  });

  it('given places taken, when the bureau changes the event, then not below them nor out of order, and only the bureau may', async () => {
    const eventId = await announce(3);
    const unit = await unitWith(2);
    await signUp(unit, eventId, unit.attendeeIds);
    assert.equal((await call('PATCH', `/bureau/events/${eventId}`, { capacity: 1 })).body.code, 'event_full');
    assert.equal((await call('PATCH', `/bureau/events/${eventId}`, { endsAt: soon(1) })).status, 400);
    assert.deepEqual(
      (await call('PATCH', `/bureau/events/${eventId}`, { capacity: 2, titleZh: '新名' })).body.remaining,
      0,
    );
    assert.equal((await call('POST', '/bureau/events', event(1), unit.token)).status, 403);
  });
});
