import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, delegationId, staffToken } from '../support/fixtures.ts';

describe('invitation codes', () => {
  let api: TestApi;
  const tokens: Record<string, string> = {};
  before(async () => {
    api = await startApi();
    for (const login of ['delegation-1', 'delegation-3', 'bureau']) tokens[login] = await staffToken(api.store, login);
  });
  after(() => api.close());

  const make = (login: string, body: object) => api.call('POST', '/invitation-codes', { token: tokens[login], body });
  const codes = async (login: string) =>
    ((await api.call('GET', '/invitation-codes?limit=200', { token: tokens[login] })).body.items as Json[]).map(
      ({ code }) => code as string,
    );

  it('given a delegation, when it makes a code without naming one, then a readable code of its own is there', async () => {
    const { status, body } = await make('delegation-3', { capacity: 2, validUntil: '2030-01-01T00:00:00+08:00' });
    assert.equal(status, 201);
    assert.match(body.code, /^[2-9A-HJKMNP-TV-Z]{5}-[2-9A-HJKMNP-TV-Z]{5}$/);
    assert.deepEqual(
      [body.delegationId, body.capacity, body.used, body.validUntil, body.revokedAt],
      [await delegationId(api.store, 3), 2, 0, '2029-12-31T16:00:00.000Z', null],
    );
    assert.deepEqual([body.delegation.no, body.createdBy, body.revokedBy], [3, 'delegation-3', null]);
    assert.ok((await codes('delegation-3')).includes(body.code));
  });

  it('given an end that is over, when a code is made, then 400 names it and there is none', async () => {
    const over = await make('delegation-3', { code: 'OVER-ALREADY', validUntil: '2020-01-01T00:00:00Z' });
    assert.deepEqual([over.status, over.body.code, over.body.errors[0].path], [400, 'validation_failed', 'validUntil']);
    assert.ok(!(await codes('delegation-3')).includes('OVER-ALREADY'));
  });

  it('given a code of its own choice, when made in any spelling, then it is written one way, and 409 the second time', async () => {
    assert.equal((await make('delegation-3', { code: ' foshan-２０１９ ' })).body.code, 'FOSHAN-2019');
    const again = await make('bureau', { code: 'FOSHAN-2019', delegationId: await delegationId(api.store, 4) });
    assert.deepEqual([again.status, again.body.code], [409, 'invitation_code_exists']);
    assert.equal((await make('delegation-3', { code: 'a b' })).status, 400);
  });

  it('given the tree, when codes are made for others and listed, then only within the own subtree', async () => {
    const four = await delegationId(api.store, 4);
    assert.equal((await make('delegation-3', { code: 'STRANGE-4', delegationId: four })).status, 404);
    assert.equal((await make('delegation-1', { code: 'ZHUHAI-4', delegationId: four })).status, 201);
    assert.equal((await make('bureau', { code: 'NOBODY' })).status, 400);
    assert.equal((await make('bureau', { code: 'NOBODY', delegationId: 999_999 })).status, 404);
    const [foshan, province] = [await codes('delegation-3'), await codes('delegation-1')];
    assert.deepEqual(
      [foshan.includes('DEMO-03'), foshan.includes('DEMO-04'), foshan.includes('ZHUHAI-4')],
      [true, false, false],
    );
    assert.deepEqual(
      [province.includes('DEMO-03'), province.includes('DEMO-27'), province.includes('ZHUHAI-4')],
      [true, true, true],
    );
    assert.ok(!province.includes('NOBODY') && !province.includes('STRANGE-4'));
    const ofFour = await api.call('GET', '/invitation-codes?delegation=4', { token: tokens['delegation-1'] });
    assert.deepEqual([...new Set(ofFour.body.items.map((item: Json) => item.delegation.no))], [4]);
    const foreign = await api.call('GET', '/invitation-codes?delegation=4', { token: tokens['delegation-3'] });
    assert.equal(foreign.status, 404);
  });

  it('given a code, when revoked twice, then it keeps its first time; another delegation’s cannot be revoked', async () => {
    const revoke = (login: string, code: string) =>
      api.call('POST', `/invitation-codes/${code}/revoke`, { token: tokens[login] });
    const first = await revoke('delegation-3', 'demo-03');
    assert.deepEqual([first.status, typeof first.body.revokedAt], [200, 'string']);
    assert.deepEqual([first.body.createdBy, first.body.revokedBy], [null, 'delegation-3'], 'made with the demo');
    assert.equal((await revoke('delegation-1', 'DEMO-03')).body.revokedAt, first.body.revokedAt);
    const told = await api.store.knex('audit_entries').where({ subject: 'DEMO-03' }).pluck('action');
    assert.deepEqual(told, ['invitation_code_revoked']);
    assert.equal((await revoke('delegation-3', 'DEMO-04')).status, 404);
    const four = (await api.store.knex('invitation_codes').where({ code: 'DEMO-04' }).first('revokedAt'))!;
    assert.equal(four.revokedAt, null);
  });

  it('given a code, when its uses are read page by page, then each place tells what became of it, within the own subtree only (G1.1)', async () => {
    const { code } = (await make('delegation-3', { capacity: 5 })).body;
    const units = [await createUnit(api.store), await createUnit(api.store), await createUnit(api.store)];
    for (const [index, kind] of (['registered', 'filled_in', 'released'] as const).entries())
      await api.store
        .knex('invitation_code_uses')
        .insert({ edition: '2', code, registrationId: units[index]!.registrationId, kind });
    const read = (login: string, cursor = '') =>
      api.call('GET', `/invitation-codes/${code}/uses?limit=2${cursor}`, { token: tokens[login]! });
    const first = (await read('delegation-1')).body;
    const second = (await read('delegation-3', `&cursor=${first.nextCursor}`)).body;
    const uses = [...first.items, ...second.items].map((use: Json) => [use.account, use.kind]);
    assert.deepEqual(uses, [
      [units[0]!.account, 'registered'],
      [units[1]!.account, 'filled_in'],
      [units[2]!.account, 'released'],
    ]);
    assert.equal(second.nextCursor, null);
    tokens['delegation-4'] = await staffToken(api.store, 'delegation-4');
    assert.equal((await read('delegation-4')).status, 404);
    const reversed = { validFrom: '2030-01-02T00:00:00Z', validUntil: '2030-01-01T00:00:00Z' };
    assert.equal((await make('delegation-3', reversed)).status, 400);
  });
});
