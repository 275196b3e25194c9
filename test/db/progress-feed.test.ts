import assert from 'node:assert/strict';
import { createProgressFeed } from '../../db/progress-feed.ts';
import { createSessions } from '../../db/session.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('the feed of progress', () => {
  let base: TestStore;
  before(async () => {
    base = await startStore();
  });
  after(() => base.close());

  it('given followers of two units, when a session of one ends, then its followers alone are woken, and at once; staff who log out wake nobody', async () => {
    const { store, databaseUrl } = base;
    const feed = createProgressFeed({ databaseUrl, warn: (message) => assert.fail(message) });
    await feed.start();
    const [unit, other] = [await createUnit(store), await createUnit(store)];
    let wokenOthers = 0;
    const unfollow = feed.follow(other.registrationId, () => void wokenOthers++);
    await createSessions(store).close(await staffToken(store, 'bureau'));
    const woken = new Promise<void>((resolve) => void feed.follow(unit.registrationId, resolve));
    await createSessions(store).close(unit.token);
    await woken;
    assert.deepEqual([wokenOthers, feed.count(unit.registrationId), feed.count(other.registrationId)], [0, 1, 1]);
    unfollow();
    assert.equal(feed.count(other.registrationId), 0);
    await feed.close();
  });
});
