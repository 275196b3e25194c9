import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBrowser, unpackNpmBuild, type Choice, type Surroundings } from '../support/browser-program.ts';
import { runDir } from '../support/run.ts';

describe('which browser tests use', () => {
  const bare: Surroundings = {
    given: undefined,
    platform: 'linux',
    arch: 'x64',
    hasNpmBuild: true,
    path: '/usr/local/bin::/usr/bin',
    isThere: () => false,
  };
  const only =
    (...files: string[]) =>
    (file: string) =>
      files.includes(file);
  const installed = only('/usr/bin/chromium', '/usr/bin/google-chrome');
  const app = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const mac = { platform: 'darwin', arch: 'arm64' } as const;
  const npms: Choice = { isNpmBuild: true };
  const at = (program: string): Choice => ({ isNpmBuild: false, program });

  const chosen: [given: string, there: Partial<Surroundings>, choice: Choice][] = [
    [
      'one that is named',
      { given: '/opt/chrome', isThere: only('/opt/chrome', '/usr/bin/chromium') },
      at('/opt/chrome'),
    ],
    ['an empty name', { given: '' }, npms],
    ["npm's build alone", {}, npms],
    ["npm's build and an installed one", { isThere: installed }, npms],
    ['an installed one where npm brought none', { hasNpmBuild: false, isThere: installed }, at('/usr/bin/chromium')],
    ['an installed one on another processor', { arch: 'arm64', isThere: installed }, at('/usr/bin/chromium')],
    [
      'an installed one on the path of a Mac',
      { ...mac, isThere: only('/usr/bin/chromium', app) },
      at('/usr/bin/chromium'),
    ],
    ['the app of a Mac', { ...mac, isThere: only(app) }, at(app)],
  ];
  for (const [given, there, choice] of chosen)
    it(`given ${given}, when a browser is chosen, then it is ${choice.isNpmBuild ? "npm's" : choice.program}`, () =>
      assert.deepEqual(chooseBrowser({ ...bare, ...there }), choice));

  const refused: [given: string, there: Partial<Surroundings>, words: RegExp][] = [
    ['a name of nothing', { given: '/opt/none', isThere: installed }, /^BROWSER_PATH=\/opt\/none is not there: .+$/],
    [
      'none on another processor',
      { arch: 'arm64' },
      /^There is no browser .+ on linux arm64: install .+BROWSER_PATH.+$/,
    ],
    [
      'an app of a Mac on Linux',
      { hasNpmBuild: false, isThere: only(app) },
      /^There is no browser .+ on linux x64: .+$/,
    ],
  ];
  for (const [given, there, words] of refused)
    it(`given ${given}, when a browser is chosen, then one line says what to do`, () =>
      assert.throws(() => chooseBrowser({ ...bare, ...there }), { message: words }));

  it('given two who unpack at once, when both are done, then there is one browser that starts, and nothing half', async function () {
    if (process.platform !== 'linux' || process.arch !== 'x64') this.skip();
    const dir = mkdtempSync(join(runDir(), 'unpack-'));
    const homes = await Promise.all([unpackNpmBuild(dir), unpackNpmBuild(dir)]);
    assert.deepEqual(
      readdirSync(dir).map((name) => join(dir, name)),
      [...new Set(homes)],
    );
    const env = { LD_LIBRARY_PATH: join(homes[0], 'lib') };
    assert.match(execFileSync(join(homes[0], 'chromium'), ['--version'], { env, encoding: 'utf8' }), / 147\./);
  });
});
