import assert from 'node:assert/strict';
import {
  invitationCodeRequired,
  missingOf,
  mobileProofRequired,
  mobileProofs,
  regions,
  registrationTransitions,
  shownState,
  shownStates,
  statesShownAs,
  unitCategories,
} from '../../domain/registration.ts';
import { procurementIntent, unitInfo } from '../support/fixtures.ts';
import { statesOf } from '../../domain/state-machine.ts';

describe('how a registration is shown', () => {
  it("given every state, when it is shown, then in the contract's words: the second level as under_review with reviewLevel 2, any other as itself", () => {
    for (const state of statesOf(registrationTransitions)) {
      const isSecond = state === 'under_second_review';
      assert.deepEqual(
        shownState(state),
        isSecond ? { state: 'under_review', reviewLevel: 2 } : { state, reviewLevel: 1 },
      );
    }
  });

  it('given every word of the contract, when it is looked for, then under_review stands for both levels and each state is found by one word', () => {
    assert.deepEqual(statesShownAs('under_review'), ['under_review', 'under_second_review']);
    assert.deepEqual(new Set(shownStates.flatMap(statesShownAs)), new Set(statesOf(registrationTransitions)));
    assert.equal(shownStates.flatMap(statesShownAs).length, statesOf(registrationTransitions).length);
  });
});

describe('who may register, and what a submission needs', () => {
  it('given every region and category, when a code is asked about, then only a mainland enterprise may come without one (G1.1)', () => {
    const free = regions.flatMap((region) =>
      unitCategories
        .filter((category) => !invitationCodeRequired({ region, category }))
        .map((category) => `${region} ${category}`),
    );
    assert.deepEqual(free, ['mainland enterprise']);
  });

  it('given each setting of an edition, when an opening comes with an invitation code and without, then it proves its mobile where that is asked for (G1.4)', () => {
    const asked = mobileProofs.map((mobileProof) => [
      mobileProof,
      ...['DEMO-01', undefined].map((invitationCode) => mobileProofRequired({ mobileProof, invitationCode })),
    ]);
    assert.deepEqual(asked, [
      ['without_code', false, true],
      ['always', true, true],
      ['never', false, false],
    ]);
  });

  it('given terms not accepted, a code not given and forms not filled in, when a submission is looked at, then each is missing, in this order (G1.1, G1.4, G4.1)', () => {
    const whole = {
      region: 'mainland',
      category: 'government',
      privacyAccepted: true,
      invitationCode: 'DEMO-01',
      unitInfo,
      procurementIntent,
    } as const;
    assert.deepEqual(missingOf(whole), []);
    const { email: _, ...contact } = unitInfo.contact;
    const nothing = { ...whole, privacyAccepted: false, invitationCode: null, unitInfo: { ...unitInfo, contact } };
    assert.deepEqual(missingOf(nothing), ['acceptPrivacyTerms', 'invitationCode', 'unitInfo.contact.email']);
    assert.deepEqual(missingOf({ ...nothing, category: 'enterprise' }), [
      'acceptPrivacyTerms',
      'unitInfo.contact.email',
    ]);
  });
});
