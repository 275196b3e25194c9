import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startApi, type TestApi } from '../support/api.ts';

describe('what a connection may take', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ connections: { requestMs: 600, headersMs: 600 } });
  });
  after(() => api.close());

  /** Sends `head` and then a byte every tenth of a second, for ever; what was answered once the connection is over. */
  async function trickle(head: string): Promise<string> {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data: Buffer) => (answer += data.toString()));
    socket.on('error', () => undefined);
    socket.write(head);
    const drip = setInterval(() => socket.write('x'), 100);
    await once(socket, 'close');
    clearInterval(drip);
    return answer;
  }

  it('given a body or headers that trickle in, when their time is over, then the connection ends with 408, and others are answered meanwhile', async () => {
    const slow = [
      trickle('POST /api/v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{'),
      trickle('GET /api/v1/edition HTTP/1.1\r\nHost: test\r\nX-Slow: '),
    ];
    assert.equal((await api.call('GET', '/edition')).status, 200);
    for (const answer of await Promise.all(slow)) assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  it('given the public port, when metrics are asked for there, then there are none', async () => {
    assert.equal((await fetch(new URL('/metrics', api.url))).status, 404);
  });
});
