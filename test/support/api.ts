import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../api/app.ts';
import { connectionLimits, createHttpServer } from '../../api/http-server.ts';
import { basePath } from '../../api/base-path.ts';
import { createBadgePrinter } from '../../api/badge-pdf.ts';
import { createPhotoFiles } from '../../activities/providers/photo-files.ts';
import type { Deps } from '../../api/deps.ts';
import { createApiNotes } from '../../api/unreadable-notes.ts';
import { createProgressFeed } from '../../db/progress-feed.ts';
import { createStore, type Store } from '../../db/knex.ts';
import { parseKeyRing } from '../../db/key-ring.ts';
import { assertRefusalDocumented } from './documented-refusal.ts';
import { testKeyRingFile } from './keys.ts';
import { attentionLimits } from '../../domain/attention.ts';
import { runDir } from './run.ts';
import { createTestDatabase } from './postgres.ts';

/** JSON as it came; a test says what it expects of it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}

interface Call {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface TestApi {
  url: string;
  store: Store;
  /** A JSON call under the base path; a body that is text or bytes is sent as it is. */
  call(method: string, path: string, call?: Call): Promise<Reply>;
  close(): Promise<void>;
}

/** Stands where these tests have nothing but `part`: reads and drafts touch neither Temporal nor a provider, and one that does fails. */
function absent(name: string, part: object = {}): never {
  const nothing = new Proxy(part, {
    get: (target, key) => {
      if (key in target) return target[key as never];
      throw new Error(`${name}.${String(key)} is not part of this test`);
    },
  });
  return nothing as never;
}

/** Where the photos of this run are. */
export const testPhotoDir = () => join(runDir(), 'photos');

/** The application on a database of its own and a port the system picks. */
export async function startApi(
  more: Partial<Omit<Deps, 'settings'>> & {
    settings?: Partial<Deps['settings']>;
    connections?: Partial<typeof connectionLimits>;
    /** Of a `store` that is given: what happens there is heard. */
    databaseUrl?: string;
  } = {},
): Promise<TestApi> {
  const database = await createTestDatabase();
  const log = more.log ?? pino({ level: 'silent' });
  const store = createStore({
    databaseUrl: database.url,
    pool: 8,
    name: 'api-test',
    asApplication: true,
    ring: parseKeyRing(readFileSync(testKeyRingFile(), 'utf8')),
    notes: (knex) => createApiNotes(knex, log),
  });
  const { settings, connections, databaseUrl = database.url, ...parts } = more;
  const progress = createProgressFeed({ databaseUrl, warn: (message) => log.warn(message) });
  const printer = createBadgePrinter();
  const deps: Deps = {
    store,
    log,
    progress,
    printer,
    gateways: {},
    engine: absent('engine'),
    courier: absent('courier', { noticePaths: [], noticeWords: { accepted: '' } }),
    photos: createPhotoFiles(testPhotoDir()),
    ...parts,
    settings: {
      paymentWindowSeconds: 900,
      rateLimits: false,
      trustedProxies: [],
      corsOrigins: [],
      demo: true,
      publicUrl: 'http://127.0.0.1',
      attention: attentionLimits,
      temporalUiWorkflowsUrl: 'http://127.0.0.1/',
      ...settings,
    },
  };
  await progress.start();
  const server = createHttpServer(createApp(deps), log, { ...connectionLimits, ...connections }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`;

  return {
    url,
    store: deps.store,
    async call(method, path, { token, body, headers = {} } = {}) {
      const raw = typeof body === 'string' || body instanceof Uint8Array;
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      });
      const type = response.headers.get('content-type') ?? '';
      const isJson = method !== 'HEAD' && type.includes('json');
      const answered = isJson ? ((await response.json()) as Json) : Buffer.from(await response.arrayBuffer());
      if (isJson && type.includes('problem')) assertRefusalDocumented(method, path, answered);
      return { status: response.status, headers: response.headers, body: answered };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await Promise.all([progress.close(), printer.close()]);
      await store.knex.destroy();
      await database.drop();
    },
  };
}
