import type { Channel } from './payment.ts';

/** An attempt to pay, as its provider was asked for it. */
export interface KnownAttempt {
  attempt: number;
  channel: Channel;
  /** Fen. */
  amountFen: number;
  /** ISO 8601 */
  expiresAt: string;
}

/** What a run knew that rows of an earlier time do not: a new run takes it up where the rows stand. No person is in it. */
export interface RunKnowledge {
  /** Where it stood, as its search attribute says it. */
  state: string | undefined;
  /** Of an order. */
  attempts: KnownAttempt[];
  /** How many parcels it had asked the courier for. */
  parcels: number;
  refunds: { refundNo: string; amountFen: number }[];
}

export const knowsNothing: RunKnowledge = { state: undefined, attempts: [], parcels: 0, refunds: [] };

/** What several runs of one order knew together: the latest says where it stood. */
export function joinKnowledge(earlier: RunKnowledge, later: RunKnowledge): RunKnowledge {
  const byKey = <T>(items: readonly T[], key: (item: T) => unknown) => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  return {
    state: later.state ?? earlier.state,
    attempts: byKey([...earlier.attempts, ...later.attempts], ({ attempt }) => attempt).toSorted(
      (one, other) => one.attempt - other.attempt,
    ),
    parcels: Math.max(earlier.parcels, later.parcels),
    refunds: byKey([...earlier.refunds, ...later.refunds], ({ refundNo }) => refundNo),
  };
}
