import assert from 'node:assert/strict';
import { pino } from 'pino';
import { createPreviousEdition } from '../../db/registration/previous-edition.ts';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, staffToken, unitPassword, uscc } from '../support/fixtures.ts';
import { assertLimited, createLimitStage, limitParts } from '../support/limit-stage.ts';

describe('limits', () => {
  let api: TestApi;
  const lines: string[] = [];
  before(async () => {
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    api = await startApi({ ...limitParts, log, settings: { rateLimits: true, trustedProxies: 1 } });
  });
  after(() => api.close());

  const { from, newAddress, login, statuses, untilCounted, counted, waited, pointsOf, askCode, subjectOf, pairOf } =
    createLimitStage(() => api);

  it('given one address, when it guesses once at each of forty accounts, then the last ten are refused; another address is not', async () => {
    const address = newAddress();
    const replies: Reply[] = [];
    for (let n = 0; n < 40; n++) replies.push(await login(uscc(5_000 + n), 'a guess', address));
    assert.deepEqual(statuses(replies), [
      ...Array.from({ length: 30 }, () => 401),
      ...Array.from({ length: 10 }, () => 429),
    ]);
    assertLimited(replies.at(-1)!, 'login-caller', 600);
    assert.equal((await login(uscc(5_000), 'a guess', newAddress())).status, 401);
  });

  it('given an address of IPv6, when it takes others of its network, then it is one caller', async () => {
    const replies: Reply[] = [];
    for (let n = 0; n < 31; n++) replies.push(await login(uscc(6_000 + n), 'a guess', `2001:db8::${n.toString(16)}:1`));
    assert.equal(replies.at(-2)!.status, 401);
    assertLimited(replies.at(-1)!, 'login-caller', 600);
    assert.equal((await login(uscc(6_000), 'a guess', '2001:db8:0:1::1')).status, 401);
  });

  it('given strangers who guess at one account from many addresses, when its owner comes where it was let in before, then it gets in; the strangers wait, for seconds', async () => {
    const unit = await createUnit(api.store);
    const [home, elsewhere] = [newAddress(), newAddress()];
    assert.equal((await login(unit.account, unitPassword, home)).status, 201);
    const strangers: Reply[] = [];
    for (let n = 0; n < 25; n++) strangers.push(await login(unit.account, 'a guess', newAddress()));
    assert.deepEqual(new Set(statuses(strangers.slice(0, 20))), new Set([401]));
    const refused = strangers.filter(({ status }) => status === 429);
    assert.ok(refused.length > 0);
    assertLimited(refused.at(-1)!, 'login-account', 30);
    assert.equal((await login(unit.account, unitPassword, home)).status, 201);
    const other = await createUnit(api.store);
    assert.equal((await login(other.account, unitPassword, elsewhere)).status, 201);
  });

  const openUnit = (n: number, mobile: string, proof: object, address = newAddress()) => {
    const unit = {
      region: 'mainland',
      category: 'enterprise',
      uscc: uscc(n),
      mobile,
      password: unitPassword,
      acceptPrivacyTerms: true,
    };
    return api.call('POST', '/registrations', { body: { ...unit, ...proof }, ...from(address) });
  };

  it('given a mobile on which three accounts were opened, when a fourth is, from wherever, then it waits, and nothing is stored; another mobile is free', async () => {
    const open = (n: number, mobile: string) => openUnit(7_000 + n, mobile, { invitationCode: 'DEMO-03' });
    const replies = [];
    for (let n = 0; n < 4; n++) replies.push(await open(n, '13912345678'));
    // Temporal is not there: what passed ends with 500.
    assert.deepEqual(statuses(replies), [500, 500, 500, 429]);
    assertLimited(replies[3]!, 'opening-mobile', 3_600);
    assert.equal(
      await api.store
        .knex('units')
        .where({ account: uscc(7_003) })
        .first(),
      undefined,
    );
    assert.equal((await open(4, '13912345679')).status, 500);
  });

  it('given a mobile that is proved, when accounts are opened on it, then its own limit does not count, and those of the caller and of everybody do', async () => {
    const [mobile, address] = ['13912345670', newAddress()];
    await counted('opening-mobile', mobile, 4);
    await counted('opening-mobile-wait', mobile, 1);
    assertLimited(await openUnit(7_100, mobile, { invitationCode: 'DEMO-03' }), 'opening-mobile', 3_600);
    const { requestId } = (await askCode(mobile, newAddress())).body as { requestId: string };
    const proof = { mobileProof: { requestId, code: await codeOf(requestId) } };
    assert.equal((await openUnit(7_101, mobile, proof, address)).status, 500, 'Temporal is not there');
    assert.equal((await openUnit(7_102, mobile, { mobileProof: { requestId, code: '1234567' } }, address)).status, 400);
    await counted('opening-caller', address, 30);
    assertLimited(await openUnit(7_103, mobile, proof, address), 'opening-caller', 3_600);
    assert.equal((await openUnit(7_104, mobile, proof)).status, 500);
    await counted('openings', '', 3_001);
    await counted('openings-wait', '', 1);
    assertLimited(await openUnit(7_105, mobile, proof), 'openings', 60);
    await counted('openings', '', 0);
  });

  /** As its text says it. */
  async function codeOf(requestId: string): Promise<string> {
    const { code } = (await api.store
      .knex('verification_codes')
      .where({ verificationCodeId: requestId })
      .first('code'))!;
    return api.store.personalData.open({ table: 'verification_codes', column: 'code', row: requestId }, code);
  }

  it('given a caller who was sent a code, when it asks again at once, then it waits a minute; somebody elsewhere does not', async () => {
    const [mobile, address] = ['13912345671', newAddress()];
    assert.equal((await askCode(mobile, address)).status, 202);
    for (let n = 0; n < 8; n++) assertLimited(await askCode(mobile, address), 'code-resend', 60);
    assert.equal((await askCode(mobile, newAddress())).status, 202);
    // What was refused counts nowhere: once the minute is over there are four more in this hour.
    assert.equal(await pointsOf('code', pairOf(subjectOf('registration', mobile), address)), 1);
  });

  it('given a stranger who asks for codes to a mobile as often as one may, when its owner asks elsewhere, then the text comes; the stranger is told to wait', async () => {
    const [mobile, stranger, owner] = ['13912345672', newAddress(), newAddress()];
    const account = subjectOf('registration', mobile);
    for (let n = 0; n < 5; n++) {
      await counted('code-resend', pairOf(account, stranger), 0);
      assert.equal((await askCode(mobile, stranger)).status, 202);
    }
    await counted('code-resend', pairOf(account, stranger), 0);
    assertLimited(await askCode(mobile, stranger), 'code', 3_600);
    const { requestId } = (await askCode(mobile, owner)).body as { requestId: string };
    const [row] = await api.store.knex('verification_codes').where({ verificationCodeId: requestId }).select('mobile');
    assert.ok(row!.mobile, 'a text to send');
  });

  for (const [purpose, path, known, unknown] of [
    ['registration', '/registrations/codes', { mobile: '13912345673' }, { mobile: '13912345674' }],
    ['previous_edition', '/first-edition/codes', { uscc: uscc(8_001) }, { uscc: uscc(8_002) }],
  ] as const)
    it(`given strangers who ask for codes of one ${purpose} from many addresses, when ten were sent, then whoever comes waits minutes at most, is told so, and is not counted; known and unknown alike`, async () => {
      if ('uscc' in known) {
        const former = {
          account: known.uscc,
          region: 'mainland',
          category: 'enterprise',
          mobile: '13912345675',
          passwordHash: 'none',
        } as const;
        await createPreviousEdition(api.store).insert('1', [{ ...former, unitInfo: {} }]);
      }
      const story = async (body: object) => {
        const account = subjectOf(purpose, Object.values(body)[0] as string);
        const [owner, replies] = [newAddress(), [] as Reply[]];
        const ask = (address: string) => api.call('POST', path, { body, ...from(address) });
        for (let n = 0; n < 11; n++) replies.push(await ask(newAddress()));
        assert.deepEqual(statuses(replies), [...Array.from({ length: 10 }, () => 202), 429]);
        assertLimited(replies[10]!, 'code-account', 300);
        for (let n = 0; n < 6; n++) assertLimited(await ask(owner), 'code-account', 300);
        const pair = pairOf(account, owner);
        assert.deepEqual(await Promise.all(['code', 'code-resend'].map((limit) => pointsOf(limit, pair))), [0, 0]);
        assert.equal(await pointsOf('code-caller', owner), 0);
        await waited('code-account', account);
        const passed = await ask(owner);
        assert.equal(passed.status, 202);
        return [Object.keys(passed.body), { ...replies[10]!.body, detail: '', instance: '', requestId: '' }];
      };
      assert.deepEqual(await story(known), await story(unknown));
    });

  it('given disputes of an account from many addresses, when there are five, then the next waits; another account may be disputed', async () => {
    const [unit, other] = [await createUnit(api.store), await createUnit(api.store)];
    const dispute = (account: string) => {
      const claimant = { unitName: '佛山陶瓷', name: '李四', mobile: '13912345678' };
      return api.call('POST', '/disputes', {
        body: { uscc: account, claimant, statement: 'It is ours.' },
        ...from(newAddress()),
      });
    };
    const replies = [];
    for (let n = 0; n < 6; n++) replies.push(await dispute(unit.account));
    assert.deepEqual(statuses(replies), [202, 202, 202, 202, 202, 429]);
    assertLimited(replies[5]!, 'dispute-account', 3_600);
    assert.equal((await api.store.knex('disputes').where({ account: unit.account }).pluck('disputeId')).length, 5);
    assert.equal((await dispute(other.account)).status, 202);
  });

  it('given as many texts as an hour may cost, when more are asked for, then one passes in ten seconds and an operator sees it', async () => {
    const unit = await createUnit(api.store);
    const operator = await staffToken(api.store, 'operator');
    const attention = async () =>
      (await api.call('GET', '/ops/attention', { token: operator })).body.items.map(
        (item: { subject: { limit?: string } }) => item.subject.limit,
      ) as string[];
    assert.ok(!(await attention()).includes('texts'));
    const ask = () => api.call('POST', '/account/mobile/codes', { token: unit.token, ...from(newAddress()) });
    await counted('texts', '', 4_999);
    assert.equal((await ask()).status, 202);
    const codes = () => api.store.knex('verification_codes').pluck('verificationCodeId');
    const before = await codes();
    assertLimited(await ask(), 'texts', 10);
    assert.deepEqual(await codes(), before);
    assert.ok((await attention()).includes('texts'));
    await waited('texts', '');
    assert.equal((await ask()).status, 202);
    assertLimited(await ask(), 'texts', 10);
    await counted('texts', '', 0);
    assert.equal((await ask()).status, 202);
  });

  it('given sixty forged notices from one address, when another comes from there, then it is not even read; elsewhere it is', async () => {
    const address = newAddress();
    const notice = (of: string) => fetch(new URL('/notices/sf', api.url), { method: 'POST', body: '{}', ...from(of) });
    const replies = [];
    for (let n = 0; n < 60; n++) replies.push((await notice(address)).status);
    assert.deepEqual(new Set(replies), new Set([401]));
    await untilCounted('forged-notices', address, 60);
    const refused = await notice(address);
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get('ratelimit') ?? '', /^"forged-notices";r=0;/);
    assert.equal((await notice(newAddress())).status, 401);
  });

  it('given a caller whom other replicas have counted to the end, when its requests go on here, then all are refused after the next count; others are not', async () => {
    const address = newAddress();
    const ask = (of = address) => api.call('GET', '/edition', from(of));
    await counted('requests', address, 3_000);
    const replies: Reply[] = [];
    for (let n = 0; n < 52; n++) replies.push(await ask());
    assert.deepEqual(new Set(statuses(replies.slice(0, 49))), new Set([200]));
    assert.match(replies[0]!.headers.get('ratelimit') ?? '', /^"requests";r=2999;/);
    for (const reply of replies.slice(49)) assertLimited(reply, 'requests', 60);
    assert.equal((await ask(newAddress())).status, 200);
  });

  it('given what is counted, when the table is read, then no account, address or mobile stands in it', async () => {
    const rows = await api.store.knex('limit_counts').pluck('key');
    assert.ok(rows.length > 20);
    for (const key of rows) assert.match(key as string, /^[a-z-]+:[0-9a-f]{64}$/);
  });
});

describe('requests forwarded for somebody else', () => {
  async function warningsOf(trustedProxies: string[] | number) {
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const api = await startApi({ log, settings: { rateLimits: true, trustedProxies } });
    const guess = (address: string) =>
      api.call('POST', '/sessions', {
        body: { account: uscc(1), password: 'a guess' },
        headers: { 'X-Forwarded-For': address },
      });
    const replies: Reply[] = [];
    for (let n = 1; n <= 11; n++) replies.push(await guess(`203.0.113.${n}`));
    await api.close();
    return { warnings: lines.filter((line) => line.includes('TRUSTED_PROXIES')), last: replies.at(-1)!.status };
  }

  it('given no trusted proxy, when they come, then one line says whom to trust, and the header buys nobody another try', async () => {
    const { warnings, last } = await warningsOf([]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /TRUSTED_PROXIES=(::ffff:)?127\.0\.0\.1/);
    assert.equal(last, 429);
  });

  for (const trusted of [['loopback'], ['127.0.0.0/8'], 1])
    it(`given ${JSON.stringify(trusted)} trusted, when they come from there, then each is a caller of its own and nothing is said`, async () => {
      assert.deepEqual(await warningsOf(trusted), { warnings: [], last: 401 });
    });
});
