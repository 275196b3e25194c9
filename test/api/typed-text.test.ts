import assert from 'node:assert/strict';
import { startApi, type Json, type Reply, type TestApi } from '../support/api.ts';
import {
  address,
  createUnit,
  idCard,
  mainlander,
  staffToken,
  unitInfo,
  unitPassword,
  uscc,
  type TestUnit,
} from '../support/fixtures.ts';

const overseas = {
  list: 'overseas',
  surname: 'Suharyati',
  sex: 'female',
  country: 'ID',
  documentNumber: 'X1234567',
  position: 'purchasing.manager',
};

describe('what people type and paste', () => {
  let api: TestApi;
  let unit: TestUnit;
  let bureau: string;
  before(async () => {
    api = await startApi();
    bureau = await staffToken(api.store, 'bureau');
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const call = (method: string, path: string, body?: unknown, token = unit.token) =>
    api.call(method, path, { token, body });
  const done = (reply: Reply, status: number): Json => {
    assert.equal(reply.status, status, JSON.stringify(reply.body));
    return reply.body;
  };
  const assertRefused = (reply: Reply, status: number, path: string, code?: string) => {
    const first = reply.body.errors?.[0];
    assert.deepEqual([reply.status, first?.path], [status, path], JSON.stringify(reply.body));
    if (code) assert.equal(first.code, code);
  };
  const saveUnitInfo = (more: object, contact: object = {}) =>
    call('PUT', '/registration/unit-info', { ...unitInfo, ...more, contact: { ...unitInfo.contact, ...contact } });
  const storedContact = async () => {
    const { personalData, knex } = api.store;
    const { registrationId } = unit;
    const { unitContact } = (await knex('registrations').where({ registrationId }).first('unitContact'))!;
    const field = { table: 'registrations', column: 'unitContact', row: registrationId } as const;
    return JSON.parse(personalData.open(field, unitContact!)) as Record<string, string | undefined>;
  };

  describe('what cannot be seen', () => {
    it('given invisible characters in a document number, when a person is added in both spellings, then it is one person', async () => {
      const made = done(
        await call('POST', '/attendees', { ...mainlander(1), documentNumber: `\u200b${idCard(1)}` }),
        201,
      );
      assert.match(made.documentMasked, /^\d/);
      const again = await call('POST', '/attendees', { ...mainlander(1), documentNumber: `${idCard(1)}\u202c` });
      assert.deepEqual([again.status, again.body.code], [409, 'attendee_already_registered']);
    });

    it('given them in names, lines and tax numbers, when saved, then they are not stored', async () => {
      const saved = done(await call('POST', '/addresses', { ...address, recipient: '\u202a陈禾青' }), 201);
      assert.equal(saved.recipient, '陈禾青');
      const title = { kind: 'company', title: '佛山晴岚\u200b进口贸易有限公司', taxNo: `\ufeff${uscc(7)}\u200f` };
      const made = done(await call('POST', '/invoice-titles', title), 201);
      assert.deepEqual([made.title, made.taxNo], ['佛山晴岚进口贸易有限公司', uscc(7)]);
      const nothing = await call('POST', '/addresses', { ...address, recipient: '\u200b\u3000' });
      assertRefused(nothing, 400, 'recipient', 'too_small');
    });

    it('given them in a login, when a unit and staff log in, then they are who they are', async () => {
      const account = `\u202a${unit.account.toLowerCase()}\u202c `;
      done(await api.call('POST', '/sessions', { body: { account, password: unitPassword, totp: '' } }), 201);
      await call('PATCH', '/bureau/staff/delegation-3', { unitAccount: account }, bureau);
      const changed = done(await call('PATCH', '/bureau/staff/ｄelegation–3', { mobile: '' }, bureau), 200);
      assert.deepEqual(
        [changed.login, changed.unitAccount, changed.mobileMasked],
        ['delegation-3', unit.account, null],
      );
    });
  });

  describe('empty fields that may be left out', () => {
    it('given "", blanks or null for each of them, when a form is saved, then they are left out', async () => {
      for (const empty of ['', ' \u3000', '\u200b', null]) {
        const place = { ...unitInfo.address, city: '东莞市', county: empty };
        const { unitInfo: saved } = done(
          await saveUnitInfo({ address: place, industryInvitationCode: empty }, { phone: empty }),
          200,
        );
        assert.deepEqual(
          ['county' in saved.address, 'industryInvitationCode' in saved, 'phone' in saved.contact],
          [false, false, false],
        );
        const title = done(
          await call('POST', '/invoice-titles', { kind: 'personal', title: '陈禾青', taxNo: empty }),
          201,
        );
        assert.equal('taxNo' in title, false);
        const sent = done(await call('POST', '/addresses', { ...address, county: empty, default: null }), 201);
        assert.equal('county' in sent, false);
        done(await call('PUT', '/registration/delivery', { pickup: 'courier', addressId: empty }), 200);
      }
      const code = { code: '', capacity: null, validFrom: '', validUntil: null, delegationId: null };
      const delegation = await staffToken(api.store, 'delegation-3');
      done(await call('POST', '/invitation-codes', code, delegation), 201);
      const person = done(await call('POST', '/attendees', { ...mainlander(2), pickup: null }), 201);
      assert.equal(person.pickup, null);
    });

    it('given "" or null in a change, when sent, then it takes away what may be left out and nothing else', async () => {
      const made = done(await call('POST', '/attendees', { ...mainlander(3), pickup: 'courier' }), 201);
      const path = `/attendees/${made.attendeeId}`;
      assert.equal(done(await call('PATCH', path, { pickup: '' }), 200).pickup, null);
      for (const name of ['', ' ', null]) assertRefused(await call('PATCH', path, { name }), 400, 'name');
      assertRefused(await call('PATCH', path, { residence: { province: '广东省', city: '' } }), 400, 'residence.city');
      assert.equal(done(await call('GET', path), 200).name, made.name);
    });

    it('given "" or null for what is required, when a form is saved, then it is refused as before', async () => {
      for (const name of ['', '\u3000', null]) assertRefused(await saveUnitInfo({ name }), 400, 'name');
      assertRefused(
        await call('POST', '/attendees', { ...mainlander(4), documentNumber: null }),
        400,
        'documentNumber',
      );
      assertRefused(await call('POST', '/addresses', { ...address, stret: '' }), 400, 'stret', 'unrecognized_keys');
    });
  });

  describe('telephones and e-mails', () => {
    it('given them as people write them, when saved, then they are stored in half width, and taken again as they are shown', async () => {
      for (const [typed, kept] of [
        ['(0757)83123456', '(0757)83123456'],
        ['（0757）83123456', '(0757)83123456'],
        ['０７５７－８３１２３４５６', '0757-83123456'],
        ['0757-83123456转801', '0757-83123456转801'],
        ['0757-83123456 ext. 801', '0757-83123456 ext. 801'],
      ]) {
        const { unitInfo: saved } = done(await saveUnitInfo({}, { phone: typed }), 200);
        assert.equal((await storedContact()).phone, kept);
        done(await saveUnitInfo({}, { phone: saved.contact.phone }), 200);
        assert.equal((await storedContact()).phone, kept);
      }
      for (const email of [
        'buyer@example.com ',
        '\u3000buyer@example.com',
        'ｂｕｙｅｒ＠example.com',
        'buyer@example。com',
      ]) {
        done(await saveUnitInfo({}, { email }), 200);
        assert.equal((await storedContact()).email, 'buyer@example.com');
      }
      done(await saveUnitInfo({}, { mobile: '00852 9123 0000' }), 200);
      assert.equal((await storedContact()).mobile, '+85291230000');
    });

    it('given what is none, when saved, then the field is named, in words, without a pattern', async () => {
      for (const [field, value, words] of [
        ['phone', '无', '分机'],
        ['email', 'buyer.example.com', '邮箱'],
        ['mobile', '12345', '手机号码'],
      ] as const) {
        const reply = await api.call('PUT', '/registration/unit-info', {
          token: unit.token,
          headers: { 'Accept-Language': 'zh-CN' },
          body: { ...unitInfo, contact: { ...unitInfo.contact, [field]: value } },
        });
        assertRefused(reply, 400, `contact.${field}`, 'invalid_format');
        assert.match(reply.body.errors[0].message, new RegExp(words));
      }
    });
  });

  describe('codes', () => {
    it('given a code, when another that differs in hyphens alone is made, even at once, then 409; each spelling finds the one', async () => {
      const make = (code: string) => call('POST', '/invitation-codes', { code, delegationId: 3 }, bureau);
      const both = await Promise.all([make('spring-2019'), make('SPRING 2019')]);
      assert.deepEqual(new Set(both.map(({ status }) => status)), new Set([201, 409]));
      assert.equal((await make('SPRI-NG20-19')).body.code, 'invitation_code_exists');
      for (const spelling of ['spring2019', 'Spring\u20132019', 'SPRING 2019']) {
        const uses = await call('GET', `/invitation-codes/${encodeURIComponent(spelling)}/uses`, undefined, bureau);
        assert.equal(uses.status, 200, spelling);
      }
      const revoked = done(await call('POST', '/invitation-codes/spring2019/revoke', {}, bureau), 200);
      assert.deepEqual([revoked.code, revoked.revokedAt === null], ['SPRING-2019', false]);
      assert.equal((await call('GET', '/invitation-codes/SPRING2020/uses', undefined, bureau)).status, 404);
    });

    it('given codes that were made before and differ in hyphens alone, when they are looked for, then each is found as it is spelled', async () => {
      const { knex } = api.store;
      const { delegationId } = (await knex('delegations').where({ edition: '2', no: 4 }).first('delegationId'))!;
      await knex('invitation_codes').insert([
        { edition: '2', code: 'OLD-1234', withoutHyphens: 'OLD1234', delegationId },
        { edition: '2', code: 'OLD1-234', withoutHyphens: null, delegationId },
      ]);
      for (const [typed, found] of [
        ['OLD1-234', 'OLD1-234'],
        ['OLD-1234', 'OLD-1234'],
        ['OLD1234', 'OLD-1234'],
      ] as const) {
        const revoked = await call('POST', `/invitation-codes/${typed}/revoke`, {}, bureau);
        assert.equal(done(revoked, 200).code, found);
      }
    });

    it("given an industry organisation's code, when saved, then it is read as codes are", async () => {
      for (const [typed, kept] of [
        ['demo02', 'DEMO-02'],
        ['ccoic–２０１９', 'CCOIC-2019'],
      ]) {
        const { unitInfo: saved } = done(await saveUnitInfo({ industryInvitationCode: typed }), 200);
        assert.equal(saved.industryInvitationCode, kept);
      }
    });
  });

  describe('line breaks', () => {
    it('given a statement of two lines, when a dispute is opened, then the bureau reads two lines; in a name none are taken', async () => {
      const claimant = { unitName: '佛山晴岚进口贸易有限公司', name: '陈禾青', mobile: '13800138000' };
      const body = { uscc: unit.account, claimant, statement: '我单位从未登记。\r\n请\t核实。\n' };
      const { disputeId } = done(await api.call('POST', '/disputes', { body }), 202);
      const { items } = done(await call('GET', '/bureau/disputes', undefined, bureau), 200);
      const { claim } = items.find((item: Json) => item.disputeId === disputeId);
      assert.equal(claim.statement, '我单位从未登记。\n请 核实。');
      for (const sent of [
        { ...body, statement: 'a\u0000b' },
        { ...body, statement: 'a\u000bb' },
      ])
        assertRefused(await api.call('POST', '/disputes', { body: sent }), 400, 'statement', 'invalid_format');
      const broken = { ...body, claimant: { ...claimant, unitName: '佛山\n晴岚' } };
      assertRefused(await api.call('POST', '/disputes', { body: broken }), 400, 'claimant.unitName', 'invalid_format');
      assertRefused(
        await call('POST', '/attendees', { ...mainlander(5), name: '王\t岚' }),
        400,
        'name',
        'name_characters',
      );
    });
  });

  describe('names', () => {
    it('given a passport with one name, when the given name is empty or left out, then the badge says the surname alone (G3.3)', async () => {
      for (const [n, more] of [{ givenName: '' }, { givenName: null }, {}].entries()) {
        const made = done(
          await call('POST', '/attendees', { ...overseas, ...more, documentNumber: `X123456${n}` }),
          201,
        );
        assert.deepEqual([made.givenName, made.name], [null, 'SUHARYATI']);
      }
      const { items } = done(await call('GET', '/attendees'), 200);
      assert.deepEqual(new Set(items.map(({ name }: Json) => name)), new Set(['SUHARYATI']));
      const path = `/attendees/${items[0].attendeeId}`;
      const named = done(await call('PATCH', path, { givenName: 'Ayu' }), 200);
      assert.deepEqual([named.givenName, named.name], ['Ayu', 'SUHARYATI Ayu']);
      assert.equal(done(await call('PATCH', path, { givenName: '' }), 200).name, 'SUHARYATI');
      assertRefused(await call('POST', '/attendees', { ...overseas, surname: '', givenName: 'Ayu' }), 400, 'surname');
    });

    it('given digits or a document number for a name, when sent, then it is refused in words; look-alikes become one sign', async () => {
      for (const name of ['王小明2', idCard(9), '---']) {
        const reply = await api.call('POST', '/attendees', {
          token: unit.token,
          headers: { 'Accept-Language': 'zh-CN' },
          body: { ...mainlander(6), name },
        });
        assertRefused(reply, 400, 'name', 'name_characters');
        assert.match(reply.body.errors[0].message, /不能含有数字/);
      }
      assertRefused(await saveUnitInfo({}, { name: '13800138000' }), 400, 'contact.name', 'name_characters');
      const uyghur = done(await call('POST', '/attendees', { ...mainlander(6), name: '买买提•阿里木' }), 201);
      assert.equal(uyghur.name, '买买提·阿里木');
      const irish = done(
        await call('POST', '/attendees', { ...overseas, surname: 'O’Neil', documentNumber: 'X7654321' }),
        201,
      );
      assert.equal(irish.surname, "O'Neil");
    });
  });
});
