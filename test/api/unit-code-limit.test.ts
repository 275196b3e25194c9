import assert from 'node:assert/strict';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, uscc } from '../support/fixtures.ts';
import { assertLimited, createLimitStage, limitParts } from '../support/limit-stage.ts';

describe("limits of a unit's codes", () => {
  let api: TestApi;
  before(async () => {
    api = await startApi({ ...limitParts, settings: { rateLimits: true, trustedProxies: 1 } });
  });
  after(() => api.close());

  const { from, newAddress, statuses, waited, pointsOf, askCode, subjectOf, pairOf } = createLimitStage(() => api);
  const askReset = (account: string, address: string) =>
    api.call('POST', '/account/password-reset/codes', { body: { account }, ...from(address) });
  const askNew = (token: string, newMobile: string, address = newAddress()) =>
    api.call('POST', '/account/mobile/codes', { token, body: { newMobile }, ...from(address) });

  it('given a forgotten password of an account that is known and of one that is not, when codes are asked for from many addresses, then after ten whoever comes waits minutes at most; both alike', async () => {
    const unit = await createUnit(api.store);
    const story = async (account: string, subject: string) => {
      const [owner, replies] = [newAddress(), [] as Reply[]];
      for (let n = 0; n < 11; n++) replies.push(await askReset(account, newAddress()));
      assert.deepEqual(statuses(replies), [...Array.from({ length: 10 }, () => 202), 429]);
      assertLimited(replies[10]!, 'code-account', 300);
      assertLimited(await askReset(account, owner), 'code-account', 300);
      const of = subjectOf('password_reset', subject);
      assert.equal(await pointsOf('code', pairOf(of, owner)), 0, 'a refused request counts nowhere');
      await waited('code-account', of);
      const passed = await askReset(account, owner);
      assert.equal(passed.status, 202);
      const again = await askReset(account, owner);
      assertLimited(again, 'code-resend', 60);
      return [Object.keys(passed.body), { ...again.body, detail: '', instance: '', requestId: '' }];
    };
    assert.deepEqual(await story(unit.account, unit.unitId), await story(uscc(80_001), uscc(80_001)));
  });

  it('given a caller that asks for accounts one after the other, when there were twenty, then the next is refused, whoever it is', async () => {
    const address = newAddress();
    const replies: Reply[] = [];
    for (let n = 0; n < 21; n++) replies.push(await askReset(uscc(81_000 + n), address));
    assert.deepEqual(
      statuses(replies.slice(0, 20)),
      Array.from({ length: 20 }, () => 202),
    );
    assertLimited(replies[20]!, 'code-caller', 3_600);
  });

  it('given a unit that names one new mobile after the other, when it has named ten, then it waits; its old mobile and other units do not', async () => {
    const [unit, other] = [await createUnit(api.store), await createUnit(api.store)];
    const replies: Reply[] = [];
    for (let n = 0; n < 11; n++) replies.push(await askNew(unit.token, `139222200${String(n).padStart(2, '0')}`));
    assert.deepEqual(statuses(replies), [...Array.from({ length: 10 }, () => 202), 429]);
    assertLimited(replies[10]!, 'code-account', 300);
    const toOld = await api.call('POST', '/account/mobile/codes', { token: unit.token, ...from(newAddress()) });
    assert.deepEqual([toOld.status, (await askNew(other.token, '13922229999')).status], [202, 202]);
  });

  it('given one number that many units and openings name, when it got ten texts, then the next waits, whoever asks', async () => {
    const number = '13922228888';
    const replies: Reply[] = [];
    for (let n = 0; n < 5; n++) {
      replies.push(await askNew((await createUnit(api.store)).token, number));
      replies.push(await askCode(number, newAddress()));
    }
    assert.deepEqual(new Set(statuses(replies)), new Set([202]));
    assertLimited(await askCode(number, newAddress()), 'code-account', 300);
    assertLimited(await askNew((await createUnit(api.store)).token, number), 'code-account', 300);
  });
});
