import type { Schemas } from '../client/client.ts';
import type { Tone } from '../parts/state-tag.tsx';

export const attendeeTones: Readonly<Record<Schemas['AttendeeState'], Tone>> = {
  saved: 'todo',
  locked: 'todo',
  withdrawn: 'over',
  awaiting_payment: 'todo',
  under_review: 'waiting',
  approved: 'done',
  badge_made: 'done',
  dispatched: 'waiting',
  ready_for_pickup: 'todo',
  review_failed: 'wrong',
  refunding: 'waiting',
  delivered: 'done',
  refunded: 'over',
};
