import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { Outcome, Refusal } from '../domain/errors.ts';

/** What arrived and waits for the loop: a fact, or a request that also waits for its answer. */
export interface Inbox<F> {
  post: (fact: F) => void;
  /** For an update's handler: appends the request and comes back with what the loop answered. */
  ask: <T>(make: (answer: (outcome: Outcome<T>) => void) => F) => Promise<Outcome<T>>;
  take: () => F | undefined;
  isEmpty: () => boolean;
  /** At a run's end: until nothing is left undecided and nobody waits for an answer. */
  drain: (handle: (fact: F) => unknown) => Promise<void>;
}

/** Handlers append facts; the loop decides, one at a time, in the order of arrival. */
export function createInbox<F>(): Inbox<F> {
  const waiting: F[] = [];
  return {
    post: (fact) => void waiting.push(fact),
    ask: async <T>(make: (answer: (outcome: Outcome<T>) => void) => F) => {
      let outcome: Outcome<T> | undefined;
      waiting.push(make((given) => (outcome = given)));
      await condition(() => outcome !== undefined);
      return outcome!;
    },
    take: () => waiting.shift(),
    isEmpty: () => waiting.length === 0,
    drain: async (handle) => {
      do {
        for (let fact = waiting.shift(); fact; fact = waiting.shift()) await handle(fact);
        await condition(() => allHandlersFinished() || waiting.length > 0);
      } while (waiting.length > 0);
    },
  };
}

export function refused(code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } {
  return { refused: { code, ...more } };
}
