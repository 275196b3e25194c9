import assert from 'node:assert/strict';
import { pino } from 'pino';
import sharp from 'sharp';
import { readLink, signLink } from '../../api/link.ts';
import { createSessions } from '../../db/session.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, staffToken, type TestUnit } from '../support/fixtures.ts';

describe('links to files', () => {
  let api: TestApi;
  let logged = '';
  let unit: TestUnit;
  let attendeeId: string;
  let photo: Buffer;
  before(async () => {
    api = await startApi({ log: pino({}, { write: (line) => void (logged += line) }) });
  });
  after(() => api.close());
  beforeEach(async () => {
    unit = await createUnit(api.store);
    const people = await api.store.knex('attendees').select('attendeeId');
    const person = mainlander(700 + people.length);
    ({ attendeeId } = (await api.call('POST', '/attendees', { token: unit.token, body: person })).body);
    const jpeg = await sharp({ create: { width: 400, height: 560, channels: 3, background: '#c08060' } })
      .jpeg()
      .toBuffer();
    await api.call('PUT', `/attendees/${attendeeId}/photo`, {
      token: unit.token,
      body: jpeg,
      headers: { 'Content-Type': 'image/jpeg' },
    });
    photo = (await api.call('GET', `/attendees/${attendeeId}/photo`, { token: unit.token })).body;
  });

  const make = (token: string | undefined, kind: string, id: string) =>
    api.call('POST', '/links', { token, body: { kind, id } });
  /** As `<img>` asks: without a token, from a page of another origin. */
  const open = (token: string, headers: Record<string, string> = {}) =>
    api.call('GET', `/links/${token}`, { headers: { Accept: 'image/avif,image/webp,*/*;q=0.8', ...headers } });
  const tokenOf = ({ url }: { url: string }) => /^http:\/\/127\.0\.0\.1\/api\/v1\/links\/([\w.-]+)$/.exec(url)![1]!;
  const linkOf = async (token: string) => tokenOf((await make(token, 'photo', attendeeId)).body);

  it('given a photo, when its unit asks for a link, then for a minute it shows that photo to whoever has it, on a page of another origin too, and nobody keeps it', async () => {
    const { status, body } = await make(unit.token, 'photo', attendeeId);
    assert.equal(status, 201);
    const left = Date.parse(body.expiresAt) - Date.now();
    assert.ok(left > 0 && left <= 60_000, `${left} ms`);
    const { status: opened, headers, body: shown } = await open(tokenOf(body));
    assert.equal(opened, 200);
    assert.ok(photo.equals(shown));
    assert.equal(headers.get('content-type'), 'image/jpeg');
    assert.equal(headers.get('content-disposition'), `inline; filename="photo-${attendeeId}.jpg"`);
    assert.equal(headers.get('cross-origin-resource-policy'), 'cross-origin');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    // What is no link stays with its own origin.
    const direct = await api.call('GET', `/attendees/${attendeeId}/photo`, { token: unit.token });
    assert.equal(direct.headers.get('cross-origin-resource-policy'), 'same-origin');
  });

  it('given a link, when it is changed, late, made up or used for anything else, then it opens nothing', async () => {
    const token = await linkOf(unit.token);
    const link = readLink(api.store, token)!;
    const other = await createUnit(api.store);
    const { body: person } = await api.call('POST', '/attendees', { token: other.token, body: mainlander(699) });
    const [said, signature] = token.split('.') as [string, string];
    const forOther = Buffer.from(
      JSON.stringify(['photo', person.attendeeId, link.sessionId, link.expiresAt.getTime()]),
    ).toString('base64url');
    const later = Buffer.from(JSON.stringify(['photo', attendeeId, link.sessionId, Date.now() + 600_000])).toString(
      'base64url',
    );
    const late = signLink(api.store, { ...link, expiresAt: new Date(Date.now() - 1) });
    for (const wrong of [
      `${forOther}.${signature}`,
      `${later}.${signature}`,
      said,
      `${said}.`,
      `${said}.AAAA`,
      late,
      'x.y',
    ])
      assert.deepEqual([(await open(wrong)).status], [404], wrong);
    assert.equal((await open(token)).status, 200);
    for (const [method, path] of [
      ['GET', '/registration'],
      ['GET', `/attendees/${attendeeId}/photo`],
    ] as const)
      assert.equal((await api.call(method, path, { token })).status, 401);
    // The bearer's own session neither helps nor hinders.
    assert.equal((await open(token, { Authorization: `Bearer ${other.token}` })).status, 200);
  });

  it('given a link, when the session that asked for it ends, its owner is disabled or the thing is gone, then so does the link', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() =>
        createSessions(api.store)
          .open({ unitId: unit.unitId }, 1)
          .then(({ token }) => token),
      ),
    );
    const [ofFirst, ofSecond] = [await linkOf(first!), await linkOf(second!)];
    await api.call('DELETE', '/sessions/current', { token: first });
    assert.deepEqual([(await open(ofFirst)).status, (await open(ofSecond)).status], [404, 200]);

    const reviewer = await linkOf(await staffToken(api.store, 'delegation-3'));
    assert.equal((await open(reviewer)).status, 200);
    const disabled = (isDisabled: boolean) =>
      api.store
        .knex('staff')
        .where({ login: 'delegation-3' })
        .update({ disabledAt: isDisabled ? new Date() : null });
    await disabled(true);
    assert.equal((await open(reviewer)).status, 404);
    await disabled(false);

    await api.call('DELETE', `/attendees/${attendeeId}`, { token: unit.token });
    assert.equal((await open(ofSecond)).status, 404);
  });

  it('given things of others, unknown and not made yet, when links are asked for, then each is refused as its own operation refuses it', async () => {
    const other = await createUnit(api.store);
    const [stranger, operator, bureau] = await Promise.all(
      ['delegation-4', 'operator', 'bureau'].map((login) => staffToken(api.store, login)),
    );
    const refusals: [string | undefined, string, string, number, string][] = [
      [undefined, 'photo', attendeeId, 401, 'unauthenticated'],
      [other.token, 'photo', attendeeId, 404, 'not_found'],
      [stranger, 'photo', attendeeId, 404, 'not_found'],
      [operator, 'photo', attendeeId, 403, 'forbidden'],
      [unit.token, 'batch', attendeeId, 403, 'forbidden'],
      [bureau, 'batch', attendeeId, 404, 'not_found'],
      [bureau, 'invoice', '12345678901234F1', 403, 'forbidden'],
      [unit.token, 'invoice', '12345678901234F1', 404, 'not_found'],
      [unit.token, 'photo', 'nobody', 404, 'not_found'],
      [unit.token, 'badge', attendeeId, 409, 'badge_not_made'],
      [unit.token, 'sheet', attendeeId, 400, 'validation_failed'],
    ];
    for (const [token, kind, id, status, code] of refusals) {
      const reply = await make(token, kind, id);
      assert.deepEqual([reply.status, reply.body.code], [status, code], `${kind} ${id}`);
    }
  });

  it('given a reviewer’s link, when it is opened, then who reads whom is on record as ever, and the log knows no signature', async () => {
    const reviewer = await staffToken(api.store, 'delegation-3');
    const { body } = await make(reviewer, 'photo', attendeeId);
    const entries = () =>
      api.store
        .knex('audit_entries as a')
        .join('staff as s', 's.staffId', 'a.staffId')
        .where({ 'a.action': 'people_read', 'a.subject': attendeeId })
        .select('s.login', 'a.detail');
    assert.deepEqual(await entries(), []);
    const token = tokenOf(body);
    const { headers } = await open(token);
    assert.deepEqual(await entries(), [
      {
        login: 'delegation-3',
        detail: { operation: 'get /review/attendees/:attendeeId/photo', people: 1, ids: [attendeeId] },
      },
    ]);
    const lines = logged.split('\n').filter((line) => line.includes(headers.get('x-request-id')!));
    assert.ok(lines.some((line) => line.includes('/api/v1/links/:token')));
    assert.ok(!logged.includes(token.split('.')[1]!));
  });
});
