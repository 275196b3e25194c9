import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { context, type Plugin } from 'esbuild';
import express, { type RequestHandler, type Response } from 'express';
import { pagesPath } from '../api/base-path.ts';
import { pageRoutes } from '../api/pages.ts';
import { bundling, finish } from './web-pages.ts';
import { readCommandConfig } from './command.ts';

// `npm run web:dev`: the pages as they are written, reloaded by themselves after each change, before the API of the stack that runs.

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const config = readCommandConfig();
const port = Number(values.port ?? config.PORT + 1);
const folder = fileURLToPath(new URL('../dist/web.dev', import.meta.url));
const open = new Set<Response>();
let pages: RequestHandler = (_req, res) =>
  void res.status(503).send('The first build is under way, or failed: see the terminal.');

const serving: Plugin = {
  name: 'serving',
  setup: (build) => {
    build.onStart(() => rmSync(folder, { recursive: true, force: true }));
    build.onEnd(({ metafile, errors }) => {
      if (!metafile || errors.length > 0) return;
      finish(folder, metafile);
      pages = pageRoutes({ folder, demo: { password: config.DEMO_PASSWORD, sandboxUrl: config.sandboxUrl } });
      for (const res of open) res.write('data: built\n\n');
      console.log(`built; http://127.0.0.1:${port}${pagesPath}`);
    });
  },
};
// It stands in every chunk; a browser has six connections.
const reload = `if (!self.rebuilt) (self.rebuilt = new EventSource('${pagesPath}/reload')).onmessage = () => location.reload();`;
const options = bundling(join(folder, 'assets'));
const building = await context({
  ...options,
  minify: false,
  sourcemap: 'inline',
  banner: { js: reload },
  plugins: [...options.plugins, serving],
});
await building.watch();

/** Everything but the pages is the API's. */
const proxied: RequestHandler = (req, res) => {
  const { method, headers, originalUrl: path } = req;
  const passedOn = request({ host: '127.0.0.1', port: config.PORT, method, headers, path }, (answer) => {
    res.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(res);
  });
  passedOn.on('error', (error) => void res.status(502).send(`No API at ${config.PORT}: ${error.message}. npm start`));
  res.on('close', () => passedOn.destroy());
  req.pipe(passedOn);
};
const app = express()
  .get(`${pagesPath}/reload`, (_req, res) => {
    res.type('text/event-stream').flushHeaders();
    open.add(res);
    res.on('close', () => open.delete(res));
  })
  .use((req, res, next) => pages(req, res, next))
  .use(proxied);
await once(app.listen(port, '127.0.0.1'), 'listening');
