import type { Express } from 'express';
import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import { type AddressLimits, boundConnections } from './connections.ts';
import { answerUnanswered } from './unanswered.ts';

/** What a connection may take, in milliseconds and number. */
export const connectionLimits: {
  requestMs: number;
  headersMs: number;
  keepAliveMs: number;
  connections: number;
} & AddressLimits = {
  /** From a request's first byte to its last: a body that trickles in ends here, as a 408. */
  requestMs: 30_000,
  headersMs: 15_000,
  /** Longer than the idle time-outs of proxies in front of us: they close idle connections, so that no request meets one we just closed. */
  keepAliveMs: 75_000,
  connections: 4_000,
  ofAddress: 200,
  countsLoopback: false,
};

/** The application behind Node's own limits on what a connection may take; it does not listen. */
export function createHttpServer(app: Express, log: Logger, limits = connectionLimits): Server {
  const { requestMs, headersMs, keepAliveMs, connections } = limits;
  const server = createServer(
    {
      requestTimeout: requestMs,
      headersTimeout: headersMs,
      keepAliveTimeout: keepAliveMs,
      // Node looks this often for what is over its time.
      connectionsCheckingInterval: 1_000,
      // The application refuses it, as a problem.
      requireHostHeader: false,
    },
    app,
  );
  server.maxConnections = connections;
  // Of what a request may expect we know `100-continue` alone; the rest is left unfulfilled, not refused by Node.
  server.on('checkExpectation', app);
  boundConnections(server, app, log, limits);
  answerUnanswered(server, log);
  return server;
}
