import type { Page } from 'playwright-core';
import { buildPages, pagesFolder } from '../../stack/web-pages.ts';
import type { TestApi } from './api.ts';
import { openPage, type PageOptions } from './browser.ts';
import { staffToken } from './fixtures.ts';
import { startStageApi } from './stage-api.ts';
import type { Stage } from './stage.ts';

/** The whole of the system with its pages, built for these sources, as people have them before them. */
export interface PagesStage {
  stage: Stage;
  api: TestApi;
  /** A browser of somebody's own: nobody's, or logged in as a unit or as staff. */
  open(of: Partial<PageOptions>): ReturnType<typeof openPage>;
  /** The same as a member of staff of the demo (`bureau`, `operator`, `auditor`, `delegation-2`). */
  openAs(login: string, of?: Partial<PageOptions>): ReturnType<typeof openPage>;
  close(): Promise<void>;
}

export async function startPagesStage(): Promise<PagesStage> {
  await buildPages();
  const { stage, api } = await startStageApi({ api: { pages: { folder: pagesFolder } } });
  const baseUrl = new URL(api.url).origin;
  const opened: Page[] = [];
  const open: PagesStage['open'] = async (of) => {
    const page = await openPage({ baseUrl, width: 1360, language: 'zh', ...of });
    opened.push(page);
    return page;
  };
  return {
    stage,
    api,
    open,
    async openAs(login, of) {
      const role = login.replace(/-\d+$/, '');
      return open({ ...of, login: { token: await staffToken(stage.store, login), role, account: login } });
    },
    async close() {
      // Left open they would ask an API that is gone, again and again, beside all that follows.
      await Promise.all(opened.map((page) => page.context().close()));
      await api.close();
      await stage.close();
    },
  };
}
