import { execFile } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** What a browser is chosen by. */
export interface Surroundings {
  /** `BROWSER_PATH`. */
  given: string | undefined;
  platform: NodeJS.Platform;
  arch: string;
  hasNpmBuild: boolean;
  /** `PATH`. */
  path: string;
  isThere: (file: string) => boolean;
}

/** npm's build, which is to be unpacked, or a program that is there. */
export type Choice = { isNpmBuild: true } | { isNpmBuild: false; program: string };

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const apps = ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/** The one named, else npm's, else an installed one; throws one line that says what to do. */
export function chooseBrowser({ given, platform, arch, hasNpmBuild, path, isThere }: Surroundings): Choice {
  if (given) {
    if (isThere(given)) return { isNpmBuild: false, program: given };
    throw new Error(`BROWSER_PATH=${given} is not there: name the program of a Chromium or Chrome, or nothing`);
  }
  if (hasNpmBuild && platform === 'linux' && arch === 'x64') return { isNpmBuild: true };
  const onPath = path.split(delimiter).flatMap((dir) => (dir ? names.map((name) => join(dir, name)) : []));
  const program = [...onPath, ...(platform === 'darwin' ? apps : [])].find(isThere);
  if (program !== undefined) return { isNpmBuild: false, program };
  throw new Error(
    `There is no browser for the tests on ${platform} ${arch}: install Chromium or Chrome, or say where one is (BROWSER_PATH)`,
  );
}

/** A browser as it is started. */
export interface BrowserProgram {
  program: string;
  env: Record<string, string>;
}

/** The browser of this machine with the fonts that the product brings, so that a page is as wide everywhere. */
export async function findBrowser(cacheDir: string, dir: string): Promise<BrowserProgram> {
  const choice = chooseBrowser({
    given: process.env['BROWSER_PATH'],
    platform: process.platform,
    arch: process.arch,
    hasNpmBuild: npmBuild() !== undefined,
    path: process.env['PATH'] ?? '',
    isThere: existsSync,
  });
  const env = { FONTCONFIG_FILE: writeFontSettings(dir) };
  if (!choice.isNpmBuild) return { program: choice.program, env };
  const home = await unpackNpmBuild(cacheDir);
  return { program: join(home, 'chromium'), env: { ...env, LD_LIBRARY_PATH: join(home, 'lib') } };
}

function npmBuild(): { bin: string; version: string } | undefined {
  try {
    const root = resolve(dirname(require.resolve('@sparticuz/chromium')), '../..');
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    return { bin: join(root, 'bin'), version };
  } catch {
    return undefined;
  }
}

/**
 * The build with the libraries that a bare machine lacks (NSS, NSPR, expat), kept under its version. It is unpacked beside and
 * renamed, so that it is there as a whole or not at all, also for two who begin at once.
 */
export async function unpackNpmBuild(cacheDir: string): Promise<string> {
  const { bin, version } = npmBuild()!;
  const home = join(cacheDir, `chromium-${version}`);
  if (existsSync(home)) return home;
  mkdirSync(cacheDir, { recursive: true });
  const scratch = mkdtempSync(join(cacheDir, 'unpack-'));
  try {
    // Made by root, it also serves others.
    chmodSync(scratch, 0o755);
    const program = createWriteStream(join(scratch, 'chromium'), { mode: 0o755 });
    await Promise.all([unpack(join(bin, 'chromium.br'), program), untar(join(bin, 'al2023.tar.br'), scratch)]);
    try {
      renameSync(scratch, home);
    } catch (error) {
      // Another was faster.
      if (!existsSync(home)) throw error;
    }
    return home;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const unpack = (file: string, into: Writable) => pipeline(createReadStream(file), createBrotliDecompress(), into);

async function untar(file: string, dir: string): Promise<void> {
  const tar = join(dir, 'libraries.tar');
  await unpack(file, createWriteStream(tar));
  await run('tar', ['-xf', tar, '-C', dir]);
  rmSync(tar);
}

const fonts = [
  'noto-sans/400Regular/NotoSans_400Regular',
  'noto-sans/700Bold/NotoSans_700Bold',
  'noto-sans-sc/400Regular/NotoSansSC_400Regular',
  'noto-sans-sc/700Bold/NotoSansSC_700Bold',
];

/** What fontconfig reads instead of the machine's: our fonts and no others. */
function writeFontSettings(dir: string): string {
  const folders = fonts.map((font) => `<dir>${dirname(require.resolve(`@expo-google-fonts/${font}.ttf`))}</dir>`);
  const families = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    (family) =>
      `<alias binding="same"><family>${family}</family><prefer><family>Noto Sans</family><family>Noto Sans SC</family></prefer></alias>`,
  );
  const file = join(dir, 'fonts.conf');
  const head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">';
  const all = [...folders, `<cachedir>${join(dir, 'fonts')}</cachedir>`, ...families];
  writeFileSync(file, `${head}\n<fontconfig>\n${all.join('\n')}\n</fontconfig>\n`);
  return file;
}
