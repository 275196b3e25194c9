import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import type { Attendee } from './attendee-list.ts';

const tones: Readonly<Record<Attendee['state'], Tone>> = {
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

/** Where a person stands, in the API's own words (G5.3). */
export function AttendeeState({ of: state }: { of: Attendee['state'] }) {
  const { word } = useVocabulary('attendee-states');
  return <StateTag tone={tones[state]}>{word(state)}</StateTag>;
}
