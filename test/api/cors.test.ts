import assert from 'node:assert/strict';
import { readConfig } from '../../config.ts';
import { startApi, type TestApi } from '../support/api.ts';

const page = 'https://expo.example';

describe('pages of other origins', () => {
  let api: TestApi;
  let closed: TestApi;
  before(async () => {
    [api, closed] = await Promise.all([
      startApi({ settings: { corsOrigins: [page, 'http://127.0.0.1:5173'], rateLimits: true } }),
      startApi(),
    ]);
  });
  after(() => Promise.all([api.close(), closed.close()]));

  const told = ({ headers }: Response) =>
    [...headers].filter(([name]) => name.startsWith('access-control-')).map(([name]) => name);
  const ask = (
    of: TestApi,
    origin: string | undefined,
    path = '/edition',
    more: { method?: string; headers?: Record<string, string> } = {},
  ) => fetch(of.url + path, { ...more, headers: { ...(origin ? { Origin: origin } : {}), ...more.headers } });
  const preflight = (of: TestApi, origin: string) =>
    ask(of, origin, '/orders', {
      method: 'OPTIONS',
      headers: {
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
      },
    });

  it('given a page of an origin that is named, when it asks, then it may, with its token and no cookie, and reads what answers say beside their bodies', async () => {
    const asked = await preflight(api, page);
    assert.equal(asked.status, 204);
    assert.equal(asked.headers.get('access-control-allow-origin'), page);
    assert.match(asked.headers.get('access-control-allow-methods')!, /\bPOST\b.*\bDELETE\b/);
    for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'])
      assert.ok(asked.headers.get('access-control-allow-headers')!.split(', ').includes(name), name);
    assert.equal(asked.headers.get('access-control-allow-credentials'), null);

    const answer = await ask(api, page);
    assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [200, page]);
    assert.match(answer.headers.get('vary')!, /\bOrigin\b/);
    const shown = answer.headers.get('access-control-expose-headers')!.split(', ');
    for (const name of [
      'ETag',
      'X-Request-Id',
      'Retry-After',
      'RateLimit',
      'RateLimit-Policy',
      'Idempotency-Replayed',
      'Content-Disposition',
      'Location',
    ])
      assert.ok(shown.includes(name), name);
    // A refusal is read as well.
    const refused = await ask(api, page, '/registration');
    assert.deepEqual([refused.status, refused.headers.get('access-control-allow-origin')], [401, page]);
    const own = new URL(api.url).origin;
    for (const path of ['/openapi.json', '/readyz'])
      assert.equal(
        (await fetch(own + path, { headers: { Origin: page } })).headers.get('access-control-allow-origin'),
        path === '/readyz' ? null : page,
      );
  });

  it('given a page of any other origin, or no origin that is named, when it asks, then nothing allows it to', async () => {
    for (const [of, origin] of [
      [api, 'https://elsewhere.example'],
      [api, 'http://expo.example'],
      [api, 'https://expo.example.elsewhere.example'],
      [api, 'null'],
      [api, undefined],
      [closed, page],
    ] as const) {
      const answer = await ask(of, origin);
      assert.deepEqual([answer.status, told(answer)], [200, []], origin);
      if (origin) {
        const asked = await preflight(of, origin);
        assert.deepEqual([asked.status, told(asked)], [405, []], origin);
      }
    }
    assert.match((await ask(api, 'https://elsewhere.example')).headers.get('vary')!, /\bOrigin\b/);
  });

  it('given the setting, when it is read, then origins are taken and everything else is refused by name', () => {
    const read = (text: string) => readConfig({ CORS_ORIGINS: text }).CORS_ORIGINS;
    assert.deepEqual(read(' https://a.example, http://127.0.0.1:5173 '), [
      'https://a.example',
      'http://127.0.0.1:5173',
    ]);
    assert.deepEqual([read(''), readConfig({}).CORS_ORIGINS], [[], []]);
    for (const wrong of [
      '*',
      'a.example',
      'https://a.example/',
      'https://a.example/app',
      'https://A.example',
      'https://a.example:443',
      'ftp://a.example',
      'null',
    ])
      assert.throws(() => read(`https://b.example,${wrong}`), /CORS_ORIGINS/, wrong);
  });
});
