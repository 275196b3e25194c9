import assert from 'node:assert/strict';
import { createConsents } from '../../db/registration/consent.ts';
import { missingIn } from '../../domain/unit-info.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, procurementIntent, unitInfo } from '../support/fixtures.ts';

describe('confirmation view', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  it('given a draft, when its unit looks before submitting, then everything is there and what is missing is named until nothing is (G4.1)', async () => {
    const { token, registrationId } = await createUnit(api.store);
    const look = async () => (await api.call('GET', '/registration/confirmation', { token })).body;
    const first = await look();
    const all = [...missingIn('unitInfo', null), ...missingIn('procurementIntent', null)];
    assert.deepEqual([first.missing, first.registration.missing, first.canSubmit], [all, all, false]);
    assert.ok(all.includes('unitInfo.contact.email') && all.includes('procurementIntent.categories'));
    await api.call('PUT', '/registration/unit-info', { token, body: unitInfo });
    await api.call('PUT', '/registration/procurement-intent', { token, body: procurementIntent });
    await api.call('POST', '/attendees', { token, body: mainlander(7_000) });
    const whole = await look();
    assert.deepEqual([whole.missing, whole.canSubmit, whole.attendees.length], [[], true, 1]);
    assert.deepEqual(
      [whole.registration.unitInfo.name, whole.registration.procurementIntent],
      [unitInfo.name, procurementIntent],
    );
    // Its own contact is whole, for only the unit can say that it is right.
    assert.equal(whole.registration.unitInfo.contact.mobile, unitInfo.contact.mobile);
    assert.ok(!JSON.stringify(whole.attendees).includes(mainlander(7_000).documentNumber));
    await api.store
      .knex('registrations')
      .where({ registrationId })
      .update({ state: 'under_review', submittedAt: new Date() });
    assert.equal((await look()).canSubmit, false);
  });

  it('given a government office without a code or accepted terms, when it looks, then both are missing (G1.1, G1.4)', async () => {
    const { token, unitId } = await createUnit(api.store);
    await createConsents(api.store).withdrawAll(unitId);
    await api.store.knex('units').where({ unitId }).update({ category: 'government' });
    const { missing } = (await api.call('GET', '/registration/confirmation', { token })).body;
    assert.deepEqual(missing.slice(0, 2), ['acceptPrivacyTerms', 'invitationCode']);
  });
});
