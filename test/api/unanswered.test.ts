import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { pino } from 'pino';
import { startApi, type TestApi } from '../support/api.ts';

describe('what never becomes a request', () => {
  const lines: string[] = [];
  let api: TestApi;
  before(async () => {
    api = await startApi({
      connections: { requestMs: 600, headersMs: 600 },
      log: pino({}, { write: (line) => void lines.push(line) }),
    });
  });
  after(() => api.close());

  /** All that comes back on one connection for these bytes, and more of them once there is an answer, until it is over. */
  async function send(bytes: string, ...more: string[]): Promise<string> {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.on('error', () => undefined);
    socket.write(bytes);
    for (const next of more) {
      await once(socket, 'data');
      socket.write(next);
    }
    await once(socket, 'close');
    return answer;
  }

  const head = 'POST /api/v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n';
  const wrong: [given: string, bytes: string, status: number, code: string][] = [
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n', 400, 'malformed_request'],
    ['a method that is none', 'FETCH /api/v1/edition HTTP/1.1\r\nHost: test\r\n\r\n', 400, 'malformed_request'],
    ['two lengths of one body', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400, 'malformed_request'],
    [
      'a body of two framings',
      `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`,
      400,
      'malformed_request',
    ],
    [
      'a tunnel to somebody else',
      'CONNECT xxxxxxxx:80 HTTP/1.1\r\nHost: xxxxxxxx:80\r\n\r\n',
      405,
      'method_not_allowed',
    ],
    ['no Host', 'GET /api/v1/edition HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed_request'],
    [
      'headers of 20 kB',
      `GET /api/v1/edition HTTP/1.1\r\nHost: test\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers_too_large',
    ],
    ['a body that does not come', `${head}Content-Length: 100\r\n\r\n{`, 408, 'request_timeout'],
    ['headers that do not end', 'GET /api/v1/edition HTTP/1.1\r\nHost: test\r\nX-Slow: ', 408, 'request_timeout'],
  ];
  for (const [given, bytes, status, code] of wrong) {
    it(`given ${given}, when it is sent, then ${status} is a problem with an id, and the log has it`, async () => {
      lines.length = 0;
      const [, first = '', headers = '', body = ''] =
        /^HTTP\/1\.1 (\d+) .*?\r\n(.*?)\r\n\r\n(.*)$/s.exec(await send(bytes)) ?? [];
      assert.equal(Number(first), status);
      assert.match(headers, /^Content-Type: application\/problem\+json/im);
      const problem = JSON.parse(body) as { status: number; code: string };
      assert.deepEqual([problem.status, problem.code], [status, code]);
      const [, id = ''] = /^X-Request-Id: ([0-9a-f-]{36})\r?$/im.exec(headers) ?? [];
      const logged = lines.map((line) => JSON.parse(line) as { reqId?: string; res?: { status: number } });
      assert.ok(
        logged.some(({ reqId, res }) => reqId === id && res?.status === status),
        lines.join(''),
      );
      assert.ok(!lines.join('').includes('xxxxxxxx') && !lines.join('').includes('hello'));
    });
  }

  it('given an answer that was given and nonsense after it on the same connection, when it is read, then each has an id of its own', async () => {
    const answers = await send('GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n', 'nonsense\r\n\r\n');
    const ids = [...answers.matchAll(/^X-Request-Id: (\S+)/gim)].map(([, id]) => id);
    assert.deepEqual(
      [[...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status), new Set(ids).size],
      [['200', '400'], 2],
    );
  });

  it('given an expectation nobody knows, when a request has it, then it is answered as any other', async () => {
    const answer = await send('GET /healthz HTTP/1.1\r\nHost: test\r\nExpect: a miracle\r\nConnection: close\r\n\r\n');
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /^X-Request-Id: /im);
  });
});
