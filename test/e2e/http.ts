import { randomUUID } from 'node:crypto';

/** JSON as it came; the step says what it expects of it. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  body: Json;
}

/** A person at a browser: calls the API with a session and stops the tour at the first answer that is not what they expect. */
export function createVisitor(baseUrl: string) {
  let token: string | undefined;

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const bytes = body instanceof Uint8Array;
    const url = path.startsWith('http') ? path : baseUrl + path;
    const response = await fetch(url, {
      method,
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || bytes ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'POST' ? { 'Idempotency-Key': randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: bytes ? Buffer.from(body) : JSON.stringify(body) }),
    }).catch((error: Error) => {
      const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
      throw new Error(`Nothing answers at ${url} (${code ?? message}): start the stack with npm start`, {
        cause: error,
      });
    });
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      body: /json/.test(type) ? await response.json() : Buffer.from(await response.arrayBuffer()),
    };
  }

  async function expect(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Json> {
    const answer = await send(method, path, body, headers);
    if (answer.status !== status)
      throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /**
   * Repeats a keyed request until it has its answer, as a client does whose server was killed, is away, or answers "not known
   * yet". Other refusals come back as they are.
   */
  async function insist(method: string, path: string, body: unknown, key: string, seconds = 90): Promise<Answer> {
    return until(
      `an answer to ${method} ${path}`,
      async () => {
        const answer = await send(method, path, body, { 'Idempotency-Key': key }).catch(() => undefined);
        const again =
          !answer || answer.status === 202 || answer.status === 503 || answer.body.code === 'idempotency_key_in_flight';
        return again ? undefined : answer;
      },
      seconds,
    );
  }

  return {
    send,
    expect,
    insist,
    get: (path: string) => expect(200, 'GET', path),
    holds: (newToken: string) => (token = newToken),
    async logIn(credentials: { account: string; password: string } | { login: string; password: string }) {
      const { token: given } = await expect(201, 'POST', '/sessions', credentials);
      token = given;
    },
  };
}

export type Visitor = ReturnType<typeof createVisitor>;

/** Asks until it is so; says what it saw last when it never is. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
