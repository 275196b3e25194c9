/** What became of a claim to an account that somebody else opened. */
export const disputeStates = ['open', 'upheld', 'dismissed'] as const;
export type DisputeState = (typeof disputeStates)[number];
