import assert from 'node:assert/strict';
import { createAudit } from '../../db/audit.ts';
import { checkAudit, parseAuditHead } from '../../db/ops/audit-check.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { staffToken } from '../support/fixtures.ts';

describe('the list of the audit', () => {
  let api: TestApi;
  let token: string;
  const times: string[] = [];
  before(async () => {
    api = await startApi();
    token = await staffToken(api.store, 'operator');
    const staff = await api.store.knex('staff').whereIn('login', ['bureau', 'delegation-3']).select('login', 'staffId');
    const idOf = new Map(staff.map(({ login, staffId }) => [login, staffId]));
    for (const [login, action, subject] of [
      ['bureau', 'staff_changed', 'a'],
      ['delegation-3', 'registrations_exported', 'b'],
      ['bureau', 'registrations_exported', 'b'],
      [null, 'login_failed', 'a'],
    ] as const)
      await createAudit(api.store).append({ staffId: login ? idOf.get(login) : undefined, action, subject });
    const rows = (await api.store.knex('audit_entries').orderBy('auditId').pluck('at')).slice(-4);
    times.push(...rows.map((at) => new Date(at.getTime() + 1).toISOString()));
  });
  after(() => api.close());

  const list = async (query: string) => {
    const { status, body } = await api.call('GET', `/ops/audit?${query}`, { token });
    assert.equal(status, 200, JSON.stringify(body));
    return body as { items: Json[]; head: Json };
  };
  const found = async (query: string) =>
    (await list(query)).items
      .filter(({ action }) => action !== 'audit_read')
      .map(({ by, action, subject }) => [by, action, subject].join(' '));

  it('given entries, when they are listed, then each has its position in the chain, and the head is one that an audit finds again', async () => {
    const { items, head } = await list('limit=200');
    const positions = items.map(({ position }) => position as number);
    assert.deepEqual(
      positions,
      positions.map((_, index) => positions.length - index),
    );
    const noted = parseAuditHead(`${head.position}:${head.hash}`);
    assert.ok(noted && noted.position >= positions[0]!);
    assert.deepEqual((await checkAudit(api.store, noted)).violations, []);
  });

  it('given filters, when they are combined, then what all of them name is listed', async () => {
    assert.deepEqual(await found('by=bureau'), ['bureau registrations_exported b', 'bureau staff_changed a']);
    assert.deepEqual(await found('by=bureau&action=registrations_exported'), ['bureau registrations_exported b']);
    assert.deepEqual(await found('subject=a'), [' login_failed a', 'bureau staff_changed a']);
    assert.deepEqual(await found('by=nobody'), []);
    // Beside what made the edition and its staff.
    const own = async (query: string) =>
      (await found(query)).filter((each) => !/edition_changed|staff_added/.test(each));
    const all = await own('');
    assert.equal(all.length, 4);
    const [first, second] = [encodeURIComponent(times[0]!), encodeURIComponent(times[1]!)];
    const before = await own(`until=${first}`);
    const between = await own(`from=${first}&until=${second}`);
    const after = await own(`from=${second}`);
    assert.deepEqual([...after, ...between, ...before], all, 'each is in one window');
    assert.ok(before.includes('bureau staff_changed a') && !after.includes('bureau staff_changed a'));
    const { status, body } = await api.call('GET', '/ops/audit?from=yesterday', { token });
    assert.deepEqual([status, body.errors[0].path], [400, 'from']);
  });

  it('given filters and pages, when the list is paged, then nothing is left out and nothing comes twice', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await api.call('GET', `/ops/audit?by=bureau&limit=1${cursor}`, { token });
      seen.push(...body.items.map(({ action }: Json) => action));
      if (!body.nextCursor) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    assert.deepEqual(seen, ['registrations_exported', 'staff_changed']);
  });

  it('given who reads the audit, when they poll it, then that they did is on record once a minute', async () => {
    const minute = () => Math.floor(Date.now() / 60_000);
    const begun = minute();
    const other = await staffToken(api.store, 'bureau');
    for (let n = 0; n < 4; n++) await api.call('GET', `/ops/audit?limit=${n + 1}`, { token: other });
    const reads = (await list('by=bureau&action=audit_read')).items;
    assert.ok(reads.length >= 1 && reads.length <= 1 + minute() - begun, `${reads.length}`);
    assert.deepEqual([reads[0].subject, reads[0].detail], ['all', { operation: 'get /ops/audit' }]);
  });
});
