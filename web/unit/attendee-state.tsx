import { State } from '../parts/states.tsx';
import type { Tones } from '../parts/tones.ts';
import type { Attendee } from './attendee-list.ts';

const tones: Tones<Attendee['state']> = {
  saved: 'waiting',
  locked: 'todo',
  withdrawn: 'over',
  awaiting_payment: 'todo',
  under_review: 'waiting',
  approved: 'waiting',
  review_failed: 'wrong',
  refunding: 'waiting',
  badge_made: 'waiting',
  dispatched: 'waiting',
  ready_for_pickup: 'todo',
  delivered: 'done',
  refunded: 'over',
};

/** Where a person stands, as it concerns the unit (G5.3). */
export function AttendeeState({ of: state }: { of: Attendee['state'] }) {
  return <State of="attendee" state={state} toned={tones} />;
}
