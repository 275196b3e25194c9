import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { staffToken } from '../support/fixtures.ts';

const password = 'Quiet-Harbour-Lantern-7';

describe('invitations of staff', () => {
  let api: TestApi;
  let bureau: string;
  const lines: string[] = [];
  before(async () => {
    api = await startApi({ log: pino({}, { write: (line) => void lines.push(line) }) });
    bureau = await staffToken(api.store, 'bureau');
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: object, token: string | null = bureau) =>
    api.call(method, path, { ...(token === null ? {} : { token }), ...(body ? { body } : {}) });
  const tokenOf = ({ link }: Json): string => /\/app\/staff-invitations\/([A-Za-z0-9]{32})$/.exec(link)![1]!;
  let count = 0;
  async function invite(more: object = {}): Promise<{ login: string; token: string; body: Json }> {
    const login = `auditor-${++count}`;
    const { status, body } = await call('POST', '/bureau/staff', { login, role: 'auditor', ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return { login, token: tokenOf(body), body };
  }
  const look = (token: string) => call('GET', `/staff-invitations/${token}`, undefined, null);
  const accept = (token: string, chosen = password) =>
    call('POST', `/staff-invitations/${token}`, { password: chosen }, null);
  const login = (name: string, given = password) => call('POST', '/sessions', { login: name, password: given }, null);
  const rowOf = async (name: string): Promise<Json> =>
    (await call('GET', '/bureau/staff?limit=200')).body.items.find((row: Json) => row.login === name);

  it('given nobody of that login, when the bureau adds one, then the link is told once, says whom it invites, and sets a password once', async () => {
    const { login: name, token, body } = await invite();
    assert.deepEqual(
      [body.role, body.hasPassword, body.hasSecondFactor, body.disabled],
      ['auditor', false, false, false],
    );
    const days = (Date.parse(body.invitedUntil) - Date.now()) / 86_400_000;
    assert.ok(days > 6.99 && days <= 7, String(days));
    assert.equal((await login(name)).status, 401);

    const looked = await look(token);
    assert.deepEqual(looked.body, { login: name, role: 'auditor', expiresAt: body.invitedUntil });
    for (const weak of ['short', 'aaaaaaaaaaaa', 'Password123', name])
      assert.deepEqual([(await accept(token, weak)).body.code, weak], ['password_too_weak', weak]);
    assert.equal((await rowOf(name)).hasPassword, false);

    assert.equal((await accept(token)).status, 204);
    const row = await rowOf(name);
    assert.deepEqual([row.hasPassword, row.invitedUntil, row.link], [true, null, undefined]);
    const session = await login(name);
    assert.deepEqual([session.status, session.body.role], [201, 'auditor']);
    assert.equal((await accept(token, 'Another-Harbour-Lantern-8')).status, 404);
    assert.equal((await login(name)).status, 201, 'the password stayed');
  });

  it('given links that are unknown, used, late, void, or of who is disabled, when they are followed, then all are answered alike and no password is set', async () => {
    const { knex } = api.store;
    const [used, late, voided, disabled] = [await invite(), await invite(), await invite(), await invite()];
    await accept(used.token);
    await knex('staff_invitations')
      .whereIn('staffId', knex('staff').where({ login: late.login }).select('staffId'))
      .update({ expiresAt: knex.raw("now() - interval '1 second'") });
    const renewed = await call('POST', `/bureau/staff/${voided.login}/invitation`, {});
    await call('PATCH', `/bureau/staff/${disabled.login}`, { disabled: true });
    const unknown = 'A'.repeat(32);
    const tokens = [unknown, used.token, late.token, voided.token, disabled.token];
    const answers = [];
    for (const token of tokens) answers.push(await look(token), await accept(token));
    for (const { status, body } of answers) assert.deepEqual([status, body], [404, answers[0]!.body]);
    // Not even once they are let in again.
    await call('PATCH', `/bureau/staff/${disabled.login}`, { disabled: false });
    assert.equal((await accept(disabled.token)).status, 404);
    for (const { login: name } of [late, voided, disabled]) assert.equal((await rowOf(name)).hasPassword, false, name);
    assert.equal((await accept(tokenOf(renewed.body))).status, 204);
  });

  it('given somebody who has lost everything, when they are reset, then sessions, password and second factor are gone, and the new link lets them in', async () => {
    const { login: name, token } = await invite();
    await accept(token);
    const session = (await login(name)).body.token as string;
    const { staffId } = (await api.store.knex('staff').where({ login: name }).first('staffId'))!;
    assert.equal((await call('GET', '/ops/audit', undefined, session)).status, 200);

    const reset = await call('POST', `/bureau/staff/${name}/invitation`, {});
    assert.equal(reset.status, 201);
    assert.equal((await call('GET', '/ops/audit', undefined, session)).status, 401);
    assert.equal((await login(name)).status, 401);
    assert.deepEqual(await api.store.knex('sessions').where({ staffId }), []);
    assert.equal((await accept(tokenOf(reset.body), 'Other-Harbour-Lantern-9')).status, 204);
    assert.equal((await login(name)).status, 401);
    assert.equal((await login(name, 'Other-Harbour-Lantern-9')).status, 201);
  });

  it('given staff of each role, when they add, invite or reset, then the bureau does all but operators, operators do operators, others nobody, and none themselves', async () => {
    const [operator, reviewer] = [await staffToken(api.store, 'operator'), await staffToken(api.store, 'delegation-3')];
    const { login: auditorLogin, token } = await invite();
    await accept(token);
    const auditor = (await login(auditorLogin)).body.token as string;
    const before = (await call('GET', '/bureau/staff?limit=200')).body.items.length;
    const refused: [string, string, object, string][] = [
      ['/bureau/staff', bureau, { login: 'operator-9', role: 'operator' }, 'forbidden'],
      ['/bureau/staff', operator, { login: 'bureau-9', role: 'bureau' }, 'forbidden'],
      ['/bureau/staff', reviewer, { login: 'bureau-9', role: 'bureau' }, 'forbidden'],
      ['/bureau/staff', auditor, { login: 'bureau-9', role: 'bureau' }, 'forbidden'],
      ['/bureau/staff', bureau, { login: 'delegation-9', role: 'bureau' }, 'login_taken'],
      ['/bureau/staff', bureau, { login: 'x', role: 'delegation' }, 'unknown_reference'],
      ['/bureau/staff', bureau, { login: 'x', role: 'delegation', delegationNo: 99 }, 'unknown_reference'],
      ['/bureau/staff', bureau, { login: 'x', role: 'bureau', delegationNo: 3 }, 'unknown_reference'],
      ['/bureau/staff/operator/invitation', bureau, {}, 'forbidden'],
      ['/bureau/staff/bureau/invitation', bureau, {}, 'forbidden'],
      ['/bureau/staff/delegation-3/invitation', operator, {}, 'forbidden'],
      ['/bureau/staff/operator/invitation', operator, {}, 'forbidden'],
      ['/bureau/staff/nobody/invitation', bureau, {}, 'not_found'],
    ];
    for (const [path, who, body, code] of refused)
      assert.equal((await call('POST', path, body, who)).body.code, code, `${path} ${JSON.stringify(body)}`);
    const items = (await call('GET', '/bureau/staff?limit=200')).body.items as Json[];
    assert.equal(items.length, before);
    assert.ok(items.find((row) => row.login === 'delegation-3').hasPassword);
    const added = await call('POST', '/bureau/staff', { login: 'operator-9', role: 'operator' }, operator);
    assert.equal(added.status, 201);
    const delegated = await call('POST', '/bureau/staff', {
      login: 'delegation-3b',
      role: 'delegation',
      delegationNo: 3,
    });
    assert.deepEqual([delegated.status, delegated.body.delegationNo], [201, 3]);
    await call('PATCH', '/bureau/staff/delegation-3b', { disabled: true });
    assert.equal((await call('POST', '/bureau/staff/delegation-3b/invitation', {})).body.code, 'staff_disabled');
  });

  it('given one request repeated under its key, when somebody is added, then there is one row and one link', async () => {
    const add = () =>
      api.call('POST', '/bureau/staff', {
        token: bureau,
        body: { login: 'twice', role: 'bureau' },
        headers: { 'Idempotency-Key': key },
      });
    const key = randomUUID();
    const [first, again] = [await add(), await add()];
    assert.deepEqual([first.status, again.status, again.body], [201, 201, first.body]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await look(tokenOf(first.body))).status, 200);
  });

  it('given all that, when the audit, the log and every row are read, then who did what is there, and no token or password', async () => {
    const { login: name, token } = await invite();
    await look(token);
    await call('GET', `/STAFF-invitations/${token}/more`, undefined, null);
    await accept(token);
    const { items } = (await call('GET', `/ops/audit?limit=200&subject=${name}`)).body;
    assert.deepEqual(
      items.map(({ by, action }: Json) => [by, action]),
      [
        [name, 'staff_invitation_used'],
        ['bureau', 'staff_added'],
      ],
    );
    const told = lines.join('');
    assert.ok(told.includes('/staff-invitations/:token'));
    const stored = JSON.stringify(
      await Promise.all(
        (['staff', 'staff_invitations', 'idempotency_keys', 'audit_entries', 'notifications'] as const).map((table) =>
          api.store.knex(table),
        ),
      ),
      (_key, value: Json) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value),
    );
    assert.ok(stored.includes(name));
    for (const secret of [token, password]) assert.ok(!told.includes(secret) && !stored.includes(secret), secret);
  });
});
