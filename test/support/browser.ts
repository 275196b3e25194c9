import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findBrowser } from './browser-program.ts';
import { hearNoise } from './page-noise.ts';
import { onRunEnd, runDir } from './run.ts';

const cacheDir = fileURLToPath(new URL('../../.cache', import.meta.url));

/** For what hangs, a minute before mocha gives up: so that it is told what was waited for. */
const hangsAfterMs = 60_000;

/** Up to this width a page is shown as on a phone: with its own view port, and touched. */
const widestPhone = 600;

let shared: Promise<Browser> | undefined;

/** One for the process, started for the first page. */
const browser = (): Promise<Browser> => (shared ??= launch());

async function launch(): Promise<Browser> {
  const { program, env } = await findBrowser(cacheDir, runDir());
  const started = await chromium.launch({
    executablePath: program,
    env: { ...process.env, ...env },
    // The run ends what it started (run.ts); an exit without that is heard of by playwright itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  onRunEnd('browser', async () => {
    shared = undefined;
    await started.close();
  });
  return started;
}

export interface PageOptions {
  /** Where the pages are: `page.goto('/app')` is relative to it. */
  baseUrl: string;
  /** 1360 and 390 are the widths the pages are made for. */
  width: number;
  language: 'zh' | 'en';
  /** Who is logged in from the beginning, as `web/session.ts` keeps it. */
  login?: { token: string; role: string; account: string };
}

/** A page of somebody's own, with a browser's memory of their own; `page.context().close()` ends it, at the latest the run does. */
export async function openPage({ baseUrl, width, language, login }: PageOptions): Promise<Page> {
  const isPhone = width <= widestPhone;
  const context = await (
    await browser()
  ).newContext({
    baseURL: baseUrl,
    viewport: { width, height: isPhone ? 844 : 900 },
    isMobile: isPhone,
    hasTouch: isPhone,
    locale: { zh: 'zh-CN', en: 'en-GB' }[language],
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(hangsAfterMs);
  await hearNoise(context);
  if (login) await context.addInitScript(loginScript(new URL(baseUrl).origin, login));
  return context.newPage();
}

/** Once a tab: who logs out stays so. Other origins, as the payer's page, hear nothing of it. */
const loginScript = (origin: string, login: object) => `
  if (location.origin === ${JSON.stringify(origin)} && sessionStorage.getItem('login-given') === null) {
    sessionStorage.setItem('login-given', 'yes');
    sessionStorage.setItem('login', ${JSON.stringify(JSON.stringify(login))});
  }`;
