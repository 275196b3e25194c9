import { isCancellation, sleep } from '@temporalio/workflow';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { attemptRounds } from '../domain/attempts.ts';
import { done, triedInVain } from './details.ts';

const isFinal = (error: unknown): boolean =>
  isCancellation(error) ||
  !(error instanceof ActivityFailure) ||
  (error.cause instanceof ApplicationFailure && error.cause.nonRetryable === true);

/**
 * An activity that is asked until it answers, in rounds (`attemptRounds`): a run learns nothing of what Temporal tries again by
 * itself, so each round gives up and the run says why it waits. An answer in the first round costs no more than ever.
 */
export function patiently<I, O>(
  step: string,
  rounds: readonly ((input: I) => Promise<O>)[],
  pauseMs: number,
): (input: I) => Promise<O> {
  return async (input) => {
    const since = new Date().toISOString();
    const told = `${step} ${JSON.stringify(input)}`;
    let attempts = 0;
    for (let round = 0; ; round++) {
      const at = Math.min(round, rounds.length - 1);
      try {
        const answer = await rounds[at]!(input);
        done(told);
        return answer;
      } catch (error) {
        if (isFinal(error)) throw error;
        attempts += attemptRounds[at]!;
        triedInVain(told, { attempts, since, error });
        await sleep(pauseMs, { summary: `${step}, ${attempts} times in vain: once more` });
      }
    }
  };
}
