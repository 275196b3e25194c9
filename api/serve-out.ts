import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

/** Of the time to stop in, so much passes before nobody new is let in: a load balancer asks for readiness every few seconds. */
const noticing = 0.4;

/** How often connections that have become idle are looked for. */
const idleEveryMs = 50;

/**
 * Has a server end without cutting anybody off, within `graceMs`. Readiness says no already. At first all are served as before, but
 * are told to come back on another connection, which whoever balances the load makes elsewhere; then nobody new is let in, `onLeaving`
 * ends what never ends by itself, and what is being answered is answered. What is left when the time is over is cut off.
 */
export async function serveOut(
  server: Server,
  { graceMs, onLeaving }: { graceMs: number; onLeaving: () => void },
): Promise<void> {
  server.prependListener('request', (_req: IncomingMessage, res: ServerResponse) =>
    res.setHeader('Connection', 'close'),
  );
  await pause(graceMs * noticing);
  // Whoever has knocked is let in before the door is shut: the system would refuse them in the middle of it.
  await turn();
  await turn();
  const closed = once(server, 'close');
  server.close();
  onLeaving();
  // A connection whose answer was on its way when all this began was not told, and waits for another request.
  const idle = setInterval(() => server.closeIdleConnections(), idleEveryMs);
  await Promise.race([closed, pause(graceMs * (1 - noticing))]);
  clearInterval(idle);
  server.closeAllConnections();
  await closed;
}
