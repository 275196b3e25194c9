/** G5.1: the bureau's verdict on one person. */
export const personReviewResults = ['approve', 'fail'] as const;
export type PersonReviewResult = (typeof personReviewResults)[number];
