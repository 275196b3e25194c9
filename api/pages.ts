import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type RequestHandler } from 'express';
import { DomainError } from '../domain/errors.ts';
import { say } from '../domain/message.ts';
import { pagesPath } from './base-path.ts';

/** What the demo's bar tells a newcomer; of no other stack. */
interface DemoOfPages {
  password: string;
  /** Where the stand-ins for the providers are, the payer's page among them. */
  sandboxUrl: string;
}

export interface PagesSettings {
  folder: string;
  demo?: DemoOfPages | undefined;
}

/** What `npm run build` and `npm start` write beside the assets: which of them the page begins with, as `…/main-3F2A.js`. */
interface Entry {
  script: string;
  style: string;
}

const aYear = 31_536_000;

/** Everything of the own origin alone; styles that Ant Design makes as it goes bear the page's nonce. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Assets are named by what is in them, hence kept a year; each has its gzip beside it. */
function assets(folder: string): RequestHandler[] {
  const cached = { maxAge: aYear * 1_000, immutable: true, index: false, redirect: false } as const;
  const zipped: RequestHandler = (req, res, next) => {
    const type = /\.(js|css|svg)$/.exec(req.path)?.[0];
    res.vary('Accept-Encoding');
    if (type && req.acceptsEncodings('gzip') && existsSync(join(folder, `${req.path}.gz`))) {
      req.url = `${req.path}.gz`;
      res.type(type).set('Content-Encoding', 'gzip');
    }
    next();
  };
  return [
    zipped,
    express.static(folder, cached),
    () => {
      throw new DomainError('not_found');
    },
  ];
}

/** The pages: one document for every path below `/app`, and its assets. Read once: a new build is a new start. */
export function pageRoutes({ folder, demo }: PagesSettings): Router {
  const file = (name: string) => readFileSync(join(folder, name), 'utf8');
  const built = existsSync(join(folder, 'entry.json'))
    ? { template: file('index.html'), entry: JSON.parse(file('entry.json')) as Entry }
    : undefined;
  const document: RequestHandler = (_req, res) => {
    if (!built) throw new DomainError('unavailable', { detail: say('pages_not_built') });
    const nonce = randomBytes(16).toString('base64');
    const values: Record<string, string> = {
      nonce,
      demo: demo ? JSON.stringify(demo) : '',
      script: `${pagesPath}/assets/${built.entry.script}`,
      style: `${pagesPath}/assets/${built.entry.style}`,
    };
    res
      .set({ 'Content-Security-Policy': policyOf(nonce), 'Cache-Control': 'no-store' })
      .type('html')
      .send(built.template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => escaped(values[name]!)));
  };
  return Router()
    .use(`${pagesPath}/assets`, ...assets(join(folder, 'assets')))
    .get([pagesPath, `${pagesPath}/*path`], document);
}
