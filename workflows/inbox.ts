import { ApplicationFailure, allHandlersFinished, condition, currentUpdateInfo, sleep } from '@temporalio/workflow';
import type { Outcome, Refusal } from '../domain/errors.ts';
import type { Asked } from './messages.ts';

/** What arrived and waits for the loop: a fact, or a request that also waits for its answer. */
export interface Inbox<F> {
  post: (fact: F) => void;
  /** For an update's handler: appends the request once it is on record, and comes back with what the loop answered. */
  ask: <T>(make: (answer: (outcome: Outcome<T>) => void) => F) => Promise<Outcome<T>>;
  /** The same, for a request whose first step is an activity at a provider: scheduling that puts it on record. */
  askAtOnce: <T>(make: (answer: (outcome: Outcome<T>) => void) => F) => Promise<Outcome<T>>;
  take: () => F | undefined;
  isEmpty: () => boolean;
  /** Handles what waits and what arrives meanwhile, in tasks of bounded length. */
  handleAll: (handle: (fact: F) => unknown) => Promise<void>;
  /** At a run's end: until nothing is left undecided and nobody waits for an answer. */
  drain: (handle: (fact: F) => unknown) => Promise<void>;
}

/**
 * Facts handled in one workflow task at most. While a task lasts the server buffers what arrives, and at a hundred it closes the
 * task by force: SDK 1.24 then lost single signals of those ("Trying to send a new WFT for a run which already has one").
 */
const factsPerTask = 10;

/** Handlers append facts; the loop decides, one at a time, in the order of arrival. */
export function createInbox<F>(): Inbox<F> {
  const waiting: F[] = [];

  async function handleAll(handle: (fact: F) => unknown): Promise<void> {
    let handled = 0;
    for (let fact = waiting.shift(); fact; fact = waiting.shift()) {
      await handle(fact);
      handled += 1;
      if (handled % factsPerTask === 0 && waiting.length > 0) await sleep(1, { summary: 'A new task: more arrived' });
    }
  }

  async function askAtOnce<T>(make: (answer: (outcome: Outcome<T>) => void) => F): Promise<Outcome<T>> {
    let outcome: Outcome<T> | undefined;
    waiting.push(make((given) => (outcome = given)));
    await condition(() => outcome !== undefined);
    return outcome!;
  }

  return {
    post: (fact) => void waiting.push(fact),
    askAtOnce,
    // An update is in no history before a task that accepted it has ended. A worker that dies in that task can take the update
    // with it, and what a local activity of that task wrote would stay: done, and unknown to the run.
    ask: async (make) => {
      await sleep(1, { summary: 'The request is put on record' });
      return askAtOnce(make);
    },
    take: () => waiting.shift(),
    isEmpty: () => waiting.length === 0,
    handleAll,
    drain: async (handle) => {
      do {
        await handleAll(handle);
        await condition(() => allHandlersFinished() || waiting.length > 0);
      } while (waiting.length > 0);
    },
  };
}

const isMessage = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && !Array.isArray(message);

/** The handler of a signal. Whoever reaches Temporal signals anything: what is no message would fail the task again and again. */
export function heard<M extends object>(handle: (message: M) => void): (message: M) => void {
  return (message) => {
    if (isMessage(message)) handle(message);
  };
}

/** The validator of an update whose handler reads its message: what is none is refused, and never gets into the history. */
export function mustBeMessage(message: unknown): void {
  if (!isMessage(message)) throw ApplicationFailure.nonRetryable('No message of ours', 'malformed_message');
}

/** A request of staff as an update brought it: the update's own id shows whether the API sent it. */
export type ToldAsked = Asked & { updateId: string };

/** The handler of an update by which staff ask; what it carries may be anything, and is looked up by the activity. */
export function told<T>(handle: (asked: ToldAsked) => T): (asked: Asked) => T {
  return (asked) => handle({ ...asked, updateId: currentUpdateInfo()!.id });
}

export function refused(code: Refusal['code'], more: Omit<Refusal, 'code'> = {}): { refused: Refusal } {
  return { refused: { code, ...more } };
}
