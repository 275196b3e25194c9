import { statesOf, type EventOf, type StateOf } from './state-machine.ts';
import { missingIn, type FormDrafts } from './unit-info.ts';

/** The life of a unit's registration (G4). Read a row as: in STATE, on EVENT, go to STATE. */
export const registrationTransitions = {
  draft: { submitted: 'under_review', expired: 'expired', released: 'released', withdrawn: 'withdrawn' },
  under_review: {
    // The first of two levels approved it; the delegation above decides.
    endorsed: 'under_second_review',
    approved: 'approved',
    returned: 'returned',
    rejected: 'rejected',
    expired: 'expired',
    released: 'released',
    withdrawn: 'withdrawn',
  },
  under_second_review: {
    approved: 'approved',
    returned: 'returned',
    rejected: 'rejected',
    expired: 'expired',
    released: 'released',
    withdrawn: 'withdrawn',
  },
  returned: { submitted: 'under_review', expired: 'expired', released: 'released', withdrawn: 'withdrawn' },
  approved: { withdrawn: 'withdrawn' },
  // A squatter that was rejected would block the unit whose account it took.
  rejected: { released: 'released', withdrawn: 'withdrawn' },
  expired: { withdrawn: 'withdrawn' },
  released: {},
  // By the unit itself, with all that it agreed to.
  withdrawn: {},
} as const;

export type RegistrationState = StateOf<typeof registrationTransitions>;
export type RegistrationEvent = EventOf<typeof registrationTransitions>;

/** The contract's words for a state; both levels of review are one of them. */
export const shownStates = [
  'draft',
  'under_review',
  'returned',
  'approved',
  'rejected',
  'expired',
  'released',
  'withdrawn',
] as const;
export type ShownState = (typeof shownStates)[number];

/** `filling_in`: the unit holds the pen (G4.2, G4.3). `ended`: nothing moves it but a release or a withdrawal; its people are free to come with another unit. */
export type Phase = 'filling_in' | 'review' | 'badges' | 'ended';

/** What each state is to whoever asks. `reviewLevel`: whose review it waits for, 1 the unit's own delegation, 2 the one above it; 1 while it waits for none. */
const meanings = {
  draft: { phase: 'filling_in', shown: 'draft', reviewLevel: 1 },
  under_review: { phase: 'review', shown: 'under_review', reviewLevel: 1 },
  under_second_review: { phase: 'review', shown: 'under_review', reviewLevel: 2 },
  returned: { phase: 'filling_in', shown: 'returned', reviewLevel: 1 },
  approved: { phase: 'badges', shown: 'approved', reviewLevel: 1 },
  rejected: { phase: 'ended', shown: 'rejected', reviewLevel: 1 },
  expired: { phase: 'ended', shown: 'expired', reviewLevel: 1 },
  released: { phase: 'ended', shown: 'released', reviewLevel: 1 },
  withdrawn: { phase: 'ended', shown: 'withdrawn', reviewLevel: 1 },
} as const satisfies Record<RegistrationState, { phase: Phase; shown: ShownState; reviewLevel: 1 | 2 }>;

/** The states of a phase. */
export type StateIn<P extends Phase> = {
  [S in RegistrationState]: (typeof meanings)[S]['phase'] extends P ? S : never;
}[RegistrationState];

export function isIn<P extends Phase>(phase: P, state: RegistrationState): state is StateIn<P> {
  return meanings[state].phase === phase;
}

/** Whether its account is free for whoever opens it next. */
export function isGivenBack(state: RegistrationState): boolean {
  return state === 'released' || state === 'withdrawn';
}

/** Whether the account of a registration that is shown so can be taken from who has it (G1.4). */
export function mayBeReleased(shown: ShownState): boolean {
  return statesOf(registrationTransitions).some(
    (state) => meanings[state].shown === shown && 'released' in registrationTransitions[state],
  );
}

export function statesIn<P extends Phase>(phase: P): StateIn<P>[] {
  return statesOf(registrationTransitions).filter((state) => isIn(phase, state));
}

/** `forms`: edit, submit, give a code (G4.2, G4.3). `people`: change the list and how badges come. `badges`: lock, sign up, answer (G5.2). */
type Deed = 'forms' | 'people' | 'badges';
const deeds: Record<Phase, readonly Deed[]> = {
  filling_in: ['forms', 'people'],
  review: ['people'],
  badges: ['people', 'badges'],
  ended: [],
};

export function may(deed: Deed, state: RegistrationState): boolean {
  return deeds[meanings[state].phase].includes(deed);
}

export function statesThatMay(deed: Deed): RegistrationState[] {
  return statesOf(registrationTransitions).filter((state) => may(deed, state));
}

/** A state as it is shown outside: over HTTP, in exports and in Temporal's lists. */
export function shownState(state: RegistrationState): { state: ShownState; reviewLevel: 1 | 2 } {
  const { shown, reviewLevel } = meanings[state];
  return { state: shown, reviewLevel };
}

/** The states that are shown as this one. */
export function statesShownAs(shown: ShownState): RegistrationState[] {
  return statesOf(registrationTransitions).filter((state) => meanings[state].shown === shown);
}

/** G1.1 */
export const unitCategories = ['enterprise', 'social_organisation', 'public_institution', 'government'] as const;
export type UnitCategory = (typeof unitCategories)[number];

/** G1.4 */
export const regions = ['mainland', 'hk_macao_taiwan', 'overseas'] as const;
export type Region = (typeof regions)[number];

const everyone = {
  enterprise: 'required',
  social_organisation: 'required',
  public_institution: 'required',
  government: 'required',
} as const;

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
export function missingOf(
  of: FormDrafts & {
    region: Region;
    category: UnitCategory;
    /** The terms of the edition as they are now. */
    privacyAccepted: boolean;
    invitationCode: string | null;
  },
): string[] {
  return [
    ...(of.privacyAccepted ? [] : ['acceptPrivacyTerms']),
    ...(of.invitationCode === null && invitationCodeRequired(of) ? ['invitationCode'] : []),
    ...missingIn('unitInfo', of.unitInfo),
    ...missingIn('procurementIntent', of.procurementIntent),
  ];
}

export const decisions = ['approve', 'return', 'reject'] as const;
export type Decision = (typeof decisions)[number];

/** A reviewer's verdict, as the event it is for the registration. */
export const eventOfDecision = {
  approve: 'approved',
  return: 'returned',
  reject: 'rejected',
} as const satisfies Record<Decision, RegistrationEvent>;

/** The one run that decides on an account's registration bears this id. */
export function registrationWorkflowId({ edition, account }: { edition: string; account: string }): string {
  return `registration:${edition}:${account}`;
}
