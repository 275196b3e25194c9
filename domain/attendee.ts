import { statesOf, type StateOf } from './state-machine.ts';
import { lineTransitions, type LineState } from './badge.ts';
import type { FieldError } from './errors.ts';
import { say, type Said } from './message.ts';

/** An attendee's own life: the unit's until the delegation locks it (G5.2, G5.4). What follows is the life of the order's line. */
export const attendeeTransitions = {
  saved: { locked: 'locked', withdrawn: 'withdrawn' },
  locked: { unlocked: 'saved', withdrawn: 'withdrawn' },
  // By the bureau, because the person comes with another unit; or the unit ended its registration.
  withdrawn: {},
} as const;

export type AttendeeState = StateOf<typeof attendeeTransitions>;
export function isAttendeeState<S extends string>(state: S): state is S & AttendeeState {
  return Object.hasOwn(attendeeTransitions, state);
}

/** What the page shows (G5.3): the live line's state where there is one. */
export type AttendeeShownState = AttendeeState | Exclude<LineState, 'released'>;
export const attendeeShownStates: readonly AttendeeShownState[] = [
  ...statesOf(attendeeTransitions),
  ...statesOf(lineTransitions).filter((state) => state !== 'released'),
];

export function shownState(own: AttendeeState, line: LineState | null | undefined): AttendeeShownState {
  return line && line !== 'released' ? line : own;
}

/** What a reviewer does with a person (G5.2). */
export const reviewerDeeds = ['lock', 'unlock'] as const;

/** Those that the person's own state allows; a person in a live order stays as they are. */
export function deedsOf(person: {
  state: AttendeeShownState;
  ownState: AttendeeState;
  hasPhoto: boolean;
  /** Of a unit whose people get badges. */
  isOfApproved: boolean;
}): (typeof reviewerDeeds)[number][] {
  const isOrdered = !isAttendeeState(person.state) && person.state !== 'refunded';
  if (isOrdered) return [];
  if (person.ownState === 'locked') return ['unlock'];
  return person.ownState === 'saved' && person.hasPhoto && person.isOfApproved ? ['lock'] : [];
}

/** G3.3: three lists, each with its own document. */
export const attendeeLists = ['mainland', 'hk_macao_taiwan', 'overseas'] as const;
export type AttendeeList = (typeof attendeeLists)[number];

/** Of people, in one request. */
export const maxDeletedAtOnce = 200;

export const badgeTypes = ['professional', 'vip'] as const;
export type BadgeType = (typeof badgeTypes)[number];

/** Courier is the main way and free for the unit; the delegation may hand out instead (G8.1). */
export const pickupWays = ['courier', 'delegation'] as const;
export type PickupWay = (typeof pickupWays)[number];

/** Of people whom another unit has an answer names so many; how many more there are it does not say. */
const mostNamed = 10;

/** Which rows of a list are of people that cannot be taken, by their ids alone: neither where nor whose they are. */
export function namedOf(
  met: readonly string[],
  list: readonly string[],
  path: string,
): { detail: Said; errors: FieldError[] } {
  const code = 'attendee_already_registered';
  return {
    detail: say('nobody_taken'),
    errors: met.slice(0, mostNamed).map((attendeeId) => ({
      path: `${path}[${list.indexOf(attendeeId)}]`,
      code,
      message: say(code, { about: attendeeId }),
    })),
  };
}
