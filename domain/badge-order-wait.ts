import type { OrderState } from './badge-order.ts';
import { lineEnded, type LineState } from './badge.ts';
import type { waitedFor } from './progress.ts';

type Waited = (typeof waitedFor)[number];

const lineWaitsFor: { readonly [S in LineState]?: Waited } = {
  under_review: 'bureau',
  approved: 'bureau',
  badge_made: 'courier',
  dispatched: 'courier',
  ready_for_pickup: 'delegation',
  review_failed: 'unit',
  refunding: 'provider',
};

/** Whom an order waits for, each once: its payer, the provider that closes its trade, or those whose turn it is with its people. */
export function orderWaitsFor({
  state,
  lines,
}: {
  state: OrderState;
  lines: readonly { state: LineState; payableFen: number }[];
}): Waited[] {
  if (state === 'awaiting_payment') return ['unit'];
  if (state === 'closing') return ['provider'];
  const waited = lines.filter((line) => !lineEnded(line)).map((line) => lineWaitsFor[line.state]);
  return [...new Set(waited.filter((who) => who !== undefined))];
}
