import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useStateWord } from '../parts/state-word.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { badgeOrderWords } from './badge-order-words.ts';

/** A state in the API's words, with what it asks of the unit. */
const tagOf = <S extends string>(of: Schemas['StateOf'], tones: Readonly<Record<S, Tone>>) =>
  function State({ of: state }: { of: S }) {
    return <StateTag tone={tones[state]}>{useStateWord(of)(state)}</StateTag>;
  };

/** Of a person's line in an order: where the badge stands. */
export const LineState = tagOf<Schemas['OrderLine']['state']>('order-line', {
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
});
export const RefundState = tagOf<Schemas['Refund']['state']>('refund', {
  requested: 'waiting',
  reversing_invoice: 'waiting',
  refunding: 'waiting',
  needs_attention: 'wrong',
  refunded: 'done',
});
export const InvoiceState = tagOf<Schemas['Invoice']['state']>('invoice', {
  issuing: 'waiting',
  issued: 'done',
  reversing: 'waiting',
  awaiting_buyer: 'todo',
  reversed: 'over',
  failed: 'wrong',
});
export const ShipmentState = tagOf<Schemas['Shipment']['state']>('shipment', {
  creating: 'waiting',
  created: 'waiting',
  collected: 'waiting',
  in_transit: 'waiting',
  delivered: 'done',
  returned: 'wrong',
});
export const NotificationState = tagOf<Schemas['Notification']['state']>('notification', {
  pending: 'waiting',
  sent: 'done',
  refused: 'wrong',
  unknown: 'over',
  not_needed: 'over',
});
const PlainOrderState = tagOf<Schemas['BadgeOrder']['state']>('order', {
  awaiting_payment: 'todo',
  closing: 'waiting',
  paid: 'done',
  settled: 'done',
  closed: 'over',
});

/** As the guide has it: “paid, invoiced” is one state more (G6.3). */
export function OrderState({ of: { state, invoiced } }: { of: Pick<Schemas['BadgeOrder'], 'state' | 'invoiced'> }) {
  const words = useWords(badgeOrderWords);
  return (
    <span className="states">
      <PlainOrderState of={state} />
      {invoiced && <StateTag tone="done">{words.invoiced}</StateTag>}
    </span>
  );
}
