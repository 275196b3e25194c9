import express, { type Express } from 'express';
import { healthRoutes } from './health.ts';
import { createRefusedMessages } from '../db/refused-message.ts';
import { metrics, refusedMessages } from './metrics.ts';

/** What machines of the house ask, on an address of its own: Prometheus' metrics, and health without anybody's limits. It does not listen. */
export function createMetricsApp(deps: Parameters<typeof healthRoutes>[0]): Express {
  return express()
    .disable('x-powered-by')
    .use(healthRoutes(deps))
    .get('/metrics', async (_req, res) => {
      const counts = await createRefusedMessages(deps.store)
        .counts()
        .catch(() => undefined);
      refusedMessages.reset();
      for (const { kind, fault, times } of counts ?? []) refusedMessages.inc({ kind, fault }, times);
      res.type(metrics.contentType).send(await metrics.metrics());
    });
}
