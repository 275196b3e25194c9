import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { attendeeStateWords, registrationStateWords } from '../parts/codes.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';

type RegistrationState = Schemas['RegistrationState'];
type AttendeeState = Schemas['AttendeeState'];

const registrationTones: Readonly<Record<RegistrationState, Tone>> = {
  draft: 'waiting',
  under_review: 'todo',
  returned: 'waiting',
  approved: 'done',
  rejected: 'wrong',
  expired: 'over',
  released: 'over',
  withdrawn: 'over',
};

const attendeeTones: Readonly<Record<AttendeeState, Tone>> = {
  saved: 'todo',
  locked: 'waiting',
  withdrawn: 'over',
  awaiting_payment: 'waiting',
  under_review: 'waiting',
  approved: 'done',
  review_failed: 'wrong',
  refunding: 'waiting',
  badge_made: 'done',
  dispatched: 'done',
  ready_for_pickup: 'todo',
  delivered: 'done',
  refunded: 'over',
};

/** Where a registration stands, as the reviewers call it. */
export function RegistrationStateTag({ state }: { state: RegistrationState }) {
  const words = useWords(registrationStateWords);
  return <StateTag tone={registrationTones[state]}>{words[state]}</StateTag>;
}

/** Where a person stands, in the words of the guide. */
export function AttendeeStateTag({ state }: { state: AttendeeState }) {
  const words = useWords(attendeeStateWords);
  return <StateTag tone={attendeeTones[state]}>{words[state]}</StateTag>;
}
