import type { EventOf, StateOf } from './state-machine.ts';

/** The life of a unit's registration (G4). Read a row as: in STATE, on EVENT, go to STATE. */
export const registrationTransitions = {
  draft: { submitted: 'under_review', expired: 'expired', released: 'released' },
  under_review: {
    // The first of two levels approved it; the delegation above decides.
    endorsed: 'under_review',
    approved: 'approved',
    returned: 'returned',
    rejected: 'rejected',
    expired: 'expired',
    released: 'released',
  },
  returned: { submitted: 'under_review', expired: 'expired', released: 'released' },
  approved: {},
  // A squatter that was rejected would block the unit whose account it took.
  rejected: { released: 'released' },
  expired: {},
  released: {},
} as const;

export type RegistrationState = StateOf<typeof registrationTransitions>;
export type RegistrationEvent = EventOf<typeof registrationTransitions>;

/** Nothing moves it any more but a release; its people are free to come with another unit. */
export const endedStates = ['rejected', 'expired', 'released'] as const satisfies readonly RegistrationState[];

/** The forms may be edited only while the unit holds the pen (G4.2, G4.3). */
export const editableStates = ['draft', 'returned'] as const satisfies readonly RegistrationState[];

/** G1.1 */
export const unitCategories = ['enterprise', 'social_organisation', 'public_institution', 'government'] as const;
export type UnitCategory = (typeof unitCategories)[number];

/** G1.4 */
export const regions = ['mainland', 'hk_macao_taiwan', 'overseas'] as const;
export type Region = (typeof regions)[number];

const everyone = { enterprise: 'required', social_organisation: 'required', public_institution: 'required', government: 'required' } as const;

/** G1.1: whose invitation code is required; only a mainland enterprise is placed by its address instead (G1.2). */
const invitationCodeRules = {
  mainland: { ...everyone, enterprise: 'optional' },
  hk_macao_taiwan: everyone,
  overseas: everyone,
} as const satisfies Record<Region, Record<UnitCategory, 'required' | 'optional'>>;

export function invitationCodeRequired(unit: { region: Region; category: UnitCategory }): boolean {
  return invitationCodeRules[unit.region][unit.category] === 'required';
}

/** Which openings of an edition prove their mobile by a code sent to it. */
export const mobileProofs = ['without_code', 'always', 'never'] as const;
export type MobileProof = (typeof mobileProofs)[number];

/** An opening proves something: an invitation code, or that its mobile answers. */
export function mobileProofRequired(of: { mobileProof: MobileProof; invitationCode: string | undefined }): boolean {
  return of.mobileProof === 'always' || (of.mobileProof === 'without_code' && of.invitationCode === undefined);
}

/** JSON paths of everything a submission still lacks (G4.1): the terms, the code, and what the forms lack. */
export function missingOf(of: {
  region: Region;
  category: UnitCategory;
  privacyAccepted: boolean;
  invitationCode: string | null;
  missing: readonly string[];
}): string[] {
  return [
    ...(of.privacyAccepted ? [] : ['acceptPrivacyTerms']),
    ...(of.invitationCode === null && invitationCodeRequired(of) ? ['invitationCode'] : []),
    ...of.missing,
  ];
}

export const decisions = ['approve', 'return', 'reject'] as const;
export type Decision = (typeof decisions)[number];

/** A reviewer's verdict, as the event it is for the registration. */
export const eventOfDecision = { approve: 'approved', return: 'returned', reject: 'rejected' } as const satisfies Record<Decision, RegistrationEvent>;
