import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { dataOf } from '../../domain/attendee-field.ts';
import { createAttendeeCorrections } from '../../db/registration/attendee-correction.ts';
import { createAttendees } from '../../db/registration/attendee.ts';
import { createPersonKeys } from '../../db/registration/person-key.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { cardOf, createUnit, mainlander, type TestUnit } from '../support/fixtures.ts';

const passport = { list: 'overseas', surname: 'Smythe', givenName: 'Kelvin', sex: 'male', position: 'other' } as const;

describe('keys of people who were added as passports before a form decided', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  /** As it was stored then. */
  async function added(documentNumber: string, of = unit) {
    const attendeeId = randomUUID();
    const data = dataOf({ ...passport, country: 'CA', documentNumber });
    const personKey = `passport:CA:${documentNumber}`;
    await createAttendees(api.store).insert({
      attendeeId,
      edition: '2',
      registrationId: of.registrationId,
      data,
      personKey,
    });
    return attendeeId;
  }
  const keysOf = async (attendeeId: string) =>
    (await api.store.knex('list_keys').where({ attendeeId }).pluck('personIndex')).length;

  it('given a card, when keys are made by form, then it meets the same card of another list, of the own and of another unit, and what is a passport stays as it was', async () => {
    const card = cardOf('911840', 1);
    const [foreigner, citizen, traveller] = [
      await added(card),
      await added(cardOf('440604', 1)),
      await added('E12345678'),
    ];
    const taken = { at: 'lock', edition: '2', registrationId: unit.registrationId, attendeeIds: [foreigner] } as const;
    await createPersonKeys(api.store).takeAll(taken);
    const corrections = createAttendeeCorrections(api.store);

    assert.deepEqual([await corrections.keyByForm(), await corrections.keyByForm()], [2, 0]);

    assert.deepEqual(await Promise.all([foreigner, citizen, traveller].map(keysOf)), [2, 2, 1]);
    const add = async (documentNumber: string, token = unit.token) =>
      (await api.call('POST', '/attendees', { token, body: { ...mainlander(1), documentNumber } })).status;
    assert.deepEqual([await add(card), await add(cardOf('440604', 1))], [409, 409]);
    const other = await createUnit(api.store);
    assert.equal(await add(card, other.token), 201);
    const met = await createPersonKeys(api.store).takeAll({
      ...taken,
      registrationId: other.registrationId,
      attendeeIds: await api.store
        .knex('attendees')
        .where({ registrationId: other.registrationId })
        .pluck('attendeeId'),
    });
    assert.equal(met.length, 1);
  });

  it('given one who is on the list twice, when keys are made by form, then both stay as they are', async () => {
    const twice = await createUnit(api.store);
    const documentNumber = cardOf('911840', 3);
    const first = await api.call('POST', '/attendees', {
      token: twice.token,
      body: { ...mainlander(1), documentNumber },
    });
    const second = await added(documentNumber, twice);
    assert.equal(await createAttendeeCorrections(api.store).keyByForm(), 0);
    assert.deepEqual([await keysOf(first.body.attendeeId), await keysOf(second)], [1, 1]);
  });

  it('given one who was withdrawn, when keys are made by form, then they stay free', async () => {
    const attendeeId = await added(cardOf('911840', 5));
    await createPersonKeys(api.store).unlist([attendeeId]);
    await api.store.knex('attendees').where({ attendeeId }).update({ state: 'withdrawn' });
    assert.equal(await createAttendeeCorrections(api.store).keyByForm(), 0);
    assert.equal(await keysOf(attendeeId), 0);
  });
});
