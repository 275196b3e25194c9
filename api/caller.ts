import type { Request, RequestHandler } from 'express';
import { isIP } from 'node:net';
import type { Deps } from './deps.ts';

/**
 * Who a request comes from, as far as limits can tell: an IPv4 address, or the first half of an IPv6 one, for anybody with
 * a line has 2^64 of those. Behind a proxy it is what the proxy says, when `TRUSTED_PROXIES` names it.
 */
export function callerOf(req: Request): string {
  // Some proxies forward the port too.
  return callerAt((req.ip ?? '').replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^([0-9.]+):\d+$/, '$1'));
}

/** Who is at an address: itself (IPv4), or its network (IPv6). A zone is the machine's own affair. */
export function callerAt(given: string): string {
  const address = given.replace(/%.*$/, '').replace(/^::ffff:(?=[0-9.]+$)/i, '');
  return isIP(address) === 6 ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = (text = '') => text.split(':').filter(Boolean);
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...groups(tail)];
  return `${all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

const repeatAfterMs = 3_600_000;

/** Says, once an hour, that forwarded headers come from an address that may not set them: everybody behind it counts as one caller. */
export function forwardedWarning({ log }: Pick<Deps, 'log'>): RequestHandler {
  let saidAt = 0;
  return (req, _res, next) => {
    const isForwarded = req.headers['x-forwarded-for'] !== undefined || req.headers['forwarded'] !== undefined;
    if (isForwarded && Date.now() - saidAt > repeatAfterMs) {
      const from = req.socket.remoteAddress ?? '';
      const isTrusted = req.app.get('trust proxy fn') as (address: string, hop: number) => boolean;
      if (!isTrusted(from, 0)) {
        saidAt = Date.now();
        log.warn(
          { from },
          `A request from ${from} was forwarded for somebody else; TRUSTED_PROXIES does not name that address, so everybody behind it is one caller to the limits. If it is your proxy: TRUSTED_PROXIES=${from}`,
        );
      }
    }
    next();
  };
}
