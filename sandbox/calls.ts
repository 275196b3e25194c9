import type { RequestHandler } from 'express';

/** One call of a merchant's, with the id it gave for its own log; no query, which may name a person. */
export interface Call {
  method: string;
  path: string;
  requestId: string | null;
}

/** Those of late, the newest last. */
const mostKept = 1_000;

/** What a provider's own log would show of who called. */
export function createCalls(): { latest: () => readonly Call[]; note: RequestHandler } {
  const calls: Call[] = [];
  return {
    latest: () => calls,
    note: (req, _res, next) => {
      if (!req.path.startsWith('/__sandbox')) {
        calls.push({
          method: req.method,
          path: req.path,
          requestId: req.get('x-request-id') ?? req.get('alipay-request-id') ?? null,
        });
        if (calls.length > mostKept) calls.shift();
      }
      next();
    },
  };
}
