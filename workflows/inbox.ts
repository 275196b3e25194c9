import { condition } from '@temporalio/workflow';
import type { Outcome } from './messages.ts';
import type { Refusal } from '../domain/errors.ts';

/** What arrived and waits for the loop: a fact, or a request that also waits for its answer. */
export interface Inbox<F> {
  post: (fact: F) => void;
  /** For an update's handler: appends the request and comes back with what the loop answered. */
  ask: <T>(make: (answer: (outcome: Outcome<T>) => void) => F) => Promise<Outcome<T>>;
  take: () => F | undefined;
  isEmpty: () => boolean;
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
  };
}

export function refused(code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } {
  return { refused: { code, ...more } };
}
