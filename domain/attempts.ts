/**
 * How often a provider is asked before the run says why it waits and asks again: few times at first, so that it is said soon, then
 * an hour's worth, so that its history stays short however long the provider is away.
 */
export const attemptRounds = [4, 12, 120] as const;

/** Whether an activity with so many attempts is of a round before which others were in vain. */
export const isLaterRound = (maximumAttempts: number | undefined): boolean =>
  attemptRounds.slice(1).some((attempts) => attempts === maximumAttempts);
