import { Router, type RequestHandler } from 'express';
import { setTimeout as pause } from 'node:timers/promises';
import { untyped } from '../db/knex.ts';
import type { Deps } from './deps.ts';

/** `no worker`, `no namespace expo`: what is not there of a part that answers. */
type State = 'ok' | 'away' | `no ${string}`;

/** How long a part may take to answer. */
const askMs = 2_000;

/** Whoever asks again sooner hears what the last one heard: what asks a database is open to everybody, and costs it once a second. */
const freshMs = 1_000;

/** The latest answer of `ask`, at most `freshMs` old; those who ask at once wait for one answer. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let latest: Promise<T> | undefined;
  let askedAt = 0;
  return () => {
    if (latest === undefined || Date.now() - askedAt >= freshMs) {
      askedAt = Date.now();
      latest = ask();
    }
    return latest;
  };
}

/** Liveness and readiness by part. Without the base path: they are for machines. */
export function healthRoutes({
  store,
  engine,
  isDraining = () => false,
}: Pick<Deps, 'store' | 'engine' | 'isDraining'>): Router {
  const stateOf = (ask: () => Promise<State>) => shared(() => ask().catch((): State => 'away'));
  const postgres = stateOf(async () => {
    // With the wait for a connection: those that are held may all be waiting for the same database.
    await Promise.race([
      untyped(store.knex).raw('SELECT 1').timeout(askMs),
      pause(askMs, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer'))),
    ]);
    return 'ok';
  });
  const temporal = stateOf(async () => {
    const missing = await engine.missing();
    return missing.length === 0 ? 'ok' : `no ${missing.join(', no ')}`;
  });

  const process = (): Promise<State> => Promise.resolve(isDraining() ? 'away' : 'ok');

  const ready =
    (parts: Record<string, () => Promise<State>>): RequestHandler =>
    async (_req, res) => {
      const states: Record<string, State> = Object.fromEntries(
        await Promise.all(Object.entries(parts).map(async ([name, ask]) => [name, await ask()] as const)),
      );
      // Whoever is told to stop says so before it does: new requests are for others.
      if (isDraining()) states['process'] = 'away';
      const isReady = Object.values(states).every((state) => state === 'ok');
      if (!isReady) res.set('Retry-After', '2');
      res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', parts: states });
    };

  return Router()
    .get('/healthz', (_req, res) => void res.json({ status: 'ok' }))
    .get('/readyz', ready({ postgres, temporal }))
    .get('/readyz/reads', ready({ postgres, process }));
}
