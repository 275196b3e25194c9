/** The header that carries a request's id: on our answers, in messages to runs, and on what providers are asked. */
export const requestIdHeader = 'X-Request-Id';
