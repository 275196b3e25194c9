import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Sealed } from '../../db/table.ts';
import { anotherOfBureau, askCode, noticesTo } from '../support/account-change.ts';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, type TestUnit } from '../support/fixtures.ts';
import { limitParts } from '../support/limit-stage.ts';

describe('a unit that has lost its mobile', () => {
  let api: TestApi;
  let unit: TestUnit;
  let [first, second, third] = ['', '', ''];
  before(async () => {
    api = await startApi(limitParts);
    first = await staffToken(api.store, 'bureau');
    second = await anotherOfBureau(api.store);
    third = await anotherOfBureau(api.store);
  });
  beforeEach(async () => (unit = await createUnit(api.store)));
  after(() => api.close());

  const newMobile = '13933334444';
  const propose = (of = unit, mobile = newMobile, token = first) =>
    api.call('POST', `/bureau/registrations/${of.registrationId}/mobile`, { token, body: { mobile, reason: '换号' } });
  const proposed = async (of = unit): Promise<string> => {
    const { status, body } = await propose(of);
    assert.deepEqual([status, body.state], [202, 'proposed'], JSON.stringify(body));
    return body.mobileChangeId;
  };
  const confirm = (id: string, token = second) => api.call('POST', `/bureau/mobile-changes/${id}/confirm`, { token });
  const dismiss = (id: string, token = second, body?: object) =>
    api.call('POST', `/bureau/mobile-changes/${id}/dismiss`, { token, body });
  const told = ({ status, body }: Reply) => [status, body.code ?? body.state];
  const waiting = async (): Promise<Json[]> => {
    const { items } = (await api.call('GET', '/bureau/mobile-changes?limit=200', { token: second })).body;
    return items.filter(({ registrationId }: Json) => registrationId === unit.registrationId);
  };
  const attention = async (id: string): Promise<Json[]> =>
    (await api.call('GET', '/ops/attention?limit=200', { token: first })).body.items.filter(
      ({ subject }: Json) => subject.mobileChangeId === id,
    );
  const audit = async (): Promise<[string, string | null, string | null][]> => {
    const path = `/ops/audit?subject=${unit.registrationId}`;
    const { items } = (await api.call('GET', path, { token: first })).body;
    return items.map(({ action, by, reason }: Json) => [action, by === 'bureau' ? 'first' : 'other', reason]);
  };
  const login = () => api.call('POST', '/sessions', { body: { account: unit.account, password: unitPassword } });
  const mobileOf = async () =>
    (await api.call('GET', '/account', { token: (await login()).body.token })).body.mobileMasked as string;
  const changes = () =>
    api.store.knex('events').where({ registrationId: unit.registrationId, kind: 'mobile_changed' }).pluck('actor');
  const lapse = (mobileChangeId: string) =>
    api.store
      .knex('mobile_changes')
      .where({ mobileChangeId })
      .update({ lapsesAt: api.store.knex.raw<Date>("now() - interval '1 second'") });

  it('given somebody whom the proposer added to the bureau, or gave another mobile, when they confirm it, then they are no second person', async () => {
    const id = await proposed();
    const login = `puppet-${randomUUID().slice(0, 8)}`;
    const added = await api.call('POST', '/bureau/staff', {
      token: first,
      body: { login, role: 'bureau', withLink: true },
    });
    assert.equal(added.status, 201, JSON.stringify(added.body));
    const puppet = await staffToken(api.store, login);
    assert.deepEqual(told(await confirm(id, puppet)), [409, 'second_person_needed']);
    const colleague = (await api.call('GET', '/sessions/current', { token: third })).body.account as string;
    const patched = await api.call('PATCH', `/bureau/staff/${colleague}`, {
      token: first,
      body: { mobile: '13900000099' },
    });
    assert.equal(patched.status, 200, JSON.stringify(patched.body));
    assert.deepEqual(told(await confirm(id, third)), [409, 'second_person_needed']);
    assert.equal(await mobileOf(), '138****0000');
    assert.equal((await confirm(id)).status, 200);
  });

  it('given a proposal of the bureau, when nobody has confirmed it, then nothing has changed; it is listed, needs attention, and its unit sees it (G9.1)', async () => {
    const id = await proposed();
    const [item, ...more] = await waiting();
    assert.deepEqual(
      [item.mobileChangeId, item.account, item.mobileMasked, item.reason, item.by, more.length],
      [id, unit.account, '139****4444', '换号', 'bureau', 0],
    );
    assert.equal(item.delegation.no, 3);
    assert.equal(Math.round((Date.parse(item.lapsesAt) - Date.parse(item.proposedAt)) / 86_400_000), 14);
    assert.equal((await attention(id)).length, 1);
    const account = (await api.call('GET', '/account', { token: unit.token })).body;
    assert.deepEqual(
      [account.mobileMasked, account.mobileChange.mobileMasked, account.mobileChange.lapsesAt],
      ['138****0000', '139****4444', item.lapsesAt],
    );
    assert.deepEqual(await audit(), [['mobile_change_proposed', 'first', '换号']]);
    assert.deepEqual([await changes(), await noticesTo(api.store, unit.registrationId, 'mobile_changed')], [[], []]);
    for (const [mobile, token] of [
      ['13933335555', first],
      [newMobile, second],
    ] as const)
      assert.deepEqual(told(await propose(unit, mobile, token)), [409, 'mobile_change_open']);
    assert.equal(await proposed(), id, 'the same again is the same');
    assert.equal((await audit()).length, 1);
  });

  it('given a proposal, when somebody else confirms it, then the mobile is changed, the old one told, every session over, the password as it was, and both are on record (G9.1)', async () => {
    const reset = await askCode(api.store, () =>
      api.call('POST', '/account/password-reset/codes', { body: { account: unit.account } }),
    );
    const id = await proposed();
    assert.deepEqual(told(await confirm(id, first)), [409, 'second_person_needed']);
    assert.deepEqual(await changes(), []);
    assert.deepEqual(told(await confirm(id)), [200, 'confirmed']);
    assert.equal((await api.call('GET', '/account', { token: unit.token })).status, 401);
    assert.equal(await mobileOf(), '139****4444');
    assert.deepEqual(await changes(), ['bureau']);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), ['13800000000']);
    assert.deepEqual(
      (await audit()).filter(([action]) => action !== 'logged_in'),
      [
        ['mobile_changed', 'other', null],
        ['mobile_change_proposed', 'first', '换号'],
      ],
    );
    assert.deepEqual([await waiting(), await attention(id)], [[], []]);
    const { mobile } = (await api.store.knex('mobile_changes').where({ mobileChangeId: id }).first('mobile'))!;
    assert.equal(mobile, null);
    for (const token of [second, third]) assert.deepEqual(told(await confirm(id, token)), [409, 'mobile_change_over']);
    assert.deepEqual(told(await dismiss(id)), [409, 'mobile_change_over']);
    // What had reached the lost one opens nothing.
    const body = { account: unit.account, ...reset, newPassword: 'Three-Words-Apart-77' };
    assert.equal((await api.call('POST', '/account/password-reset', { body })).body.code, 'code_invalid');
  });

  it('given a proposal, when two others confirm it at once, then one does, and the old mobile is told once', async () => {
    const id = await proposed();
    const replies = await Promise.all([confirm(id, second), confirm(id, third)]);
    assert.deepEqual(replies.map(({ status }) => String(status)).toSorted(), ['200', '409']);
    assert.deepEqual(await changes(), ['bureau']);
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), ['13800000000']);
  });

  it('given a proposal, when it is dismissed, by its proposer too, then nothing has changed, it cannot be confirmed, and another can be made', async () => {
    const id = await proposed();
    assert.deepEqual(told(await dismiss(id, first, { reason: '号码有误' })), [200, 'dismissed']);
    assert.deepEqual(told(await confirm(id)), [409, 'mobile_change_over']);
    assert.deepEqual(await waiting(), []);
    assert.equal((await audit())[0]!.join(), 'mobile_change_dismissed,first,号码有误');
    const next = await proposed();
    assert.deepEqual(told(await dismiss(next)), [200, 'dismissed']);
    assert.equal(await mobileOf(), '138****0000');
  });

  it('given a proposal that nobody confirmed for 14 days, when it is confirmed or dismissed, then it has lapsed, is listed nowhere, and another can be made', async () => {
    const id = await proposed();
    await lapse(id);
    for (const reply of [await confirm(id), await dismiss(id)]) {
      assert.deepEqual(told(reply), [409, 'mobile_change_over']);
      assert.equal(reply.body.state, 'lapsed');
    }
    assert.deepEqual([await waiting(), await attention(id)], [[], []]);
    assert.equal((await api.call('GET', '/account', { token: unit.token })).body.mobileChange, null);
    const next = await proposed();
    assert.deepEqual(told(await confirm(next)), [200, 'confirmed']);
    const states = await api.store
      .knex('mobile_changes')
      .where({ registrationId: unit.registrationId })
      .orderBy('proposedAt')
      .pluck('state');
    assert.deepEqual(states, ['lapsed', 'confirmed']);
  });

  it('given a proposal, when the unit changes its mobile itself, then the proposal has lapsed', async () => {
    const id = await proposed();
    const prove = (body?: object) =>
      askCode(api.store, () => api.call('POST', '/account/mobile/codes', { token: unit.token, body }));
    const own = { newMobile: '13955556666' };
    const body = { ...(await prove()), ...own, mobileProof: await prove(own) };
    assert.equal((await api.call('PUT', '/account/mobile', { token: unit.token, body })).status, 204);
    assert.deepEqual(told(await confirm(id)), [409, 'mobile_change_over']);
    assert.equal(await mobileOf(), '139****6666');
  });

  it('given whom it is not up to, when they propose, confirm or dismiss, then they are refused and nothing has changed', async () => {
    const own = await anotherOfBureau(api.store, unit.account);
    assert.deepEqual(told(await propose(unit, newMobile, own)), [403, 'own_unit']);
    assert.deepEqual(told(await propose(unit, newMobile, await staffToken(api.store, 'delegation-3'))), [
      403,
      'forbidden',
    ]);
    assert.deepEqual(told(await propose(unit, '13800000000')), [409, 'mobile_unchanged']);
    const id = await proposed();
    for (const act of [confirm, dismiss]) {
      assert.deepEqual(told(await act(id, own)), [403, 'own_unit']);
      assert.deepEqual(told(await act(id, unit.token)), [403, 'forbidden']);
      assert.deepEqual(told(await act(id, await staffToken(api.store, 'operator'))), [403, 'forbidden']);
      assert.deepEqual(told(await act(randomUUID())), [404, 'not_found']);
    }
    assert.equal((await waiting()).length, 1);
    assert.deepEqual(await changes(), []);
  });

  it('given an account that was released, when its proposal is confirmed, then it is not there, and listed nowhere', async () => {
    const id = await proposed();
    const { knex } = api.store;
    await knex('units').where({ unitId: unit.unitId }).update({ releasedAt: knex.fn.now() });
    assert.deepEqual(told(await confirm(id)), [404, 'not_found']);
    assert.deepEqual([await waiting(), await attention(id)], [[], []]);
  });

  it('given an old number that does not open, when the change is confirmed, then it is made, and nobody is told', async () => {
    await api.store
      .knex('units')
      .where({ unitId: unit.unitId })
      .update({ mobile: Buffer.from('damaged') as Sealed });
    assert.deepEqual(told(await confirm(await proposed())), [200, 'confirmed']);
    assert.equal(await mobileOf(), '139****4444');
    assert.deepEqual(await noticesTo(api.store, unit.registrationId, 'mobile_changed'), []);
  });

  it('given rows that say one person made a change alone, or two wait for one unit, when they are written, then the database refuses', async () => {
    const { knex } = api.store;
    const id = await proposed();
    const { proposedBy } = (await knex('mobile_changes').where({ mobileChangeId: id }).first('proposedBy'))!;
    const refused = (constraint: string, change: Promise<unknown>) =>
      assert.rejects(change, (error: { constraint?: string }) => error.constraint === constraint);
    const decided = { state: 'confirmed', decidedAt: new Date(), mobile: null } as const;
    const row = knex('mobile_changes').where({ mobileChangeId: id });
    await refused(
      'mobile_changes_two_people',
      row
        .clone()
        .update({ ...decided, decidedBy: proposedBy })
        .then(),
    );
    await refused(
      'mobile_changes_decided',
      row
        .clone()
        .update({ ...decided, state: 'dismissed' })
        .then(),
    );
    const another = {
      mobileChangeId: randomUUID(),
      registrationId: unit.registrationId,
      proposedBy,
      lapsesAt: new Date(),
    };
    const sealed = { mobile: Buffer.alloc(3) as Sealed, reason: Buffer.alloc(3) as Sealed };
    await refused(
      'mobile_changes_one_open',
      knex('mobile_changes')
        .insert({ ...another, ...sealed })
        .returning('*'),
    );
  });
});
