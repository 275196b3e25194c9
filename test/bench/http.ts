import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

interface Call {
  token?: string;
  body?: unknown;
}

// node:http rather than fetch: the client shares the machine with what it measures, so it is kept thin.
// Idle connections go before the API closes them (after 5 s): else a call now and then meets a closing socket.
const agent = new Agent({ keepAlive: true, noDelay: true, timeout: 3_000 });
const patienceMs = 30_000;

/** One JSON call over a kept connection, every write with a key of its own; throws on every answer that is not a success. */
export function call<T>(method: 'GET' | 'POST' | 'PUT', url: string, { token, body }: Call = {}): Promise<T> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
    ...(payload === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers, timeout: patienceMs }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const status = response.statusCode ?? 0;
        // 202 where a 201 is due means that the engine was too slow to answer.
        if (status >= 300 || text.includes('"statusUrl"'))
          reject(new Error(`${method} ${url}: ${status} ${text.slice(0, 500)}`));
        else resolve((text ? JSON.parse(text) : undefined) as T);
      });
    });
    sent.on('error', reject);
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${url}: no answer within ${patienceMs / 1000} s`)));
    sent.end(payload);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
