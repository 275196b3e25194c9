import type { RequestHandler } from 'express';
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Labels are routes, states and reasons: never an id, never a person. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const noticesRefused = new Counter({
  name: 'notices_refused_total',
  help: 'Notices that were not from their provider or made no sense',
  labelNames: ['provider', 'reason'] as const,
  registers: [metrics],
});

export const unreadableFields = new Counter({
  name: 'unreadable_fields_total',
  help: 'Sealed fields that did not open, each at most once an hour',
  labelNames: ['table', 'column'] as const,
  registers: [metrics],
});

export const limitsMet = new Counter({
  name: 'limits_met_total',
  help: 'Requests refused because a limit was met, by limit',
  labelNames: ['limit'] as const,
  registers: [metrics],
});

/** Read from their table when metrics are asked for: workers refuse them, whose restarts then lose none. */
export const refusedMessages = new Counter({
  name: 'refused_messages_total',
  help: 'Messages to runs with nobody behind them who may; no value while the database is away',
  labelNames: ['kind', 'fault'] as const,
  registers: [metrics],
});

export const logins = new Counter({
  name: 'logins_total',
  help: 'Logins by role',
  labelNames: ['role'] as const,
  registers: [metrics],
});

export const loginFailures = new Counter({
  name: 'login_failures_total',
  help: 'Logins refused: of a unit, staff or the edition before; unknown_account, wrong_password, wrong_second_factor or limited',
  labelNames: ['kind', 'reason'] as const,
  registers: [metrics],
});

export const peopleMet = new Counter({
  name: 'people_met_elsewhere_total',
  help: 'People named to their unit or its delegation because another unit has them, by step',
  labelNames: ['at'] as const,
  registers: [metrics],
});

const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer by route and status',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metrics],
});

export const requestMetrics: RequestHandler = (req, res, next) => {
  const end = durations.startTimer();
  res.on('finish', () => {
    const route = (req.route as { path?: string } | undefined)?.path ?? 'none';
    end({ method: req.method, route, status: res.statusCode });
  });
  next();
};
