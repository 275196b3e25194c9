import { Router } from 'express';
import type { Deps } from './deps.ts';
import { metrics } from './metrics.ts';

type State = 'ok' | 'away' | 'no worker';

/** Liveness, readiness by part, and metrics. Without the base path: they are for machines. */
export function healthRoutes({ store, engine }: Deps): Router {
  const parts: Record<string, () => Promise<State>> = {
    postgres: async () => {
      await store.knex.raw('SELECT 1').timeout(2_000);
      return 'ok';
    },
    temporal: async () => ((await engine.isServed()) ? 'ok' : 'no worker'),
  };
  const stateOf = async (ask: () => Promise<State>): Promise<State> => {
    try {
      return await ask();
    } catch {
      return 'away';
    }
  };

  return Router()
    .get('/healthz', (_req, res) => void res.json({ status: 'ok' }))
    .get('/readyz', async (_req, res) => {
      const states = Object.fromEntries(await Promise.all(Object.entries(parts).map(async ([name, ask]) => [name, await stateOf(ask)] as const)));
      const ready = Object.values(states).every((state) => state === 'ok');
      if (!ready) res.set('Retry-After', '2');
      res.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', parts: states });
    })
    .get('/metrics', async (_req, res) => {
      res.type(metrics.contentType).send(await metrics.metrics());
    });
}
