import assert from 'node:assert/strict';
import { createKnex, untyped } from '../../db/knex.ts';
import { assertPrivateTemporal, assertServiceLogin } from '../../stack/production.ts';
import { startStore, type TestStore } from '../support/store.ts';

describe('a start in production', () => {
  let base: TestStore;
  const logins: string[] = [];
  before(async () => {
    base = await startStore({ asApplication: false });
  });
  after(async () => {
    const name = new URL(base.databaseUrl).pathname.slice(1);
    for (const login of logins)
      await untyped(base.store.knex).raw(
        `REVOKE ALL ON DATABASE ${name} FROM ${login}; DROP OWNED BY ${login}; DROP ROLE ${login}`,
      );
    await base.close();
  });

  /** A login of its own, with whatever the statement gives it; its URL. */
  async function loginWith(more: (login: string) => string): Promise<string> {
    const login = `login_${new URL(base.databaseUrl).pathname.slice(-6)}_${logins.length}`;
    logins.push(login);
    await untyped(base.store.knex).raw(`CREATE ROLE ${login} LOGIN PASSWORD 'secret'; ${more(login)}`);
    return Object.assign(new URL(base.databaseUrl), { username: login, password: 'secret' }).href;
  }
  const quietly = (url: string) => assertServiceLogin(url, () => assert.fail('the database is there'));

  it('given a superuser, an owner of a table or of the schema, or a member of one, when a program starts under it, then it is refused with the line that makes the right one', async () => {
    const owner = (login: string) =>
      `GRANT expo_app TO ${login}; CREATE TABLE of_${login} (); ALTER TABLE of_${login} OWNER TO ${login}`;
    const urls = [base.databaseUrl, await loginWith(owner)];
    urls.push(await loginWith((login) => `GRANT ${logins[0]}, expo_app TO ${login}`));
    for (const url of urls)
      await assert.rejects(
        quietly(url),
        /owns the schema or is superuser.*CREATE ROLE expo_service LOGIN PASSWORD '…' IN ROLE expo_app/,
      );
  });

  it('given a login that cannot take the programs’ role, when a program starts under it, then it is refused', async () => {
    await assert.rejects(quietly(await loginWith(() => '')), /not a member of expo_app.*CREATE ROLE/);
  });

  it('given a member of expo_app alone, when a program starts under it, then it may read, and add events, and change none', async () => {
    const url = await loginWith((login) => `GRANT expo_app TO ${login}`);
    await quietly(url);
    const knex = untyped(createKnex({ databaseUrl: url, pool: 1, name: 'production-test', asApplication: true }));
    try {
      assert.equal((await knex('editions')).length, 1);
      await assert.rejects(knex('events').delete(), { code: '42501' });
      await assert.rejects(knex.raw('SET ROLE NONE; ALTER TABLE events DISABLE TRIGGER ALL'), { code: '42501' });
      await assert.rejects(knex.raw('CREATE TABLE own ()'), { code: '42501' });
    } finally {
      await knex.destroy();
    }
  });

  it('given Temporal over a network, when it is reached in the clear, then the start is refused; with TLS, on loopback or where somebody says so it is not', () => {
    const clear = { tls: undefined, insecure: false };
    for (const address of ['temporal.example:7233', '10.0.0.7:7233', '127.example.org:7233', '[fd00::1]:7233'])
      assert.throws(
        () => assertPrivateTemporal({ address, ...clear }),
        /without TLS.*TEMPORAL_TLS=true.*TEMPORAL_INSECURE=yes/,
      );
    for (const address of ['127.0.0.1:7233', 'localhost:7233', '[::1]:7233'])
      assertPrivateTemporal({ address, ...clear });
    assertPrivateTemporal({ address: 'temporal.example:7233', tls: {}, insecure: false });
    assertPrivateTemporal({ address: 'temporal.example:7233', tls: undefined, insecure: true });
  });
});
