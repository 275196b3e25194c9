import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { hashPassword } from '../../api/auth.ts';
import type { StaffRole } from '../../domain/staff-request.ts';
import { createSessions } from '../../db/session.ts';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, delegationId } from '../support/fixtures.ts';
import { createAuthenticator, secretBytes } from '../support/second-factor.ts';

const password = 'Quiet-Harbour-Lantern-7';
const path = '/account/second-factor';

describe('a second factor', () => {
  let api: TestApi;
  let passwordHash: string;
  let count = 0;
  const lines: string[] = [];
  before(async () => {
    api = await startApi({
      log: pino({}, { write: (line) => void lines.push(line) }),
      settings: { demo: false, rateLimits: true, trustedProxies: 1 },
    });
    passwordHash = await hashPassword(password);
  });
  after(() => api.close());

  const call = (method: string, where: string, body?: object, token?: string, address = '203.0.113.1') =>
    api.call(method, where, { token, ...(body ? { body } : {}), headers: { 'X-Forwarded-For': address } });
  const login = (name: string, more: object = {}, address?: string) =>
    call('POST', '/sessions', { login: name, password, ...more }, undefined, address);

  interface Member {
    staffId: string;
    name: string;
    token: string;
    more(): Promise<string>;
  }
  async function member(role: StaffRole): Promise<Member> {
    const [staffId, name] = [randomUUID(), `own-${role}-${++count}`];
    const delegation = role === 'delegation' ? await delegationId(api.store, 3) : null;
    await api.store.knex('staff').insert({ staffId, login: name, role, passwordHash, delegationId: delegation });
    const more = async () => (await createSessions(api.store).open({ staffId }, 1)).token;
    return { staffId, name, token: await more(), more };
  }
  async function enrol({ token }: Member) {
    const { status, body } = await call('POST', path, {}, token);
    assert.equal(status, 201, JSON.stringify(body));
    const app = createAuthenticator(body.otpauthUrl);
    const code = app.code();
    assert.equal((await call('PUT', path, { code }, token)).status, 204);
    return { app, code, recoveryCodes: body.recoveryCodes as string[] };
  }
  /** As if half a minute had passed again and again. */
  const timePasses = ({ staffId }: Member) =>
    api.store.knex('second_factors').where({ staffId }).update({ lastStep: 0 });

  it('given bureau, operators and auditors without one, when they do anything else, then 403 in clear words until one is confirmed; delegations and units go on', async () => {
    for (const role of ['bureau', 'operator', 'auditor'] as const) {
      const staff = await member(role);
      const refused = async () => {
        const { status, body } = await call('GET', '/ops/audit', undefined, staff.token);
        return [status, body.code];
      };
      assert.deepEqual(await refused(), [403, 'second_factor_required'], role);
      const told = await api.call('GET', '/ops/attention', {
        token: staff.token,
        headers: { 'Accept-Language': 'zh' },
      });
      assert.equal(told.body.detail, '该账号须先启用动态验证码，方可进行其他操作。');
      assert.equal((await call('GET', '/sessions/current', undefined, staff.token)).body.secondFactor, 'required');
      assert.equal((await call('GET', '/sessions', undefined, staff.token)).status, 200);
      const { body } = await call('POST', path, {}, staff.token);
      assert.deepEqual(await refused(), [403, 'second_factor_required'], 'it is not confirmed yet');
      assert.equal(
        (await call('PUT', path, { code: createAuthenticator(body.otpauthUrl).code() }, staff.token)).status,
        204,
      );
      assert.equal((await call('GET', '/ops/audit', undefined, staff.token)).status, 200);
      assert.equal((await call('GET', '/sessions/current', undefined, staff.token)).body.secondFactor, 'confirmed');
    }
    const reviewer = await member('delegation');
    assert.equal((await call('GET', '/review/registrations', undefined, reviewer.token)).status, 200);
    const unit = await createUnit(api.store);
    assert.equal((await call('GET', '/registration', undefined, unit.token)).status, 200);
    assert.equal((await call('POST', path, {}, unit.token)).status, 403);
  });

  it('given somebody who sets one up, when it is shown, then as link, picture and ten codes; a wrong code confirms nothing, a right one ends the other sessions', async () => {
    const staff = await member('bureau');
    const other = await staff.more();
    assert.equal((await call('PUT', path, { code: '123456' }, staff.token)).body.code, 'no_second_factor');
    const first = (await call('POST', path, {}, staff.token)).body;
    const { body } = await call('POST', path, {}, staff.token);
    const app = createAuthenticator(body.otpauthUrl);
    assert.equal(app.label, staff.name);
    assert.match(body.otpauthUrl, /^otpauth:\/\/totp\/Expo%20registration:own-bureau-\d+\?/);
    const png = Buffer.from(body.qr.replace('data:image/png;base64,', ''), 'base64');
    assert.deepEqual(png.subarray(1, 4).toString(), 'PNG');
    assert.equal(new Set(body.recoveryCodes).size, 10);
    for (const code of body.recoveryCodes) assert.match(code, /^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/);

    assert.equal((await call('PUT', path, { code: app.wrong() }, staff.token)).body.code, 'code_invalid');
    // Of the one before, which this one took the place of.
    assert.notEqual(createAuthenticator(first.otpauthUrl).secret, app.secret);
    assert.equal((await login(staff.name)).status, 201, 'asked for no code before it is confirmed');
    assert.equal((await call('PUT', path, { code: app.code() }, staff.token)).status, 204);
    assert.equal((await call('GET', '/sessions/current', undefined, other)).status, 401);
    assert.equal((await call('GET', '/sessions/current', undefined, staff.token)).status, 200);
    assert.equal((await call('PUT', path, { code: app.code(1) }, staff.token)).body.code, 'no_second_factor');
  });

  it('given one that is confirmed, when its owner logs in, then a code is asked for only after the right password, and each step is used once', async () => {
    const staff = await member('operator');
    const { app, code } = await enrol(staff);
    const wrongPassword = await login(staff.name, { password: 'wrong', totp: app.code(1) });
    assert.deepEqual([wrongPassword.status, wrongPassword.body.code], [401, 'credentials_invalid']);
    const missing = await login(staff.name);
    assert.deepEqual([missing.status, missing.body.code], [401, 'second_factor_required']);
    const used = await login(staff.name, { totp: code });
    assert.deepEqual([used.status, used.body.code], [401, 'second_factor_invalid'], 'the step that confirmed it');
    assert.equal((await login(staff.name, { totp: app.wrong() })).body.code, 'second_factor_invalid');
    const next = app.code(1);
    assert.equal((await login(staff.name, { totp: next })).status, 201);
    for (const spent of [next, code])
      assert.equal((await login(staff.name, { totp: spent })).body.code, 'second_factor_invalid', spent);
    await timePasses(staff);
    assert.equal((await login(staff.name, { totp: app.code(3) })).status, 401, 'beyond the window');
    assert.equal((await login(staff.name, { totp: app.code(-3) })).status, 401, 'beyond the window');
    assert.equal((await login(staff.name, { totp: app.code() })).status, 201);
  });

  it('given ten recovery codes, when one is used in any spelling, then once, and beside it the other nine stay', async () => {
    const staff = await member('bureau');
    const { recoveryCodes } = await enrol(staff);
    const [code, other] = recoveryCodes as [string, string];
    assert.equal((await login(staff.name, { recoveryCode: 'AAAA-BBBB-CCCC-DDDD' })).body.code, 'second_factor_invalid');
    assert.equal((await login(staff.name, { recoveryCode: code.toLowerCase().replaceAll('-', ' ') })).status, 201);
    assert.equal((await login(staff.name, { recoveryCode: code })).body.code, 'second_factor_invalid');
    assert.equal((await login(staff.name, { recoveryCode: other })).status, 201);
    const left = await api.store
      .knex('recovery_codes as c')
      .join('second_factors as f', 'f.secondFactorId', 'c.secondFactorId')
      .where({ 'f.staffId': staff.staffId, 'c.usedAt': null })
      .pluck('c.codeHash');
    assert.equal(left.length, 8);
    const { items } = (await call('GET', `/ops/audit?subject=${staff.name}&action=logged_in`, undefined, staff.token))
      .body;
    assert.deepEqual(
      items.map(({ detail }: Json) => detail.secondFactor),
      ['recovery_code', 'recovery_code'],
    );
  });

  it('given the right password, when codes are guessed, then they are counted as wrong passwords are, and asking without one forgives none', async () => {
    const staff = await member('bureau');
    const { app, recoveryCodes } = await enrol(staff);
    const from = '203.0.113.77';
    for (let n = 0; n < 10; n++) {
      assert.equal((await login(staff.name, { totp: app.wrong() }, from)).body.code, 'second_factor_invalid');
      if (n < 9) assert.equal((await login(staff.name, {}, from)).body.code, 'second_factor_required');
    }
    await timePasses(staff);
    for (const given of [{ totp: app.code() }, { recoveryCode: recoveryCodes[0] }, {}])
      assert.equal((await login(staff.name, given, from)).status, 429);
    const { items } = (
      await call('GET', `/ops/audit?subject=${staff.name}&action=login_failed`, undefined, staff.token)
    ).body;
    assert.deepEqual([items.length, items[0].detail.reason], [10, 'wrong_second_factor']);
  });

  it('given a stolen session, when it would replace or remove what its owner holds, then it needs a code; where the role may be without one a code removes it', async () => {
    const staff = await member('delegation');
    const { app } = await enrol(staff);
    assert.equal((await call('POST', path, {}, staff.token)).body.code, 'second_factor_required');
    assert.equal((await call('POST', path, { totp: app.wrong() }, staff.token)).body.code, 'second_factor_invalid');
    assert.equal(
      (await call('DELETE', `${path}?code=${app.wrong()}`, undefined, staff.token)).body.code,
      'second_factor_invalid',
    );
    await timePasses(staff);
    const replaced = await call('POST', path, { totp: app.code() }, staff.token);
    assert.equal(replaced.status, 201);
    // The old one counts until the new one is confirmed.
    assert.equal((await login(staff.name, { totp: app.code(1) })).status, 201);
    const newer = createAuthenticator(replaced.body.otpauthUrl);
    assert.equal((await call('PUT', path, { code: newer.code() }, staff.token)).status, 204);
    await timePasses(staff);
    assert.equal((await login(staff.name, { totp: app.code() })).body.code, 'second_factor_invalid');
    assert.equal((await call('DELETE', `${path}?code=${newer.code()}`, undefined, staff.token)).status, 204);
    assert.equal((await login(staff.name)).status, 201);
    assert.equal(
      (await call('DELETE', `${path}?code=${newer.code(1)}`, undefined, staff.token)).body.code,
      'no_second_factor',
    );

    const kept = await member('auditor');
    const { app: own } = await enrol(kept);
    assert.equal((await call('DELETE', `${path}?code=${own.code(1)}`, undefined, kept.token)).body.code, 'forbidden');
    assert.equal((await login(kept.name)).body.code, 'second_factor_required');
  });

  it('given all that, when every row and the log are read, then no secret, recovery code or password stands there', async () => {
    const staff = await member('bureau');
    const { app, recoveryCodes } = await enrol(staff);
    await login(staff.name, { recoveryCode: recoveryCodes[0] });
    const rows = await Promise.all(
      (['staff', 'second_factors', 'recovery_codes', 'sessions', 'idempotency_keys', 'audit_entries'] as const).map(
        (table) => api.store.knex(table),
      ),
    );
    const bytes: Buffer[] = [];
    const text = JSON.stringify(rows, (_key, value: Json) => {
      if (value?.type !== 'Buffer') return value as unknown;
      bytes.push(Buffer.from(value.data));
      return '';
    });
    assert.ok(text.includes(staff.name) && bytes.length > 20 && lines.length > 50);
    const codes = recoveryCodes.flatMap((code) => [code, code.replaceAll('-', '')]);
    for (const secret of [app.secret, password, staff.token, ...codes]) {
      assert.ok(!text.includes(secret) && !lines.join('').includes(secret), secret);
      assert.ok(!bytes.some((each) => each.includes(secret)), secret);
    }
    assert.ok(!bytes.some((each) => each.includes(secretBytes(app.secret))));
  });
});
