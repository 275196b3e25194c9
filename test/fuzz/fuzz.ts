import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import express, { type ErrorRequestHandler } from 'express';
import { basePath } from '../../api/base-path.ts';
import { refusalOf, sendProblem } from '../../api/errors.ts';
import { languageOf, operation, type Operation } from '../../api/operation.ts';
import { operations } from '../../api/routes/index.ts';
import { createEngine } from '../../api/temporal.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { createAttacks, type Attack } from './attacks.ts';

export const bounds = { answerBytes: 16_384, errors: 50, cpuMs: 250 };

export interface Totals {
  operations: number;
  requests: number;
  /** How many were answered so: `400`, `404`, … */
  statuses: Record<string, number>;
  largestBytes: number;
  slowestMs: number;
  slowest: string;
  /** What was out of bounds, in words. */
  faults: string[];
}

/**
 * An operation as it is, but for the thing its path names, which is there whatever the id, and for its deed. What there is to
 * refuse in a request's shape stands before both.
 */
function lenient({ spec }: Operation): Operation {
  return operation({
    ...spec,
    ...(spec.find ? { find: () => Promise.resolve({}) } : {}),
    handle: () => Promise.resolve({ status: 200, body: {} }),
  } as never);
}

/** Operations that look for something first answer 404 before they look at a body: these stand beside the real ones. */
async function startLenient(api: TestApi): Promise<{ url: string; server: Server }> {
  const app = express().set('query parser', 'simple');
  for (const each of operations.filter(({ spec }) => spec.find))
    app[each.spec.method](
      basePath + each.spec.path,
      lenient(each).on({ store: api.store, settings: { demo: true } } as never),
    );
  app.use(((error, req, res, _next) =>
    sendProblem(res, refusalOf(error), languageOf(req))) satisfies ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`, server };
}

const someId = '00000000-0000-4000-8000-000000000000';
/** A path whose parameters have their shapes; nothing of ours is called so. */
function pathOf({ spec }: Operation): string {
  const candidates = [someId, '20190000000001', '20190000000001R1', 'DEMO-01', 'bureau'];
  return spec.path.replaceAll(/:(\w+)/g, (_all, name: string) => {
    const shape = spec.params?.shape[name];
    return (
      candidates.find(
        (value) =>
          !shape || (shape as { safeParse: (value: unknown) => { success: boolean } }).safeParse(value).success,
      ) ?? someId
    );
  });
}

/** Sends everything that does not fit to every operation, one request after the other; `each` n-th attack only. */
export async function fuzz({
  bytes,
  each,
  offset = 0,
  only = '',
}: {
  bytes: number;
  each: number;
  offset?: number;
  only?: string;
}): Promise<Totals> {
  const away = Connection.lazy({ address: '127.0.0.1:1' });
  const api = await startApi({ engine: createEngine({ client: new Client({ connection: away }), deadlineMs: 300 }) });
  const beside = await startLenient(api);
  const unit = await createUnit(api.store);
  const tokens: Record<string, string> = { unit: unit.token };
  for (const [role, login] of Object.entries({ delegation: 'delegation-3', bureau: 'bureau', operator: 'operator' }))
    tokens[role] = await staffToken(api.store, login);
  const totals: Totals = {
    operations: 0,
    requests: 0,
    statuses: {},
    largestBytes: 0,
    slowestMs: 0,
    slowest: '',
    faults: [],
  };

  async function send(base: string, target: Operation, { query, body, charset }: Attack) {
    const { spec } = target;
    const token = spec.roles && tokens[spec.roles[0]!];
    const payload = body && Buffer.from(body());
    const headers = {
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(payload
        ? { 'Content-Type': (spec.raw?.types[0] ?? 'application/json') + (charset ? `; charset=${charset}` : '') }
        : {}),
      ...(spec.keyRequired ? { 'Idempotency-Key': crypto.randomUUID() } : {}),
    };
    const url = `${base}${pathOf(target)}${query ? `?${query}` : ''}`;
    const before = process.cpuUsage();
    const response = await fetch(url, {
      method: spec.method.toUpperCase(),
      headers,
      ...(payload ? { body: payload } : {}),
    });
    const answer = Buffer.from(await response.arrayBuffer());
    const { user, system } = process.cpuUsage(before);
    return { status: response.status, answer, cpuMs: (user + system) / 1000 };
  }

  function faultOf({ status, answer, cpuMs }: Awaited<ReturnType<typeof send>>): string | undefined {
    if (cpuMs > bounds.cpuMs) return `${Math.round(cpuMs)} ms of processor time`;
    if (status < 400) return undefined;
    const told = answer.toString();
    // There is no workflow engine here: whatever is let through to it is 503.
    if (status >= 500 && !(status === 503 && told.includes('The workflow engine'))) return `answered ${status}`;
    if (answer.length > bounds.answerBytes) return `answered ${answer.length} bytes`;
    const errors = (JSON.parse(told) as { errors?: unknown[] }).errors?.length ?? 0;
    return errors > bounds.errors ? `named ${errors} faults` : undefined;
  }

  const attacksOn = createAttacks(bytes);
  let count = offset;
  for (const target of operations.filter(({ spec }) => `${spec.method} ${spec.path}`.includes(only))) {
    totals.operations += 1;
    const base = target.spec.find ? beside.url : api.url;
    for (const attack of attacksOn(target.spec).filter(() => count++ % each === 0)) {
      let sent = await send(base, target, attack);
      // A collection of garbage or a neighbour's turn may fall into any request, not into the same one three times.
      for (let again = 0; again < 2 && sent.cpuMs > bounds.cpuMs; again++) sent = await send(base, target, attack);
      const fault = faultOf(sent);
      const name = `${target.spec.method} ${target.spec.path}, ${attack.name}`;
      if (fault) totals.faults.push(`${name}: ${fault}`);
      totals.requests += 1;
      totals.statuses[sent.status] = (totals.statuses[sent.status] ?? 0) + 1;
      if (sent.status >= 400) totals.largestBytes = Math.max(totals.largestBytes, sent.answer.length);
      if (sent.cpuMs > totals.slowestMs) [totals.slowestMs, totals.slowest] = [sent.cpuMs, name];
    }
  }
  beside.server.closeAllConnections();
  beside.server.close();
  await Promise.all([api.close(), away.close()]);
  return totals;
}
