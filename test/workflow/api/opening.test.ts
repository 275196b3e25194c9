import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { registrationWorkflowId } from '../../../workflows/messages.ts';
import type { Reply, TestApi } from '../../support/api.ts';
import { procurementIntent, staffToken, unitInfo } from '../../support/fixtures.ts';
import { proveMobile } from '../../support/mobile-proof.ts';
import { newAccount } from '../../support/registration-fixture.ts';
import { startStageApi } from '../../support/stage-api.ts';
import type { Stage } from '../../support/stage.ts';

const password = 'An-Opening-Password-1';
const wide = (text: string) =>
  text.replaceAll(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

describe('opening an account over HTTP', () => {
  let stage: Stage;
  let api: TestApi;
  before(async () => {
    ({ stage, api } = await startStageApi());
  });
  after(async () => {
    await api.close();
    await stage.close();
  });

  const mobile = '13800138000';
  const prove = () => proveMobile({ stage, api }, mobile);
  async function ask(more: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Reply> {
    const uscc = newAccount();
    const body = {
      region: 'mainland',
      category: 'enterprise',
      uscc,
      mobile,
      password,
      acceptPrivacyTerms: true,
      ...more,
    };
    const reply = await api.call('POST', '/registrations', { body, headers });
    if (reply.status === 201)
      stage.started.add(registrationWorkflowId({ edition: '2', account: reply.body.account as string }));
    return reply;
  }
  const open = async (more: Record<string, unknown> = {}) => ask({ ...more, mobileProof: await prove() });
  const assertRefused = ({ status, body }: Reply, expected: number, code: string, path?: string) => {
    assert.deepEqual([status, body.code], [expected, code], JSON.stringify(body));
    if (path)
      assert.ok(
        body.errors.some((error: { path: string }) => error.path === path),
        JSON.stringify(body.errors),
      );
  };
  const accounts = async () =>
    (await stage.store.knex('units').whereNotNull('openedAt').count({ count: '*' }).first())!.count;

  it('given a USCC in small and wide letters, when an account is opened, then it is the normalised one, logged in and at its first step (G1.4)', async () => {
    const uscc = newAccount();
    const { status, body } = await open({ uscc: ` ${wide(uscc.toLowerCase())} ` });
    assert.deepEqual([status, body.account], [201, uscc]);
    assert.deepEqual(body.progress.steps[0].state, 'doing');
    const mine = await api.call('GET', '/registration', { token: body.token });
    assert.deepEqual(
      [mine.body.registrationId, mine.body.account, mine.body.state],
      [body.registrationId, uscc, 'draft'],
    );
    assertRefused(await open({ uscc }), 409, 'unit_already_registered');
  });

  it('given a code with any dash, a blank or nothing for its hyphen, when accounts are opened, then each is under the code (G1.1)', async () => {
    for (const invitationCode of ['DEMO02', 'demo 02', 'DEMO\u201302', 'DEMO\u201102', '\u202aＤＥＭＯ－０２\u202c']) {
      const { status, body } = await ask({ invitationCode });
      assert.equal(status, 201, `${invitationCode}: ${JSON.stringify(body)}`);
      const mine = await api.call('GET', '/registration', { token: body.token });
      assert.equal(mine.body.invitationCode, 'DEMO-02');
    }
    assertRefused(await ask({ invitationCode: 'DEMO 99' }), 422, 'invitation_code_unknown');
    const late = await open({ invitationCode: '' });
    const given = await api.call('PUT', '/registration/invitation-code', {
      token: late.body.token,
      body: { invitationCode: 'demo02' },
    });
    assert.equal(given.status, 200, JSON.stringify(given.body));
  });

  it("given mobiles as address books write them, when accounts are opened, then a mainland one is 11 digits, another's + and digits", async () => {
    const { knex, personalData } = stage.store;
    for (const [typed, kept] of [
      ['\u202a13800138000\u202c', '13800138000'],
      ['(+86) 138–0013–8000', '13800138000'],
      ['00852 9123 0000', '+85291230000'],
      ['＋852 9123 0000', '+85291230000'],
      ['+1 (415) 555-0132', '+14155550132'],
    ]) {
      const opened = await ask({ mobile: typed, invitationCode: 'DEMO-02' });
      assert.equal(opened.status, 201, `${typed}: ${JSON.stringify(opened.body)}`);
      const row = (await knex('units').where({ account: opened.body.account }).first('unitId', 'mobile'))!;
      assert.equal(personalData.open({ table: 'units', column: 'mobile', row: row.unitId }, row.mobile), kept);
    }
    assertRefused(
      await ask({ mobile: '852 9123 0000', invitationCode: 'DEMO-02' }),
      400,
      'validation_failed',
      'mobile',
    );
  });

  it('given a USCC pasted with what cannot be seen and blanks inside, when opened and logged in with, then it is one account', async () => {
    const uscc = newAccount();
    const pasted = `\u200b${uscc.slice(0, 8)} ${uscc.slice(8)}\u202c`;
    const opened = await ask({ uscc: pasted, invitationCode: 'DEMO-02' });
    assert.deepEqual([opened.status, opened.body.account], [201, uscc]);
    const login = await api.call('POST', '/sessions', { body: { account: `${pasted}\u3000`, login: '', password } });
    assert.equal(login.status, 201, JSON.stringify(login.body));
    const abroad = {
      region: 'overseas',
      uscc: undefined,
      country: 'ｄｅ',
      businessNo: `hrb  ${uscc}`,
      invitationCode: 'DEMO-02',
    };
    const german = await ask(abroad);
    assert.deepEqual([german.status, german.body.account], [201, `DE:HRB ${uscc}`], JSON.stringify(german.body));
    assertRefused(await ask({ ...abroad, businessNo: `HRB\u00a0${uscc}` }), 409, 'unit_already_registered');
    for (const whole of [`DE:HRB ${uscc}`, `de： hrb ${uscc}`])
      assertRefused(await ask({ ...abroad, businessNo: whole }), 409, 'unit_already_registered');
  });

  it('given a whole account pasted for a number, when opened, then the number is what follows its country, and colons of its own stay (G1.4)', async () => {
    const number = newAccount().slice(-8);
    const abroad = { region: 'overseas', uscc: undefined, country: 'DE', invitationCode: 'DEMO-02' };
    for (const [businessNo, account] of [
      [`DE:HRB ${number}`, `DE:HRB ${number}`],
      [`HRB:${number}`, `DE:HRB:${number}`],
      [`FR:${number}`, `DE:FR:${number}`],
    ] as const) {
      const opened = await ask({ ...abroad, businessNo });
      assert.deepEqual([opened.status, opened.body.account], [201, account], JSON.stringify(opened.body));
      const mine = (await api.call('GET', '/registration', { token: opened.body.token })).body;
      assert.deepEqual([mine.country, mine.businessNo], ['DE', account.slice(3)]);
      const login = await api.call('POST', '/sessions', { body: { account, password } });
      assert.equal(login.status, 201, account);
    }
  });

  it('given the code of a mainland unit for a number of another region, when opened, then 422 at the number says to register as a mainland unit; what only looks like one is taken (G1.4)', async () => {
    const before = await accounts();
    const uscc = newAccount();
    for (const [region, country] of [
      ['overseas', 'DE'],
      ['hk_macao_taiwan', 'HK'],
    ] as const)
      for (const businessNo of [uscc, `${uscc.slice(0, 8)} ${uscc.slice(8)}`.toLowerCase(), `${country}:${uscc}`]) {
        const refused = await ask({ region, uscc: undefined, country, businessNo, invitationCode: 'DEMO-02' });
        assertRefused(refused, 422, 'country_contradicts', 'businessNo');
        assert.match(refused.body.errors[0].message, /Choose the region Chinese mainland/);
      }
    assert.equal(await accounts(), before);
    const wrong = `${uscc.slice(0, 17)}${uscc.endsWith('0') ? '1' : '0'}`;
    const opened = await ask({
      region: 'overseas',
      uscc: undefined,
      country: 'DE',
      businessNo: wrong,
      invitationCode: 'DEMO-02',
    });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
  });

  it('given what breaks a rule, when an account is asked for, then each is refused by its code and none is opened', async () => {
    const before = await accounts();
    const abroad = {
      region: 'overseas',
      uscc: undefined,
      country: 'DE',
      businessNo: 'HRB 1',
      invitationCode: 'DEMO-03',
    };
    assertRefused(await ask({ acceptPrivacyTerms: undefined }), 422, 'privacy_terms_not_accepted');
    assertRefused(await ask({ uscc: '91440600000000001Z' }), 422, 'uscc_invalid', 'uscc');
    assertRefused(await ask({ uscc: undefined }), 400, 'validation_failed', 'uscc');
    assertRefused(await ask({ country: 'DE' }), 400, 'validation_failed', 'country');
    assertRefused(await ask({ ...abroad, uscc: newAccount() }), 400, 'validation_failed', 'uscc');
    assertRefused(await ask({ ...abroad, businessNo: undefined }), 400, 'validation_failed', 'businessNo');
    assertRefused(await ask({ ...abroad, country: 'ZZ' }), 422, 'unknown_reference', 'country');
    for (const [region, country, words] of [
      ['overseas', 'CN', /unified social credit code/],
      ['hk_macao_taiwan', 'CN', /unified social credit code/],
      ['overseas', 'HK', /choose the region Hong Kong, Macao and Taiwan/],
      ['overseas', 'MO', /choose the region Hong Kong, Macao and Taiwan/],
      ['overseas', 'TW', /choose the region Hong Kong, Macao and Taiwan/],
      ['hk_macao_taiwan', 'DE', /choose the region Other countries/],
    ] as const) {
      const refused = await ask({ ...abroad, region, country });
      assertRefused(refused, 422, 'country_contradicts', 'country');
      assert.match(refused.body.errors[0].message, words);
    }
    assertRefused(await ask({ ...abroad, invitationCode: undefined }), 422, 'invitation_code_required');
    assertRefused(await ask({ category: 'government' }), 422, 'invitation_code_required');
    assertRefused(await ask({ invitationCode: 'NOBODY-HAS-IT' }), 422, 'invitation_code_unknown');
    assertRefused(await ask({ password: 'aaaaaaaa' }), 422, 'password_too_weak');
    assert.equal(await accounts(), before);
  });

  it('given a registered unit, when it comes again with a code nobody has, then the rule is named before the state', async () => {
    const uscc = newAccount();
    await open({ uscc });
    assertRefused(await ask({ uscc, invitationCode: 'NOBODY-HAS-IT' }), 422, 'invitation_code_unknown');
  });

  it('given a key, when the opening is repeated, then the same answer comes and one account is open', async () => {
    const [of, before, headers] = [
      { uscc: newAccount(), mobileProof: await prove() },
      await accounts(),
      { 'Idempotency-Key': randomUUID() },
    ];
    const [first, again] = [await ask(of, headers), await ask(of, headers)];
    assert.deepEqual([again.status, again.headers.get('idempotency-replayed'), again.body], [201, 'true', first.body]);
    assertRefused(await ask({ ...of, mobile: '13800138001' }, headers), 422, 'idempotency_key_reused');
    assert.equal(await accounts(), before + 1);
  });

  it('given an enterprise without a code, when it submits, then its city’s delegation has it and approves it; a unit of no such city waits for the bureau (G1.2)', async () => {
    const submit = async (address: object) => {
      const { token, registrationId } = (await open()).body;
      await api.call('PUT', '/registration/unit-info', {
        token,
        body: { ...unitInfo, address: { ...unitInfo.address, ...address } },
      });
      await api.call('PUT', '/registration/procurement-intent', { token, body: procurementIntent });
      const submitted = await api.call('POST', '/registration/submit', { token });
      assert.deepEqual([submitted.status, submitted.body], [200, { state: 'under_review' }]);
      return { token, registrationId, mine: () => api.call('GET', '/registration', { token }) };
    };
    const foshan = await submit({});
    const shenzhen = await submit({ city: '深圳市', county: '南山区' });
    assert.deepEqual([(await foshan.mine()).body.delegation.no, (await shenzhen.mine()).body.delegation], [3, null]);
    const bureau = await staffToken(stage.store, 'bureau');
    const waiting = (await api.call('GET', '/bureau/unallocated', { token: bureau })).body.items as {
      registrationId: string;
    }[];
    assert.deepEqual(
      [foshan, shenzhen].map(({ registrationId }) => waiting.some((item) => item.registrationId === registrationId)),
      [false, true],
    );

    const token = await staffToken(stage.store, 'delegation-3');
    const path = `/review/registrations/${foshan.registrationId}`;
    const { version } = (await api.call('GET', path, { token })).body;
    assert.equal(
      (await api.call('POST', `${path}/decision`, { token, body: { decision: 'approve', version } })).status,
      200,
    );
    assert.equal((await foshan.mine()).body.invitationCode, 'DEMO-03');
  });

  it('given forms not filled in, when submitted by a reader of Chinese, then each is named in Chinese', async () => {
    const { token } = (await open()).body;
    const reply = await api.call('POST', '/registration/submit', { token, headers: { 'Accept-Language': 'zh-CN' } });
    assertRefused(reply, 422, 'incomplete', 'unitInfo.contact.email');
    const said = new Map(
      reply.body.errors.map(({ path, message }: { path: string; message: string }) => [path, message]),
    );
    assert.equal(said.get('unitInfo.name'), '请填写单位名称。');
    assert.equal(said.get('procurementIntent.nextYearBand'), '请填写下一年采购意向金额。');
    for (const message of said.values()) assert.match(String(message), /^请填写\p{Script=Han}+。$/u);
  });

  it('given a submission refused as incomplete, when it comes with the same key after the forms are filled in, then it is submitted', async () => {
    const { token } = (await open()).body as { token: string };
    const submit = () =>
      api.call('POST', '/registration/submit', { token, headers: { 'Idempotency-Key': '"the click"' } });
    assertRefused(await submit(), 422, 'incomplete');
    await api.call('PUT', '/registration/unit-info', { token, body: unitInfo });
    await api.call('PUT', '/registration/procurement-intent', { token, body: procurementIntent });
    const { status, body } = await submit();
    assert.deepEqual([status, body.state], [200, 'under_review'], JSON.stringify(body));
    assert.equal((await submit()).headers.get('idempotency-replayed'), 'true');
  });
});
