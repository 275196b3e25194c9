import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WechatSettings } from '../../activities/providers/wechat-client.ts';
import type { RawNotice } from '../../domain/payment.ts';
import { createSandbox } from '../../sandbox/app.ts';
import { testSandboxKeys } from '../support/keys.ts';

/** What the sandbox's books say, as far as tests ask. */
export interface Journal {
  trades: { provider: string; outTradeNo: string; amountFen: number; state: string; paidAt: string | null }[];
  refunds: { provider: string; outTradeNo: string; outRefundNo: string; amountFen: number }[];
  invoices: { id: string; kind: string; amountFen: number; state: string; reverses?: string }[];
  sms: { mobile: string; template: string; params: unknown; outId: string | null }[];
  shipments: { orderId: string; waybill: string; state: string }[];
  notices: { id: string; kind: string; attempts: number; delivered: boolean }[];
}

/** The admin surface of a sandbox at this address. */
export function adminOf(url: string) {
  const call = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined
        ? { method }
        : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${url}/__sandbox${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as Record<string, unknown> };
  };
  return {
    call,
    pay: (outTradeNo: string) => call('POST', '/pay', { outTradeNo }),
    scan: (outTradeNo: string) => call('POST', '/scan', { outTradeNo }),
    faults: (...faults: object[]) => call('PUT', '/faults', faults),
    calls: async () =>
      (await call('GET', '/calls')).body['items'] as { method: string; path: string; requestId: string | null }[],
    journal: async () => (await call('GET', '/journal')).body as unknown as Journal,
  };
}

/** A new directory; the caller removes it. */
export function temporaryDir(): string {
  return mkdtempSync(join(tmpdir(), 'sandbox-'));
}

/** The merchant's settings that the sandbox made. */
export function merchantOf(dataDir: string): Record<string, string> {
  return JSON.parse(readFileSync(join(dataDir, 'keys/merchant.json'), 'utf8')) as Record<string, string>;
}

export type LocalSandbox = Awaited<ReturnType<typeof startSandbox>>;

/** A sandbox in this process, on a free port, with books that are thrown away unless `dataDir` is given. */
export async function startSandbox({
  dataDir,
  ...urls
}: { dataDir?: string; sfPushUrl?: string; fapiaoPushUrl?: string } = {}) {
  const dir = dataDir ?? temporaryDir();
  if (!dataDir) cpSync(testSandboxKeys(), join(dir, 'keys'), { recursive: true });
  const sandbox = createSandbox({ dataDir: dir, ...urls });
  const server = sandbox.app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    merchant: merchantOf(dir),
    keys: JSON.parse(readFileSync(join(dir, 'keys/sandbox.json'), 'utf8')) as {
      alipay: { privateKey: string };
      wechat: { platform: { serial: string; privateKey: string; certificate: string }[] };
    },
    ...adminOf(url),
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      sandbox.close();
      if (!dataDir) rmSync(dir, { recursive: true });
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Stands where notices are sent to, keeps what came, and answers the texts put into `answers`, then the last of them for ever. */
export async function startReceiver(...answers: string[]) {
  const bodies: string[] = [];
  const received: RawNotice[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      bodies.push(body);
      received.push({ headers: req.headers, body });
      res.end(answers.length > 1 ? answers.shift() : answers[0]);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    bodies,
    received,
    async stop(): Promise<void> {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Asks again until there is an answer; bounded by the test's own time-out. */
export async function until<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await wait(10);
  }
}

/** The merchant's settings at this sandbox's WeChat Pay. */
export function wechatSettings(
  { url, merchant }: Pick<LocalSandbox, 'url' | 'merchant'>,
  timeoutMs?: number,
): WechatSettings {
  const get = (name: string) => merchant[`WECHAT_${name}`]!;
  return {
    endpoint: url,
    mchId: get('MCH_ID'),
    appId: get('APP_ID'),
    mchSerial: get('MCH_SERIAL'),
    mchPrivateKey: get('MCH_PRIVATE_KEY'),
    apiV3Key: get('API_V3_KEY'),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
