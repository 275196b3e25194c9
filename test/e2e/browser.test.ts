import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { startApi, type TestApi } from '../support/api.ts';
import { openPage, type PageOptions } from '../support/browser.ts';
import { assertAccessible, assertNoOverflow, axe } from '../support/page-checks.ts';
import { choose, fillIn } from '../support/page-form.ts';
import { assertQuiet, expectFailure } from '../support/page-noise.ts';
import { settled, step, takeScreenshot } from '../support/page-step.ts';
import { runDir } from '../support/run.ts';

const nonce = 'a-nonce';
const strict = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'`;
const viewport = '<meta name="viewport" content="width=device-width">';

/** A page as its parts; `head` in place of what tells a phone how wide it is. */
interface Part {
  body?: string;
  head?: string;
  script?: string;
  style?: string;
}

/** What a page of the product has to be: nothing is wrong with it. */
const good: Part = {
  body: '<h1>展会 Expo</h1><label>姓名 <input autocomplete="name"></label><button>提交</button>',
  style: 'button { min-height: 32px }',
};

describe('the browser that tests use', () => {
  let server: Server;
  let baseUrl: string;
  let shown: Part = good;
  let page: Page;
  let api: TestApi | undefined;

  before(async () => {
    server = createServer(({ url }, res) => {
      const { body = '', head = viewport, script = '', style = '' } = shown;
      const answer = (status: number, type: string, text: string) =>
        res
          .writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': strict })
          .end(text);
      if (url === '/script.js') answer(200, 'text/javascript', script);
      else if (url === '/style.css') answer(200, 'text/css', style);
      else if (url?.startsWith('/missing')) answer(404, 'application/json', '{}');
      else if (url === '/cut') res.destroy();
      else
        answer(
          200,
          'text/html',
          `<!doctype html><html lang="zh"><head><title>Expo</title>${head}<link rel="stylesheet" href="/style.css"></head>` +
            `<body><main>${body}</main><script src="/script.js" nonce="${nonce}"></script></body></html>`,
        );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await api?.close();
    server.closeAllConnections();
    server.close();
  });
  // None where there is no browser.
  afterEach(() => (page as Page | undefined)?.context().close());

  async function show(part: Part, options: Partial<PageOptions> = {}): Promise<void> {
    shown = part;
    page = await openPage({ baseUrl, width: 390, language: 'zh', ...options });
    await page.goto('/');
  }
  const told = (work: Promise<void>) =>
    work.then(
      () => 'nothing',
      ({ message }: Error) => message,
    );

  it('given the document of the API, when it is opened at a desk, then it is shown and nothing is wrong', async () => {
    api = await startApi();
    page = await openPage({ baseUrl: api.url, width: 1360, language: 'en' });
    await step(page, 'the document of the API', async () => {
      await page.goto('/docs');
      await page.getByRole('heading', { name: /^Expo registration/ }).waitFor();
      await settled(page);
      await assertQuiet(page);
      await assertNoOverflow(page);
    });
  });

  it('given a good page, when it is looked at from every side, then nothing is told, nor is the looking', async () => {
    await show(good);
    await assertAccessible(page);
    await assertNoOverflow(page);
    await assertQuiet(page);
  });

  it('given two people, when each opens a page, then it is one browser, and each has width, language and login of their own', async () => {
    const login = { token: 'secret', role: 'unit', account: 'a' };
    await show(good, { login });
    const other = await openPage({ baseUrl, width: 1360, language: 'en' });
    await other.goto('/');
    const known = (of: Page) => of.evaluate("[innerWidth, navigator.language, sessionStorage.getItem('login')]");
    assert.deepEqual(await known(page), [390, 'zh-CN', JSON.stringify(login)]);
    assert.deepEqual(await known(other), [1360, 'en-GB', null]);
    assert.equal(other.context().browser(), page.context().browser());
    await other.context().close();
  });

  it('given a login, when the page logs out or leads elsewhere, then it stays so, and elsewhere nothing is known', async () => {
    const kept = () => page.evaluate("sessionStorage.getItem('login')");
    await show(good, { login: { token: 'secret', role: 'unit', account: 'a' } });
    await page.goto(baseUrl.replace('127.0.0.1', 'localhost'));
    assert.equal(await kept(), null);
    await page.goto('/');
    assert.match(String(await kept()), /secret/);
    await page.evaluate("sessionStorage.removeItem('login')");
    await page.reload();
    assert.equal(await kept(), null);
  });

  const noises: [given: string, part: Part, words: RegExp][] = [
    ['an inline script', { body: '<script>1</script>' }, /violates the CSP of \S+: script-src-elem inline/],
    ['an inline style', { body: '<p style="color: red">x</p>' }, /violates the CSP of \S+: style-src-attr inline/],
    ['code out of text', { script: "try { eval('1') } catch {}" }, /violates the CSP of \S+: script-src eval/],
    ['an error in the console', { script: "console.error('oh')" }, /console error at \S+\/script\.js: oh/],
    ['a warning in the console', { script: "console.warn('hm')" }, /console warning at \S+\/script\.js: hm/],
    ['an uncaught error', { script: "throw new Error('lost')" }, /uncaught: Error: lost/],
    ['a promise nobody waits for', { script: "Promise.reject(new Error('left'))" }, /uncaught: Error: left/],
    ['an answer with a fault', { body: '<script src="/missing?a=1"></script>' }, /GET \S+\/missing\?a=1: 404/],
    ['a request without an answer', { body: '<script src="/cut"></script>' }, /GET \S+\/cut: net::ERR_EMPTY_RESPONSE/],
  ];
  for (const [given, part, words] of noises)
    it(`given ${given}, when the page is to be quiet, then it is told, once`, async () => {
      await show(part);
      assert.match(await told(assertQuiet(page)), words);
      assert.equal(await told(assertQuiet(page)), 'nothing');
    });

  it('given a page that another opened, when that is to be quiet, then what is wrong with the new one is told', async () => {
    await show({ ...good, script: "onclick = () => open('/'); if (opener) console.error('second')" });
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: '提交' }).click();
    await (await opened).waitForLoadState();
    assert.match(await told(assertQuiet(page)), /console error at \S+\/script\.js: second/);
  });

  it('given a refusal that is expected, when the page is to be quiet, then it is; and where it does not come, that is told', async () => {
    await show({ ...good, script: "onclick = () => fetch('/missing/1')" });
    const refused = page.waitForResponse(/missing/);
    await page.getByRole('button', { name: '提交' }).click();
    await refused;
    expectFailure(page, { status: 404, path: /^\/missing\/\d$/ });
    await assertQuiet(page);
    expectFailure(page, { status: 404, path: '/missing/1' });
    assert.match(await told(assertQuiet(page)), /expected and not met: 404 of \/missing\/1/);
  });

  const barriers: [given: string, part: Part, words: RegExp][] = [
    [
      'faint words',
      { body: '<p id="faint">faint words</p>', style: '#faint { color: #ccc }' },
      /^color-contrast .+ at #faint: .+4\.5:1/,
    ],
    ['a field without a name', { body: '<input>' }, /^label .+ at input: /],
    [
      'things too small to be touched',
      { body: '<button>a</button><button>b</button>', style: 'button { font-size: 6px; padding: 0; border: 0 }' },
      /^target-size .+ at button:nth-child\(1\): /,
    ],
  ];
  for (const [given, part, words] of barriers)
    it(`given ${given}, when axe looks at the page, then rule, place and remedy are told, and the page stays quiet`, async () => {
      await show(part);
      const [first, ...more] = await axe(page);
      assert.match(String(first), words);
      assert.ok(
        more.every((each) => each.split(' ')[0] === first!.split(' ')[0]),
        more.join('\n'),
      );
      assert.match(await told(assertAccessible(page)), /is not accessible:\n {2}\S/);
      await assertQuiet(page);
    });

  const wide = { body: '<div class="box"><div id="wide">wide</div></div>', style: '#wide { width: 500px }' };
  const overflows: [given: string, part: Part, words: RegExp][] = [
    ['what is wider than a phone', wide, /is \d+ px wide on a screen of 390:\n {2}div#wide from 8 to 508: wide$/],
    ['what scrolls by itself', { ...wide, style: `${wide.style} .box { overflow-x: auto }` }, /^nothing$/],
    [
      'a page that takes a phone for a desk',
      { ...good, head: '' },
      /makes itself 980 px wide on a screen of 390: .+viewport/,
    ],
  ];
  for (const [given, part, words] of overflows)
    it(`given ${given}, when it is looked for overflow, then ${words.source === '^nothing$' ? 'there is none' : 'it is told'}`, async () => {
      await show(part);
      assert.match(await told(assertNoOverflow(page)), words);
    });

  it('given a form of Ant Design under the strict policy, when it is filled in by its labels, then it has what was picked', async () => {
    const contents = `import { createRoot } from 'react-dom/client';
      import ConfigProvider from 'antd/es/config-provider';
      import Form from 'antd/es/form';
      import Input from 'antd/es/input';
      import Select from 'antd/es/select';
      const options = Array.from({ length: 200 }, (_, index) => ({ value: index, label: '地区 ' + index }));
      const nonce = document.querySelector('script').nonce;
      createRoot(document.querySelector('main')).render(
        <ConfigProvider csp={{ nonce }}>
          <Form onValuesChange={(_, all) => (document.title = JSON.stringify(all))}>
            <Form.Item label="省" name="province"><Select options={[{ value: 'sh', label: '上海' }, { value: 'js', label: '江苏' }]} /></Form.Item>
            <Form.Item label="地区" name="area"><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
            <Form.Item label="姓名" name="name"><Input /></Form.Item>
          </Form>
        </ConfigProvider>);`;
    const { outputFiles } = await build({
      stdin: { contents, loader: 'tsx', resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    await show({ script: outputFiles[0]!.text });
    await choose(page, '省', '江苏');
    await choose(page, '地区', '地区 150');
    await fillIn(page, { 姓名: '张三' });
    assert.deepEqual(JSON.parse(await page.title()), { province: 'js', area: 150, name: '张三' });
    await assertQuiet(page);
  });

  it('given a page that is busy and then moves, when it is to be settled, then both are over', async () => {
    await show({
      body: '<div id="work" aria-busy="true">…</div>',
      style: '#work { opacity: 0.2; transition: opacity 1h } .done { opacity: 1 !important }',
      script: `const work = document.querySelector('#work');
        setTimeout(() => (work.ariaBusy = 'false', work.textContent = 'there', work.className = 'done'), 50)`,
    });
    await settled(page);
    const seen =
      "[document.querySelector('#work').textContent, getComputedStyle(document.querySelector('#work')).opacity]";
    assert.deepEqual(await page.evaluate(seen), ['there', '1']);
  });

  it('given a page longer than the screen, when pictures are taken, then they are of the screen or of all of it', async () => {
    await show({ ...good, style: 'main { display: block; height: 3000px }' });
    const sizes: (number | undefined)[][] = [];
    for (const whole of [false, true]) {
      const file = join(runDir(), 'pictures', `${whole}.png`);
      await takeScreenshot(page, file, { whole });
      const { width, height } = await sharp(file).metadata();
      sizes.push([width, height! > 3000 ? Infinity : height]);
    }
    assert.deepEqual(sizes, [
      [390, 844],
      [390, Infinity],
    ]);
  });

  it('given a step that fails, when it is told, then so are step and pictures of each page, which are there', async () => {
    await show(good);
    await (await page.context().newPage()).goto('/');
    const failure = step(page, 'to pay', async () =>
      assert.equal(await page.getByRole('button').textContent(), '支付'),
    );
    const error = await failure.catch((each: assert.AssertionError) => each);
    assert.ok(error instanceof assert.AssertionError);
    const [, name, files] = /in the step "([^"]+)"; it looked so: (.+)$/.exec(error.message) ?? [];
    assert.equal(name, 'to pay');
    assert.ok(error.stack!.includes(error.message));
    assert.equal(files!.split(', ').length, 2);
    for (const file of files!.split(', ')) {
      assert.match(basename(file), /when-it-is-told-.+-to-pay(-2)?\.png$/);
      assert.equal((await sharp(readFileSync(file)).metadata()).width, 390);
      rmSync(file);
    }
    assert.equal(await step(page, 'to look', () => page.title()), 'Expo');
  });
});
