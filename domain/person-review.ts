/** G5.1: the bureau's verdict on one person. */
export const personReviewResults = ['approve', 'fail'] as const;
export type PersonReviewResult = (typeof personReviewResults)[number];

/** Where a person stands with it. */
export const personReviewStates = ['waiting', 'approved', 'failed'] as const;
export type PersonReviewState = (typeof personReviewStates)[number];
