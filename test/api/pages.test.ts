import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { buildPages, pagesFolder } from '../../stack/web-pages.ts';
import { startApi, type TestApi } from '../support/api.ts';

describe('the pages, as the API serves them', () => {
  let api: TestApi;
  let origin: string;
  before(async () => {
    await buildPages();
    const demo = { password: 'a "demo" <password>', sandboxUrl: 'http://127.0.0.1:4010' };
    api = await startApi({ settings: { pages: { folder: pagesFolder, demo } } });
    origin = new URL(api.url).origin;
  });
  after(() => api.close());

  const ask = (path: string, headers: Record<string, string> = {}) => fetch(origin + path, { headers });
  const nonceIn = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1];

  it('given any path below /app, when it is asked for, then it is the document, with a nonce of its own that its policy names', async () => {
    const nonces = new Set<string | undefined>();
    for (const path of ['/app', '/app/', '/app/unit/orders/190000001', '/app/login?next=/unit']) {
      const answer = await ask(path);
      const policy = answer.headers.get('content-security-policy');
      const nonce = nonceIn(policy);
      assert.equal(answer.status, 200, path);
      assert.match(
        policy!,
        /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[^']+'; img-src 'self' blob: data:; /,
      );
      assert.match(policy!, /connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'$/);
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      assert.ok((await answer.text()).includes(`<meta name="csp" nonce="${nonce}" />`));
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 4);
  });

  it('given what the demo is told, when it stands in the document, then nothing of it is markup', async () => {
    const text = await (await ask('/app')).text();
    assert.ok(text.includes('a \\&quot;demo\\&quot; &lt;password&gt;'));
    assert.ok(!text.includes('<password>'));
    assert.ok(!text.includes('{{'));
  });

  it('given the document, when the assets it names are asked for, then they are kept a year, as gzip to whoever takes it', async () => {
    const text = await (await ask('/app')).text();
    const assets = [...text.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    assert.equal(assets.length, 2);
    for (const path of assets) {
      const [zipped, plain] = (await Promise.all(
        ['gzip', 'identity'].map(async (encoding) => {
          const [answer] = await once(get(origin + path, { headers: { 'Accept-Encoding': encoding } }), 'response');
          return answer as IncomingMessage;
        }),
      )) as [IncomingMessage, IncomingMessage];
      assert.equal(zipped.headers['content-encoding'], 'gzip');
      assert.equal(plain.headers['content-encoding'], undefined);
      for (const { headers, statusCode } of [zipped, plain]) {
        assert.equal(statusCode, 200);
        assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
        assert.match(headers['content-type']!, path.endsWith('.css') ? /^text\/css/ : /^text\/javascript/);
        assert.equal(headers['vary'], 'Accept-Encoding');
      }
      assert.deepEqual(gunzipSync(await buffer(zipped)), await buffer(plain));
    }
  });

  for (const path of ['/app/assets/none-1A2B.js', '/app/assets/', '/app/assets/..%2findex.html'])
    it(`given ${path}, when it is asked for, then it is 404, not the document, and nobody keeps that`, async () => {
      const answer = await ask(path);
      assert.equal(answer.status, 404);
      assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/);
      assert.doesNotMatch(answer.headers.get('cache-control') ?? '', /max-age=[1-9]/);
    });

  it('given pages that are not built, when one is asked for, then it is 503 with what to do, and the API serves', async () => {
    const bare = await startApi({ settings: { pages: { folder: mkdtempSync(join(tmpdir(), 'pages-')) } } });
    try {
      const answer = await fetch(`${new URL(bare.url).origin}/app`, { headers: { 'Accept-Language': 'en' } });
      assert.equal(answer.status, 503);
      assert.equal(((await answer.json()) as { detail: string }).detail, 'The pages are not built: npm run build.');
      assert.equal((await bare.call('GET', '/edition')).status, 200);
    } finally {
      await bare.close();
    }
  });
});
