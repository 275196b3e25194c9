import type { StateOf } from './state-machine.ts';

/**
 * A change of a unit's mobile that somebody of the bureau proposes, because the unit has lost the old one: in STATE, on EVENT, go
 * to STATE. Somebody else confirms it. It lapses by itself, and when the unit changes its mobile after all.
 */
export const mobileChangeTransitions = {
  proposed: { confirmed: 'confirmed', dismissed: 'dismissed', lapsed: 'lapsed' },
  confirmed: {},
  dismissed: {},
  lapsed: {},
} as const;

export type MobileChangeState = StateOf<typeof mobileChangeTransitions>;

/** How long a proposal waits for a second person. */
export const mobileChangeDays = 14;
