import { useMemo } from 'react';
import { stateWords } from '../../domain/state-word.ts';
import type { Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';
import { StateTag } from '../parts/state-tag.tsx';
import {
  invoiceTones,
  lineTones,
  orderTones,
  refundTones,
  registrationTones,
  shipmentTones,
  type Tones,
} from '../parts/tones.ts';
import { differenceStateWords } from './words.ts';

const payment: Tones<Schemas['StaffPayment']['state']> = {
  opening: 'waiting',
  open: 'waiting',
  superseded: 'over',
  paid: 'done',
  closed: 'over',
  suspense: 'wrong',
  refunded: 'over',
};
const difference: Tones<Schemas['Difference']['state']> = {
  repairing: 'waiting',
  waiting: 'wrong',
  settled: 'done',
};

const tones = {
  order: orderTones,
  line: lineTones,
  payment,
  refund: refundTones,
  invoice: invoiceTones,
  shipment: shipmentTones,
  difference,
  registration: registrationTones,
};
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
