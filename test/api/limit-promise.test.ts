import assert from 'node:assert/strict';
import { startApi, type TestApi } from '../support/api.ts';
import { createUnit } from '../support/fixtures.ts';
import { assertLimited, createLimitStage, limitParts } from '../support/limit-stage.ts';

describe('what whoever is told to wait is promised', () => {
  let api: TestApi;
  before(async () => (api = await startApi({ ...limitParts, settings: { rateLimits: true, trustedProxies: 1 } })));
  after(() => api.close());
  const { from, newAddress, login, statuses, keyOf, counted, waited, askCode, subjectOf, pairOf, promiseCame } =
    createLimitStage(() => api);

  it('given an owner who was told to wait, when a stranger from one further address is always there first, then the owner gets through each time; the stranger has five an hour', async () => {
    const mobile = '13912345680';
    const account = subjectOf('registration', mobile);
    const [owner, stranger] = [newAddress(), newAddress()];
    for (let n = 0; n < 11; n++) await askCode(mobile, newAddress());
    const ask = async (address: string) => {
      await counted('code-resend', pairOf(account, address), 0);
      return askCode(mobile, address);
    };
    for (let round = 0; round < 5; round++) {
      assertLimited(await ask(owner), 'code-account', 300);
      await waited('code-account', account);
      assert.equal((await ask(stranger)).status, 202);
      await promiseCame('code-account', account, owner);
      assert.equal((await ask(owner)).status, 202, `round ${round}`);
    }
    assert.equal(
      (
        await api.store
          .knex('limit_counts')
          .where({ key: keyOf('code-account-ticket', JSON.stringify([account, owner])) })
      ).length,
      0,
    );
    await waited('code-account', account);
    assertLimited(await ask(stranger), 'code', 3_600);
  });

  it('given what was promised to two requests of one caller at once, when it has come, then one gets through; before it has, none', async () => {
    const unit = await createUnit(api.store);
    const address = newAddress();
    const statement = {
      claimant: { unitName: '佛山陶瓷', name: '李四', mobile: '13912345678' },
      statement: 'It is ours.',
    };
    const dispute = (of: string) =>
      api.call('POST', '/disputes', { body: { uscc: unit.account, ...statement }, ...from(of) });
    await counted('dispute-account', unit.account, 5);
    await counted('dispute-account-wait', unit.account, 1);
    assertLimited(await dispute(address), 'dispute-account', 60);
    assertLimited(await dispute(address), 'dispute-account', 60);
    await promiseCame('dispute-account', unit.account, address);
    assert.deepEqual(
      statuses(await Promise.all([dispute(address), dispute(address)])).toSorted((a, b) => a - b),
      [202, 429],
    );
  });

  it('given one who was told to wait and finds the way free, when it goes, then it has one for the wait and not another for the promise', async () => {
    const unit = await createUnit(api.store);
    const address = newAddress();
    await counted('login-account', unit.account, 20);
    await counted('login-account-wait', unit.account, 1);
    assertLimited(await login(unit.account, 'a guess', address), 'login-account', 60);
    await promiseCame('login-account', unit.account, address);
    await waited('login-account', unit.account);
    assert.equal((await login(unit.account, 'a guess', address)).status, 401);
    assertLimited(await login(unit.account, 'a guess', address), 'login-account', 60);
  });

  it('given strangers from fifty addresses who are told to wait, when they all come back at once, then thirty get through in an hour', async () => {
    const mobile = '13912345681';
    const account = subjectOf('registration', mobile);
    await counted('code-account', account, 10);
    await counted('code-account-wait', account, 1);
    const strangers = Array.from({ length: 50 }, newAddress);
    for (const address of strangers) assertLimited(await askCode(mobile, address), 'code-account', 300);
    for (const address of strangers) await promiseCame('code-account', account, address);
    const replies = [];
    for (const address of strangers) replies.push(await askCode(mobile, address));
    assert.equal(replies.filter(({ status }) => status === 202).length, 30);
  });
});
