import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import type { Page } from 'playwright-core';
import { assertAccessible, assertNoOverflow } from '../support/page-checks.ts';
import { assertQuiet, expectFailure } from '../support/page-noise.ts';
import { settled, step } from '../support/page-step.ts';
import { startPagesStage, type PagesStage } from '../support/pages-stage.ts';
import { createThings, type Things } from './people.ts';
import { routesOfPages, type AreaName } from './routes.ts';

/** Each page in both languages, one of them as wide as a desk's, the other as a phone's. */
const views = [
  { language: 'zh', width: 1360 },
  { language: 'en', width: 390 },
] as const;

/** Pages of whoever still fills in. */
const ofDrafts = /\/(?:unit-info|procurement-intent|delivery|confirmation|attendees(?:\/.*)?)$/;
/** What a page is refused that is opened with nothing behind it. */
const refused: Readonly<Record<string, { status: number; path: RegExp }>> = {
  '/app/staff-invitations/:token': { status: 404, path: /\/staff-invitations\/nobody$/ },
};

describe('every page', function () {
  this.timeout(300_000);
  let pages: PagesStage;
  let things: Things;
  before(async () => {
    pages = await startPagesStage();
    things = await createThings(pages);
  });
  after(() => pages.close());

  /** Whoever opens a page: one of a kind of user, or of units one who still fills in. */
  const personOf = (area: AreaName, route: string): string =>
    area === 'unit' && ofDrafts.test(route) && !route.includes(':attendeeId') ? 'draft' : area;

  const openAs = (person: string, view: (typeof views)[number]) => {
    if (person === 'public') return pages.open(view);
    const unit = { draft: things.draft, unit: things.buyer }[person];
    if (!unit) return pages.openAs(person === 'delegation' ? 'delegation-3' : person, view);
    return pages.open({ ...view, login: { token: unit.token, role: 'unit', account: unit.account } });
  };

  async function judge(page: Page, route: string): Promise<void> {
    const failure = refused[route];
    if (failure) expectFailure(page, failure);
    await page.goto(route.replaceAll(/:(\w+)/g, (_, name: string) => things.params[name] ?? assert.fail(`:${name}`)));
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await settled(page);
    await assertAccessible(page);
    await assertNoOverflow(page);
    await assertQuiet(page);
  }

  it('given each, when it is opened in both languages, at a desk and on a phone, then WCAG 2.2 AA holds, nothing overflows and nothing is amiss', async () => {
    const routes = routesOfPages();
    assert.ok(routes.length > 60, `${routes.length}`);
    const people = [...new Set(routes.map(({ area, route }) => personOf(area, route)))];
    const twoAtOnce = pLimit(2);
    const faults = await Promise.all(
      people.flatMap((person) =>
        views.map((view) =>
          twoAtOnce(async () => {
            const page = await openAs(person, view);
            const found: string[] = [];
            for (const { route } of routes.filter((each) => personOf(each.area, each.route) === person))
              await step(page, `${route} ${view.language}`, () => judge(page, route)).catch((error: Error) =>
                found.push(`${route} ${view.language} ${view.width}: ${error.message}`),
              );
            await page.context().close();
            return found;
          }),
        ),
      ),
    );
    assert.deepEqual(faults.flat(), []);
  });
});
