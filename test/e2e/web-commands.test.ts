import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from './http.ts';
import { newSettings, run, runCommand, type Settings } from './stack.ts';

const inRepository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/* What README names of the pages and needs no stack; `web:shots` is in commands.test.ts. */

describe('the commands of the pages', () => {
  let settings: Settings;
  before(async () => {
    settings = await newSettings();
  });

  async function npmRun(line: string) {
    const words = ['run', '--silent', ...line.split(' ')];
    const { lines, exited } = runCommand(settings, { command: 'npm', args: words, cwd: inRepository('.') });
    return { code: await exited, lines };
  }

  it('given the pages, when they are built twice, then their sizes are told, within what a visitor waits for, and the second time nothing is built', async () => {
    const [first, again] = [await npmRun('web:build'), await npmRun('web:build')];
    for (const { code, lines } of [first, again]) assert.equal(code, 0, lines.join('\n'));
    assert.match(
      first.lines.join('\n'),
      /^dist\/web: \d+ kB of script \(gzip\) before the first page.*; built (in|before)/m,
    );
    assert.match(again.lines.join('\n'), /; built before$/m);
    const { script, style, sizes } = JSON.parse(readFileSync(inRepository('dist/web/entry.json'), 'utf8')) as {
      script: string;
      style: string;
      sizes: { first: number };
    };
    for (const name of [script, `${script}.gz`, style])
      assert.ok(existsSync(inRepository(`dist/web/assets/${name}`)), name);
    assert.ok(sizes.first > 100_000 && sizes.first <= 420_000, String(sizes.first));
  });

  it('given no types of the client, when they are written, then they are those of the document', async () => {
    const file = inRepository('web/client/schema.ts');
    const { code, lines } = await npmRun('web:client');
    assert.equal(code, 0, lines.join('\n'));
    assert.match(readFileSync(file, 'utf8'), /"\/orders\/\{orderNo\}": \{/);
  });

  it('given the pages as they are written, when web:dev serves them, then they are there, and what is the API’s is passed on to it', async () => {
    const port = Number(settings['PORT']) + 1;
    const { child, lines, exited } = run(settings, 'stack/web-dev.ts', '--port', String(port));
    try {
      const origin = `http://127.0.0.1:${port}`;
      await until('the pages built', async () => lines.some((line) => line.startsWith('built; ')));
      const page = await (await fetch(`${origin}/app/login`)).text();
      const script = /src="(\/app\/assets\/main-[^"]+\.js)"/.exec(page)?.[1];
      assert.ok(script, page);
      assert.match(await (await fetch(origin + script)).text(), /EventSource/);
      const passedOn = await fetch(`${origin}/api/v1/edition`);
      assert.equal(passedOn.status, 502);
      assert.match(await passedOn.text(), /^No API at \d+: .*npm start$/);
    } finally {
      child.kill('SIGTERM');
      await exited;
    }
  });
});
