import type { AttendeeShownState } from './attendee.ts';
import { isIn, may, type RegistrationState, type StateIn } from './registration.ts';

/** The flowchart a unit sees after login (G3.4): filling in, review, then its people's badges (G5.1). */
export const progressSteps = [
  'unit_info',
  'procurement_intent',
  'attendees',
  'submit',
  'review',
  'lock',
  'payment',
  'person_review',
  'production',
  'distribution',
] as const;
export type ProgressStep = (typeof progressSteps)[number];

export const stepStates = ['todo', 'doing', 'done', 'blocked'] as const;
export const waitedFor = ['unit', 'delegation', 'bureau', 'courier', 'provider'] as const;

/** `doing` waits for someone now; `todo` comes later; `blocked` will not go on by itself. */
export interface StepStatus {
  step: ProgressStep;
  state: (typeof stepStates)[number];
  waitsFor?: (typeof waitedFor)[number];
  since?: Date;
}

/** Where a person of the unit stands; `closing` while the payment provider decides what became of an ended window. */
export type PersonPlace = AttendeeShownState | 'closing';

/** All that the flowchart is made from. */
export interface ProgressFacts {
  state: RegistrationState;
  createdAt: Date;
  submittedAt: Date | null;
  decidedAt: Date | null;
  /** A delegation has it; else the bureau must find one (G1.2). */
  allocated: boolean;
  /** Whole: half a form is still being filled in. */
  hasUnitInfo: boolean;
  hasProcurementIntent: boolean;
  /** How many people stand where, and since when the first of them. */
  people: readonly { place: PersonPlace; count: number; since: Date }[];
}

type Status = Omit<StepStatus, 'step'>;

const todo: Status = { state: 'todo' };
const done: Status = { state: 'done' };
const doing = (waitsFor: NonNullable<Status['waitsFor']>, since: Date | null): Status => ({
  state: 'doing',
  waitsFor,
  ...(since ? { since } : {}),
});

/** Where each step stands, from the facts alone. */
export function progressOf(facts: ProgressFacts): StepStatus[] {
  const { state } = facts;
  const standings = isIn('ended', state) ? ended(facts) : { ...filling(facts, state), ...badges(facts) };
  return progressSteps.map((step) => ({ step, ...standings[step] }));
}

/** Nothing follows a rejection (G4.3), nor a registration that expired whose account was released, or that its unit ended. */
function ended({
  decidedAt,
  submittedAt,
  hasUnitInfo,
  hasProcurementIntent,
}: ProgressFacts): Record<ProgressStep, Status> {
  const blocked: Status = { state: 'blocked', ...(decidedAt ? { since: decidedAt } : {}) };
  return {
    ...(Object.fromEntries(progressSteps.map((step) => [step, blocked])) as Record<ProgressStep, Status>),
    ...(hasUnitInfo ? { unit_info: done } : {}),
    ...(hasProcurementIntent ? { procurement_intent: done } : {}),
    ...(submittedAt ? { submit: done } : {}),
  };
}

function filling(facts: ProgressFacts, state: Exclude<RegistrationState, StateIn<'ended'>>) {
  const { createdAt, submittedAt, decidedAt } = facts;
  const formsFilled = facts.hasUnitInfo && facts.hasProcurementIntent;
  const editing = (since: Date | null) => ({
    unitsTurn: doing('unit', since),
    submitted: formsFilled ? doing('unit', since) : todo,
    reviewed: todo,
  });
  const submitted = (reviewed: Status) => ({ unitsTurn: doing('unit', createdAt), submitted: done, reviewed });
  const inReview = submitted(doing(facts.allocated ? 'delegation' : 'bureau', submittedAt));
  const { unitsTurn, ...steps } = {
    draft: editing(createdAt),
    returned: editing(decidedAt),
    under_review: inReview,
    under_second_review: inReview,
    approved: submitted(done),
  }[state];
  return {
    unit_info: facts.hasUnitInfo ? done : unitsTurn,
    procurement_intent: facts.hasProcurementIntent ? done : unitsTurn,
    attendees: facts.people.length > 0 ? done : unitsTurn,
    submit: steps.submitted,
    review: steps.reviewed,
  };
}

function badges({ people, state }: ProgressFacts) {
  const since = (...places: PersonPlace[]) => {
    const times = people.filter(({ place }) => places.includes(place)).map((person) => person.since.getTime());
    return times.length > 0 ? new Date(Math.min(...times)) : undefined;
  };
  const reached = (...places: PersonPlace[]) => (since(...places) ? done : todo);
  const made = ['badge_made', 'dispatched', 'ready_for_pickup', 'delivered'] as const;
  const paid = ['under_review', 'approved', 'review_failed', 'refunding', 'refunded', ...made] as const;
  const [saved, unpaid, closing] = [since('saved'), since('locked', 'awaiting_payment'), since('closing')];
  const [reviewed, failed, approved] = [since('under_review'), since('review_failed'), since('approved')];
  const [onTheWay, laidOut] = [since('badge_made', 'dispatched'), since('ready_for_pickup')];

  function personReview(): Status {
    if (reviewed) return doing('bureau', reviewed);
    if (failed) return { state: 'blocked', waitsFor: 'unit', since: failed };
    return reached('approved', 'refunding', 'refunded', ...made);
  }
  function distribution(): Status {
    if (laidOut) return doing('delegation', laidOut);
    return onTheWay ? doing('courier', onTheWay) : reached('delivered');
  }
  const payment = unpaid ? doing('unit', unpaid) : closing ? doing('provider', closing) : reached(...paid);
  return {
    lock:
      saved && may('badges', state)
        ? doing('delegation', saved)
        : saved
          ? todo
          : reached('locked', 'awaiting_payment', 'closing', ...paid),
    payment,
    person_review: personReview(),
    production: approved ? doing('bureau', approved) : reached(...made),
    distribution: distribution(),
  };
}
