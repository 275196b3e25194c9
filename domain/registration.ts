import type { EventOf, StateOf } from './state-machine.ts';

/** The life of a unit's registration (G4). Read a row as: in STATE, on EVENT, go to STATE. */
export const registrationTransitions = {
  draft: { submitted: 'under_review' },
  under_review: { approved: 'approved', returned: 'returned', rejected: 'rejected' },
  returned: { submitted: 'under_review' },
  approved: {},
  rejected: {},
} as const;

export type RegistrationState = StateOf<typeof registrationTransitions>;
export type RegistrationEvent = EventOf<typeof registrationTransitions>;

/** The forms may be edited only while the unit holds the pen (G4.2, G4.3). */
export const editableStates = ['draft', 'returned'] as const satisfies readonly RegistrationState[];

/** G1.1 */
export const unitCategories = ['enterprise', 'social_organisation', 'public_institution', 'government'] as const;
export type UnitCategory = (typeof unitCategories)[number];

/** G1.4 */
export const regions = ['mainland', 'hk_macao_taiwan', 'overseas'] as const;
export type Region = (typeof regions)[number];

/** A code is required of everyone but a mainland enterprise (G1.1). */
export function invitationCodeRequired(unit: { region: Region; category: UnitCategory }): boolean {
  return !(unit.region === 'mainland' && unit.category === 'enterprise');
}

export const decisions = ['approve', 'return', 'reject'] as const;
export type Decision = (typeof decisions)[number];

/** A reviewer's verdict, as the event it is for the registration. */
export const eventOfDecision = { approve: 'approved', return: 'returned', reject: 'rejected' } as const satisfies Record<Decision, RegistrationEvent>;
