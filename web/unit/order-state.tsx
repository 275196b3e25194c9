import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { State } from '../parts/states.tsx';
import { badgeOrderWords } from './badge-order-words.ts';

/** As the guide has it: “paid, invoiced” is one state more (G6.3). */
export function OrderState({ of: { state, invoiced } }: { of: Pick<Schemas['BadgeOrder'], 'state' | 'invoiced'> }) {
  const words = useWords(badgeOrderWords);
  return (
    <span className="states">
      <State of="order" state={state} />
      {invoiced && <StateTag tone="done">{words.invoiced}</StateTag>}
    </span>
  );
}
