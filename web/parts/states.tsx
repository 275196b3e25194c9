import { useMemo } from 'react';
import { stateWords } from '../../domain/state-word.ts';
import { useLanguage } from '../language.ts';
import { StateTag } from './state-tag.tsx';
import {
  attendeeTones,
  differenceTones,
  disputeTones,
  invoiceTones,
  lineTones,
  notificationTones,
  orderTones,
  paymentTones,
  refundTones,
  registrationTones,
  shipmentTones,
  type Tones,
} from './tones.ts';

const tones = {
  order: orderTones,
  'order-line': lineTones,
  payment: paymentTones,
  refund: refundTones,
  invoice: invoiceTones,
  shipment: shipmentTones,
  notification: notificationTones,
  difference: differenceTones,
  dispute: disputeTones,
  registration: registrationTones,
  attendee: attendeeTones,
};
type Of = keyof typeof tones;
type StateOf<O extends Of> = keyof (typeof tones)[O] & string;
type Words<S extends string> = Readonly<Record<S, { zh: string; en: string }>>;
const words: { [O in Of]: Words<StateOf<O>> } = stateWords;

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

/** A state in its word, with what it asks of whoever looks: of staff, unless `toned` says it for somebody else. */
export function State<O extends Of>({ of, state, toned }: { of: O; state: StateOf<O>; toned?: Tones<StateOf<O>> }) {
  const { word } = useStates(of);
  return <StateTag tone={(toned ?? (tones[of] as Tones<StateOf<O>>))[state]}>{word(state)}</StateTag>;
}
