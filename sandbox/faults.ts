import { setTimeout as wait } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Fault, Knobs, Provider, Route } from './knobs.ts';

/** What a provider answers, before it goes on the wire. */
export interface Answer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: string;
}

/** One endpoint of a provider. */
export interface Door {
  provider: Provider;
  route: Route | ((req: Request) => Route);
  /** How this provider says "too many requests". */
  rateLimited: () => Answer;
  /** Changes the books and answers; synchronous, so that one call is one step. */
  answer: (req: Request) => Answer;
}

function takeFault(knobs: Knobs, provider: Provider, route: Route): Fault | undefined {
  const fault = knobs.faults.find(
    (each) =>
      each.provider === provider &&
      (each.route === '*' || each.route === route) &&
      each.count !== 0 &&
      Math.random() < each.probability,
  );
  if (fault?.count) fault.count -= 1;
  return fault;
}

function send(res: Response, { status, headers, body }: Answer): void {
  res.writeHead(status, { 'content-type': 'application/json;charset=utf-8', ...headers }).end(body);
}

/** A provider's endpoint that misbehaves as the knobs say. */
export function doorOf(knobs: Knobs, door: Door): RequestHandler {
  return async (req, res) => {
    const fault = takeFault(knobs, door.provider, typeof door.route === 'function' ? door.route(req) : door.route);
    if (fault?.kind === 'delay') await wait(fault.delayMs ?? 1000);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'http_502') {
      send(res, {
        status: 502,
        headers: { 'content-type': 'text/html' },
        body: '<html><body><h1>502 Bad Gateway</h1></body></html>',
      });
    } else if (fault?.kind === 'rate_limited') {
      send(res, door.rateLimited());
    } else if (fault?.kind === 'reset_before_commit') {
      req.socket.resetAndDestroy();
    } else {
      const answer = door.answer(req);
      if (fault?.kind === 'commit_then_reset') req.socket.resetAndDestroy();
      else send(res, answer);
    }
  };
}
