import { useMemo } from 'react';
import { stateWords } from '../../domain/state-word.ts';
import type { Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { differenceStateWords } from './words.ts';

type Tones<S extends string> = Readonly<Record<S, Tone>>;

const order: Tones<Schemas['StaffOrder']['state']> = {
  awaiting_payment: 'todo',
  closing: 'waiting',
  paid: 'done',
  settled: 'done',
  closed: 'over',
};
const line: Tones<Schemas['OrderLine']['state']> = {
  awaiting_payment: 'todo',
  under_review: 'waiting',
  approved: 'done',
  review_failed: 'wrong',
  refunding: 'waiting',
  refunded: 'over',
  badge_made: 'done',
  dispatched: 'waiting',
  ready_for_pickup: 'todo',
  delivered: 'done',
  released: 'over',
};
const payment: Tones<Schemas['StaffPayment']['state']> = {
  opening: 'waiting',
  open: 'waiting',
  superseded: 'over',
  paid: 'done',
  closed: 'over',
  suspense: 'wrong',
  refunded: 'over',
};
const refund: Tones<Schemas['StaffRefund']['state']> = {
  requested: 'waiting',
  reversing_invoice: 'waiting',
  refunding: 'waiting',
  needs_attention: 'wrong',
  refunded: 'done',
};
const invoice: Tones<Schemas['Invoice']['state']> = {
  issuing: 'waiting',
  issued: 'done',
  reversing: 'waiting',
  awaiting_buyer: 'todo',
  reversed: 'over',
  failed: 'wrong',
};
const shipment: Tones<Schemas['StaffShipment']['state']> = {
  creating: 'waiting',
  created: 'waiting',
  collected: 'waiting',
  in_transit: 'waiting',
  delivered: 'done',
  returned: 'wrong',
};
const difference: Tones<Schemas['Difference']['state']> = {
  repairing: 'waiting',
  waiting: 'wrong',
  settled: 'done',
};
const registration: Tones<keyof Schemas['RegistrationsByState']> = {
  draft: 'todo',
  under_review: 'waiting',
  returned: 'todo',
  approved: 'done',
  rejected: 'wrong',
  expired: 'over',
  released: 'over',
  withdrawn: 'over',
};

const tones = { order, line, payment, refund, invoice, shipment, difference, registration };
type Of = keyof typeof tones;
type StateOf<O extends Of> = keyof (typeof tones)[O] & string;
type Words<S extends string> = Readonly<Record<S, { zh: string; en: string }>>;
const words: { [O in Of]: Words<StateOf<O>> } = {
  ...stateWords,
  line: stateWords['order-line'],
  difference: differenceStateWords,
};

/** What each state of a thing is called, and what there is to choose. */
export function useStates<O extends Of>(of: O) {
  const language = useLanguage();
  const all: Words<StateOf<O>> = words[of];
  const word = (state: StateOf<O>) => all[state][language];
  const options = useMemo(() => {
    // Object.keys forgets the names; what has no tone is none of a list's.
    const codes = Object.keys(tones[of]) as StateOf<O>[];
    return codes.map((value) => ({ value, label: all[value][language] }));
  }, [of, all, language]);
  return { word, options };
}

export function State<O extends Of>({ of, state }: { of: O; state: StateOf<O> }) {
  const { word } = useStates(of);
  return <StateTag tone={(tones[of] as Tones<StateOf<O>>)[state]}>{word(state)}</StateTag>;
}
