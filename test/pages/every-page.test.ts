import assert from 'node:assert/strict';
import pLimit from 'p-limit';
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

  const open = async (area: AreaName, route: string, view: (typeof views)[number]) => {
    if (area === 'public') return pages.open(view);
    if (area !== 'unit') return pages.openAs(area === 'delegation' ? 'delegation-2' : area, view);
    const { draft, buyer } = things;
    const { token, account } = ofDrafts.test(route) && !route.includes(':attendeeId') ? draft : buyer;
    return pages.open({ ...view, login: { token, role: 'unit', account } });
  };

  it('given each, when it is opened in both languages, at a desk and on a phone, then WCAG 2.2 AA holds, nothing overflows and nothing is amiss', async () => {
    const twoAtOnce = pLimit(2);
    const visits = routesOfPages().flatMap(({ area, route }) => views.map((view) => ({ area, route, view })));
    assert.ok(visits.length > 60, `${visits.length}`);
    const faults = await Promise.all(
      visits.map(({ area, route, view }) =>
        twoAtOnce(async () => {
          const page = await open(area, route, view);
          try {
            await step(page, `${route} ${view.language}`, async () => {
              const failure = refused[route];
              if (failure) expectFailure(page, failure);
              await page.goto(route.replaceAll(/:(\w+)/g, (_, name: string) => things.params[name]!));
              await page.getByRole('heading', { level: 1 }).first().waitFor();
              await settled(page);
              await assertAccessible(page);
              await assertNoOverflow(page);
              await assertQuiet(page);
            });
            return [];
          } catch (error) {
            return [`${route} ${view.language} ${view.width}: ${(error as Error).message}`];
          } finally {
            await page.context().close();
          }
        }),
      ),
    );
    assert.deepEqual(faults.flat(), []);
  });
});
