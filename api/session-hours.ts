/** How long a login lasts. */
export const sessionHours = 12;
