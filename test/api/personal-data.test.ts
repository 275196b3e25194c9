import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { untyped } from '../../db/knex.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { address, createUnit, idCard, mainlander, unitInfo, unitPassword } from '../support/fixtures.ts';

/** Every row of every table as text, bytes both in hex and read as UTF-8. */
async function dump({ store }: TestApi): Promise<string> {
  const knex = untyped(store.knex);
  const tables = (await knex('pg_tables').where({ schemaname: 'public' }).pluck('tablename')) as string[];
  const rows = await Promise.all(tables.map((table) => knex(table).select()));
  return JSON.stringify(rows.flat(), (_key, value: unknown) => {
    const bytes =
      (value as { type?: string; data?: number[] } | null)?.type === 'Buffer'
        ? Buffer.from((value as { data: number[] }).data)
        : undefined;
    return bytes ? `${bytes.toString('hex')} ${bytes.toString('utf8')}` : value;
  });
}

describe('personal data at rest', () => {
  let api: TestApi;
  before(async () => {
    api = await startApi();
  });
  after(() => api.close());

  it('given everything a unit types, when the whole database is read, then no person is in it in plain', async () => {
    const { token, account } = await createUnit(api.store);
    const overseas = {
      list: 'overseas',
      surname: 'Quixote',
      givenName: 'Dulcinea',
      sex: 'female',
      country: 'ES',
      documentNumber: 'XDA123987',
      position: 'other',
    };
    const permit = {
      list: 'hk_macao_taiwan',
      name: '黎明輝',
      permitName: 'LAI MING FAI',
      sex: 'male',
      region: 'macao',
      documentNumber: 'M24681357',
      position: 'other',
    };
    for (const [path, body] of [
      ['/attendees', mainlander(42)],
      ['/attendees', overseas],
      ['/attendees', permit],
      ['/addresses', address],
    ] as const) {
      const reply = await api.call('POST', path, { token, body, headers: { 'Idempotency-Key': randomUUID() } });
      assert.equal(reply.status, 201, JSON.stringify(reply.body));
    }
    assert.equal(
      (
        await api.call('PUT', '/registration/unit-info', {
          token,
          body: unitInfo,
          headers: { 'Idempotency-Key': 'form' },
        })
      ).status,
      200,
    );
    const login = await api.call('POST', '/sessions', { body: { account, password: unitPassword } });

    const stored = await dump(api);
    assert.ok(stored.includes(unitInfo.name) && stored.includes(account), 'the dump sees what is stored in plain');
    const { contact } = unitInfo;
    const people = [
      mainlander(42).name,
      idCard(42),
      'Quixote',
      'QUIXOTE',
      'Dulcinea',
      'XDA123987',
      '黎明輝',
      'LAI MING FAI',
      'M24681357',
      address.recipient,
      address.mobile,
      address.street,
      contact.name,
      contact.mobile,
      contact.phone,
      contact.email,
      unitInfo.address.street,
      '13800000000',
      unitPassword,
      token,
      login.body.token as string,
    ];
    for (const text of people) {
      assert.ok(!stored.includes(text), `"${text}" is stored in plain`);
      assert.ok(!stored.includes(Buffer.from(text).toString('hex')), `"${text}" is stored as bytes`);
    }
  });
});
