import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { limitsMet } from '../../api/metrics.ts';
import { until } from '../activities/local-sandbox.ts';
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
      trickle(
        'POST /api/v1/sessions HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{',
      ),
      trickle('GET /api/v1/edition HTTP/1.1\r\nHost: test\r\nX-Slow: '),
    ];
    assert.equal((await api.call('GET', '/edition')).status, 200);
    for (const answer of await Promise.all(slow)) assert.match(answer, /^HTTP\/1\.1 408 /);
  });

  describe('of one address', () => {
    /** As many connections as asked for, each with half a request. */
    function halfSent(url: string, count: number) {
      const sockets = Array.from({ length: count }, () => connect(Number(new URL(url).port), '127.0.0.1'));
      const open = new Set(sockets);
      for (const socket of sockets) {
        socket.on('error', () => undefined);
        socket.on('close', () => open.delete(socket));
        socket.write('GET /api/v1/edition HTTP/1.1\r\n');
      }
      return { open, end: () => sockets.forEach((socket) => socket.destroy()) };
    }
    const met = async () =>
      (await limitsMet.get()).values.find(({ labels }) => labels.limit === 'connections-of-address')?.value ?? 0;

    it('given as many half-sent requests as it may have open, when it opens more, then those are closed at once and counted; when one ends there is room again', async () => {
      const bounded = await startApi({ connections: { ofAddress: 3, countsLoopback: true } });
      const before = await met();
      const { open, end } = halfSent(bounded.url, 10);
      await until(() => open.size === 3 || undefined);
      assert.equal((await met()) - before, 7);
      await assert.rejects(bounded.call('GET', '/edition'));
      [...open][0]!.destroy();
      await until(() =>
        bounded.call('GET', '/edition').then(
          ({ status }) => status === 200 || undefined,
          () => undefined,
        ),
      );
      end();
      await bounded.close();
    });

    for (const [who, settings, connections] of [
      ['a trusted proxy', { trustedProxies: ['loopback'] }, { ofAddress: 3, countsLoopback: true }],
      ['this machine', {}, { ofAddress: 3 }],
    ] as const)
      it(`given connections of ${who}, when there are more, then none is closed`, async () => {
        const api = await startApi({
          settings: { ...settings, trustedProxies: [...('trustedProxies' in settings ? settings.trustedProxies : [])] },
          connections,
        });
        const { open, end } = halfSent(api.url, 10);
        for (let n = 0; n < 5; n++) assert.equal((await api.call('GET', '/edition')).status, 200);
        assert.equal(open.size, 10);
        end();
        await api.close();
      });
  });

  it('given the public port, when metrics are asked for there, then there are none', async () => {
    assert.equal((await fetch(new URL('/metrics', api.url))).status, 404);
  });
});
