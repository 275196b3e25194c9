import type { Express } from 'express';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { callerAt } from './caller.ts';
import { limitsMet } from './metrics.ts';

export interface AddressLimits {
  /** Open connections of one address (IPv4) or network (IPv6, /64); what comes beyond them is closed at once. */
  ofAddress: number;
  /** Whoever is on this machine already needs no connection to harm it, and the stand-ins, benches and a proxy beside us come from there. */
  countsLoopback: boolean;
}

const repeatAfterMs = 3_600_000;
const isLoopback = (address: string) => /^(?:::ffff:)?127\.|^::1$/i.test(address);

/**
 * Keeps one address from taking every connection there is, with requests it never ends. A trusted proxy brings everybody's:
 * bounding those of one of its clients is the proxy's own affair.
 */
export function boundConnections(
  server: Server,
  app: Express,
  log: Logger,
  { ofAddress, countsLoopback }: AddressLimits,
): void {
  const open = new Map<string, number>();
  let saidAt = 0;
  server.on('connection', (socket: Socket) => {
    const from = socket.remoteAddress ?? '';
    const isTrusted = app.get('trust proxy fn') as (address: string, hop: number) => boolean;
    if (isTrusted(from, 0) || (isLoopback(from) && !countsLoopback)) return;
    const caller = callerAt(from);
    const count = open.get(caller) ?? 0;
    if (count >= ofAddress) {
      limitsMet.inc({ limit: 'connections-of-address' });
      if (Date.now() - saidAt > repeatAfterMs) {
        saidAt = Date.now();
        log.warn(
          { from },
          `${ofAddress} connections of ${from} are open and more are closed at once. If it is your proxy: TRUSTED_PROXIES=${from}`,
        );
      }
      socket.destroy();
      return;
    }
    open.set(caller, count + 1);
    socket.once('close', () => {
      const left = open.get(caller)! - 1;
      if (left > 0) open.set(caller, left);
      else open.delete(caller);
    });
  });
  server.on('drop', () => limitsMet.inc({ limit: 'connections' }));
}
