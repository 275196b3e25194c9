import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import {
  createUnit,
  mainlander,
  procurementIntent,
  staffToken,
  unitInfo,
  unitPassword,
  type TestUnit,
} from '../support/fixtures.ts';

describe('what a fault says, and that all of them are named', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const send = (method: string, path: string, body: unknown, token?: string) =>
    api.call(method, path, { token, body, headers: { 'Accept-Language': 'zh' } });
  const told = ({ status, body }: Reply): [number, Record<string, string>] => [
    status,
    Object.fromEntries((body.errors ?? []).map(({ path, message }: Json) => [path, message])),
  ];
  const pathsOf = (reply: Reply) => new Set(reply.body.errors?.map(({ path }: Json) => path));

  it('given times in the wrong order, when a code or an event is made, then it says which comes after which', async () => {
    const [early, late] = ['2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z'];
    const code = { validFrom: late, validUntil: early, delegationId: 3 };
    assert.deepEqual(told(await send('POST', '/invitation-codes', code, bureau)), [
      400,
      { validUntil: '失效时间须晚于生效时间。' },
    ]);
    const event = { titleZh: '会', titleEn: 'A', placeZh: '厅', placeEn: 'B', capacity: 1 };
    const times = { startsAt: late, endsAt: early, signUpClosesAt: late };
    assert.deepEqual(told(await send('POST', '/bureau/events', { ...event, ...times }, bureau)), [
      400,
      { endsAt: '结束时间应晚于开始时间。', signUpClosesAt: '报名截止时间不得晚于结束时间。' },
    ]);
  });

  it('given a person twice, when badges are quoted, people locked or batches made, then it says twice', async () => {
    const id = randomUUID();
    for (const [path, body, token] of [
      ['/orders/quote', { attendeeIds: [id, id] }, unit.token],
      ['/review/attendees/unlock', { attendeeIds: [id, id] }, bureau],
      ['/bureau/production/batches', { attendeeIds: [id, id] }, bureau],
    ] as const) {
      const [status, messages] = told(await send('POST', path, body, token));
      assert.deepEqual([status, messages['attendeeIds']], [400, '参观人员重复。'], path);
    }
  });

  it('given neither account nor login, both, or one that is wrong, when logged in, then it says to give one, beside every other fault', async () => {
    const one = '请填写账号或登录名中的一项。';
    assert.deepEqual(told(await send('POST', '/sessions', {})), [400, { account: one, password: '请填写密码。' }]);
    const both = { account: unit.account, login: 'bureau', password: unitPassword };
    assert.deepEqual(told(await send('POST', '/sessions', both)), [400, { account: one }]);
    assert.deepEqual(pathsOf(await send('POST', '/sessions', { account: 5 })), new Set(['account', 'password']));
  });

  it('given no region or list, or one there is not, when sent, then it is to be chosen, and what all forms share is judged as well (G1.4, G3.3)', async () => {
    const [status, missing] = told(await send('POST', '/registrations', { mobile: '1' }));
    assert.equal(status, 400);
    assert.equal(missing['region'], '请选择地区。');
    assert.equal(missing['category'], '请填写单位类别。');
    assert.match(missing['mobile']!, /^手机号码格式不正确/);
    const [, person] = told(await send('POST', '/attendees', {}, unit.token));
    assert.deepEqual(
      [person['list'], Object.keys(person).toSorted()],
      ['请选择人员类别。', ['documentNumber', 'list', 'position', 'sex']],
    );
    const [, other] = told(await send('POST', '/attendees', { ...mainlander(1), list: 'martian' }, unit.token));
    assert.deepEqual(other, { list: '人员类别不在可选范围内。' });
  });

  it('given a country by its name or by three letters, when sent, then one fault says to choose it', async () => {
    const person = { list: 'overseas', surname: 'Smith', sex: 'male', documentNumber: 'C01X00T47', position: 'nobody' };
    for (const country of ['DEU', 'Germany', 'Bundesrepublik Deutschland', '德国', 'D']) {
      const reply = await send('POST', '/attendees', { ...person, country }, unit.token);
      assert.deepEqual(
        reply.body.errors
          .filter(({ path }: Json) => path === 'country')
          .map(({ code, message }: Json) => [code, message]),
        [['invalid_format', '请从列表中选择国家。']],
        country,
      );
    }
  });

  it('given a code of a mobile and one of an invitation, when each is missing or wrong, then each is called what it is', async () => {
    const [, change] = told(await send('PUT', '/account/mobile', {}, unit.token));
    assert.equal(change['code'], '请填写验证码。');
    const [, made] = told(await send('POST', '/invitation-codes', { code: '?' }, bureau));
    assert.equal(made['code'], '邀请码格式不正确。');
  });

  it('given nothing that can be seen for a street, and a field nobody knows, when saved, then the one is missing and the other to be left out', async () => {
    const address = { ...unitInfo.address, street: '\u200b' };
    const [status, messages] = told(
      await send('PUT', '/registration/unit-info', { ...unitInfo, address, colour: 1 }, unit.token),
    );
    assert.deepEqual([status, messages], [400, { 'address.street': '请填写详细地址。', colour: '未知字段，请删除。' }]);
  });

  it('given faults of form and of vocabulary inside one part, list or row, when a form is saved, then one answer names them all (G3.1, G3.2)', async () => {
    const reply = await send(
      'PUT',
      '/registration/unit-info',
      {
        ...unitInfo,
        address: { ...unitInfo.address, province: '月球', street: 5 },
        contact: { ...unitInfo.contact, email: 'x', position: 'nobody' },
        importModes: ['nope', 5],
        industries: [{ area: 5, subArea: 'x' }, { area: 'nope', subArea: 7 }, 'row'],
      },
      unit.token,
    );
    assert.equal(reply.status, 400);
    const paths = pathsOf(reply);
    for (const path of [
      'address.province',
      'address.street',
      'contact.email',
      'contact.position',
      'importModes[0]',
      'importModes[1]',
      'industries[0].area',
      'industries[1].area',
      'industries[1].subArea',
      'industries[2]',
    ])
      assert.ok(paths.has(path), `${path}: ${[...paths].join(' ')}`);
    assert.equal(paths.size, reply.body.errors.length, 'no path twice');
    const intent = {
      ...procurementIntent,
      exhibitors: [{ country: 'XX', company: 5 }, null, { country: 5, company: 'Acme' }],
    };
    const intents = await send('PUT', '/registration/procurement-intent', intent, unit.token);
    assert.deepEqual(
      pathsOf(intents),
      new Set(['exhibitors[0].company', 'exhibitors[1]', 'exhibitors[2].country', 'exhibitors[0].country']),
    );
  });

  it('given a person whose place is half wrong, when added, then the other half is looked up as well (G3.3)', async () => {
    const person = { ...mainlander(3), residence: { province: '月球', city: 5 } };
    assert.deepEqual(
      pathsOf(await send('POST', '/attendees', person, unit.token)),
      new Set(['residence.city', 'residence.province']),
    );
  });
});
