import type { RequestHandler } from 'express';

const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** What a request may bear beside what browsers allow by themselves. */
const requestHeaders = 'Authorization, Content-Type, Idempotency-Key, If-Match';
/** What a page may read of an answer beside what browsers show by themselves. */
const answerHeaders = [
  'Allow',
  'Content-Disposition',
  'Content-Language',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Repr-Digest',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');
const preflightSeconds = '600';

/**
 * Lets pages of these origins, and no other's, ask the API and read its answers. A caller shows a token, never a cookie, so no
 * credentials are allowed: what a browser adds by itself opens nothing. Nothing is said to anybody where there are none.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_req, _res, next) => next();
  return (req, res, next) => {
    // Whatever keeps answers keeps one for each origin.
    res.vary('Origin');
    const { origin } = req.headers;
    if (origin === undefined || !origins.includes(origin)) return next();
    res.set('Access-Control-Allow-Origin', origin);
    if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) {
      res.set('Access-Control-Expose-Headers', answerHeaders);
      return next();
    }
    res.vary('Access-Control-Request-Headers');
    res.set({
      'Access-Control-Allow-Methods': methods,
      'Access-Control-Allow-Headers': requestHeaders,
      'Access-Control-Max-Age': preflightSeconds,
    });
    res.status(204).end();
  };
}
