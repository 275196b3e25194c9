/** What staff ask of many at once, in the words of `staffRequests`. */
export const staffJobKinds = ['decide', 'lock', 'unlock', 'review_people'] as const;
export type StaffJobKind = (typeof staffJobKinds)[number];
