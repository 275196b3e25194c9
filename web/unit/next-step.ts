import type { flowWords } from './flow-words.ts';
import type { Step } from './progress.ts';
import { pageOfField, type Registration } from './registration.ts';

/** The page that each step leads to. */
export const pageOfStep: Readonly<Record<Step['step'], string>> = {
  unit_info: '/unit-info',
  procurement_intent: '/procurement-intent',
  attendees: '/attendees',
  submit: '/confirmation',
  review: '/confirmation',
  lock: '/attendees',
  payment: '/badges',
  person_review: '/orders?tab=paid',
  production: '/orders?tab=paid',
  distribution: '/orders?tab=paid',
};

type Sentence = keyof (typeof flowWords)['zh'];

const own = {
  unit_info: 'do_unit_info',
  procurement_intent: 'do_procurement_intent',
  attendees: 'do_attendees',
  submit: 'do_submit',
  payment: 'do_payment',
  person_review: 'do_person_review',
} as const satisfies Partial<Record<Step['step'], Sentence>>;

function waited({ step, waitsFor }: Step): Sentence {
  if (step === 'distribution')
    return waitsFor === 'delegation' ? 'wait_distribution_delegation' : 'wait_distribution_courier';
  const waits = ['review', 'lock', 'payment', 'person_review', 'production'] as const;
  const known = waits.find((each) => each === step);
  return known ? `wait_${known}` : 'idle';
}

/** What the unit does next, in one sentence, and where; without a page it can but wait. */
export function nextStep(
  { state, returnedFields }: Registration,
  steps: readonly Step[],
): { sentence: Sentence; page?: string } {
  if (state === 'rejected' || state === 'expired' || state === 'released' || state === 'withdrawn')
    return { sentence: state };
  const page = returnedFields?.map(({ path }) => pageOfField(path)).find((each) => each !== undefined);
  if (state === 'returned') return { sentence: 'do_returned', page: page ?? '/unit-info' };
  // People can be added for as long as it goes on: nobody is sent there while somebody else has what is before it.
  const isWaiting = ({ state: standing }: Step) => standing === 'doing' || standing === 'blocked';
  const ofUnit = steps.find((step) => isWaiting(step) && step.waitsFor === 'unit' && step.step in own);
  if (ofUnit) return { sentence: own[ofUnit.step as keyof typeof own], page: pageOfStep[ofUnit.step] };
  const other = steps.find(isWaiting);
  if (other) return { sentence: waited(other) };
  return { sentence: steps.every((step) => step.state === 'done') ? 'finished' : 'idle' };
}
