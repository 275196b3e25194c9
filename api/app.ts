import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';
import { DomainError } from '../domain/errors.ts';
import { basePath, pagesPath } from './base-path.ts';
import { allowOrigins } from './cors.ts';
import { forwardedWarning } from './caller.ts';
import type { Deps } from './deps.ts';
import { refusalOf, sendProblem } from './errors.ts';
import { say } from '../domain/message.ts';
import { healthRoutes } from './health.ts';
import { limitRequests } from './limit.ts';
import { requestMetrics } from './metrics.ts';
import { noticeRoutes } from './notices.ts';
import { openApiDocument } from './openapi.ts';
import { languageOf } from './operation.ts';
import { requestLog } from './request-log.ts';
import { pageRoutes } from './pages.ts';
import { operations } from './routes/index.ts';

/** The HTTP application; it does not listen. */
export function createApp(deps: Deps): Express {
  const app = express()
    .disable('x-powered-by')
    .set('etag', false)
    .set('query parser', 'simple')
    .set('trust proxy', deps.settings.trustedProxies);
  app.use(helmet({ contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } } }));
  app.use(requestLog(deps.log));
  app.use(requestMetrics);
  app.use(requireHost);
  app.use(forwardedWarning(deps));
  app.use(healthRoutes(deps));
  app.use(noticeRoutes(deps));
  const { pages } = deps.settings;
  if (pages) app.use(pageRoutes(pages));

  app.use([basePath, '/openapi.json'], allowOrigins(deps.settings.corsOrigins));
  app.use(limitRequests(deps));

  const document = openApiDocument(operations, basePath, deps.settings.publicUrl);
  const written = JSON.stringify(document);
  app.get('/', (_req, res) => res.redirect(pages ? pagesPath : '/docs'));
  app.get('/openapi.json', (_req, res) => void res.type('application/json').send(written));
  app.use('/docs', swaggerUi.serve, swaggerUi.setup(document, { customSiteTitle: 'Expo registration' }));

  app.use(basePath, (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  for (const operation of operations) app[operation.spec.method](basePath + operation.spec.path, operation.on(deps));

  app.use((req, res) => {
    const known = operations.filter(({ spec }) => matches(basePath + spec.path, req.path));
    // Whatever is read can be asked for without its body.
    const allowed = known.flatMap(({ spec }) => (spec.method === 'get' ? ['get', 'head'] : spec.method));
    if (known.length > 0) res.set('Allow', [...new Set(allowed)].join(', ').toUpperCase());
    sendProblem(res, { code: known.length > 0 ? 'method_not_allowed' : 'not_found' }, languageOf(req));
  });
  app.use(((error, req, res, _next) => {
    const refusal = refusalOf(error);
    if (refusal.code === 'internal') req.log.error({ err: error as unknown }, 'request failed');
    if (res.headersSent) res.destroy();
    else sendProblem(res, refusal, languageOf(req));
  }) satisfies ErrorRequestHandler);
  return app;
}

/** As HTTP/1.1 demands it; Node's own refusal has neither words nor an id. */
const requireHost: RequestHandler = (req, _res, next) => {
  if (req.httpVersion === '1.1' && req.headers.host === undefined)
    throw new DomainError('malformed_request', { detail: say('no_host') });
  next();
};

function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, '[^/]+')}/?$`).test(path);
}
