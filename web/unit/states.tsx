import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useStateWord } from '../parts/state-word.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { invoiceTones, lineTones, orderTones, refundTones, shipmentTones, type Tones } from '../parts/tones.ts';
import { badgeOrderWords } from './badge-order-words.ts';

/** A state in the API's words, with what it asks of the unit. */
const tagOf = <S extends string>(of: Schemas['StateOf'], tones: Tones<S>) =>
  function State({ of: state }: { of: S }) {
    return <StateTag tone={tones[state]}>{useStateWord(of)(state)}</StateTag>;
  };

/** Of a person's line in an order: where the badge stands. */
export const LineState = tagOf('order-line', lineTones);
export const RefundState = tagOf('refund', refundTones);
export const InvoiceState = tagOf('invoice', invoiceTones);
export const ShipmentState = tagOf('shipment', shipmentTones);
export const NotificationState = tagOf<Schemas['Notification']['state']>('notification', {
  pending: 'waiting',
  sent: 'done',
  refused: 'wrong',
  unknown: 'over',
  not_needed: 'over',
});
const PlainOrderState = tagOf('order', orderTones);

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
