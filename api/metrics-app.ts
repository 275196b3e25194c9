import express, { type Express } from 'express';
import { healthRoutes } from './health.ts';
import { metrics } from './metrics.ts';

/** What machines of the house ask, on an address of its own: Prometheus' metrics, and health without anybody's limits. It does not listen. */
export function createMetricsApp(deps: Parameters<typeof healthRoutes>[0]): Express {
  return express()
    .disable('x-powered-by')
    .use(healthRoutes(deps))
    .get('/metrics', async (_req, res) => {
      res.type(metrics.contentType).send(await metrics.metrics());
    });
}
