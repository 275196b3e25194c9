import assert from 'node:assert/strict';
import { invitationCodeRequired, missingOf, mobileProofRequired, mobileProofs, regions, unitCategories } from '../../domain/registration.ts';

describe('who may register, and what a submission needs', () => {
  it('given every region and category, when a code is asked about, then only a mainland enterprise may come without one (G1.1)', () => {
    const free = regions.flatMap((region) =>
      unitCategories.filter((category) => !invitationCodeRequired({ region, category })).map((category) => `${region} ${category}`),
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
    const whole = { region: 'mainland', category: 'government', privacyAccepted: true, invitationCode: 'DEMO-01', missing: [] } as const;
    assert.deepEqual(missingOf(whole), []);
    const nothing = { ...whole, privacyAccepted: false, invitationCode: null, missing: ['unitInfo.contact.email'] };
    assert.deepEqual(missingOf(nothing), ['acceptPrivacyTerms', 'invitationCode', 'unitInfo.contact.email']);
    assert.deepEqual(missingOf({ ...nothing, category: 'enterprise' }), ['acceptPrivacyTerms', 'unitInfo.contact.email']);
  });
});
