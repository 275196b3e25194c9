/** The header that carries a request's id: on our answers, in messages to runs, and on what providers are asked. */
export const requestIdHeader = 'X-Request-Id';

/** The header of a run's start that says where API and pages are reached, for links to them. */
export const publicUrlHeader = 'X-Public-Url';
