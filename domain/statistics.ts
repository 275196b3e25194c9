/** The longest time that is counted at once, in days: a year, also one with a 29 February. */
export const mostStatisticsDays = 366;
/** The last so many days, when none are named. */
export const usualStatisticsDays = 30;

/** Where each group begins of what waits for review, in whole days of 24 hours. */
export const reviewAgeDays = [0, 1, 3, 7, 14] as const;
