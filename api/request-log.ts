import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { requestIdHeader } from '../domain/request-id.ts';
import { clipped } from './errors.ts';

const current = new AsyncLocalStorage<string>();

/** The id of the request that is being answered; undefined outside of one. */
export function requestId(): string | undefined {
  return current.getStore();
}

/** A path carries ids, but for two whose token lets its reader in, or have a file. */
const withoutToken = (path: string) => path.replace(/(\/(?:staff-invitations|links)\/)[^/]+/gi, '$1:token');

/** Queries may carry a name someone searched for, so they are left out. */
function loggedRequest({ method, url }: { method: string; url: string }) {
  return { method, path: clipped(withoutToken(url.split('?')[0]!), 200) };
}

function loggedResponse({ statusCode }: { statusCode: number }) {
  return { status: statusCode };
}

/** PostgreSQL's errors also carry the row they are about; its statements are as long as what was sent. */
function loggedError({ type, message, stack, code }: { type: string; message: string; stack: string; code?: unknown }) {
  return { type, message: clipped(message, 1_000), stack: clipped(stack, 4_000), code };
}

/** A line a request, whose `reqId` every other line about it and the answer's `X-Request-Id` carry; always ours, so that nobody writes into the log. */
export function requestLog(log: Logger): RequestHandler {
  const logged = pinoHttp({
    logger: log,
    quietReqLogger: true,
    genReqId: () => requestId()!,
    serializers: { req: loggedRequest, res: loggedResponse, err: loggedError },
  });
  return (req, res, next) => {
    const id = randomUUID();
    res.set(requestIdHeader, id);
    current.run(id, () => logged(req, res, next));
  };
}
