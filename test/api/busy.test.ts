import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import bcrypt from 'bcryptjs';
import { createPreviousEdition } from '../../db/registration/previous-edition.ts';
import { untyped } from '../../db/knex.ts';
import { csv, xlsx } from '../../api/spreadsheet.ts';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, uscc } from '../support/fixtures.ts';
import { textRow, workbookEntries, zipOf } from '../support/workbook.ts';

describe('work that takes a processor’s time', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());

  /** Requests of others, one after the other, for as long as the work takes: how many were answered, and after how many of them the work held a connection to the database. */
  async function answeredMeanwhile(work: Promise<Reply>): Promise<{ answered: number; held: number; reply: Reply }> {
    const ended = new AbortController();
    const settled = work.finally(() => ended.abort());
    const { pool } = untyped(api.store.knex).client as { pool: { numUsed(): number } };
    let [answered, held] = [0, 0];
    for (; !ended.signal.aborted; answered += 1) {
      assert.equal((await api.call('GET', '/edition')).status, 200);
      if (pool.numUsed() > 0) held += 1;
    }
    return { answered, held, reply: await settled };
  }

  it('given a small sheet that unfolds to millions of empty cells, when a unit imports it, then others are answered meanwhile and the unit is refused', async () => {
    const { token } = await createUnit(api.store);
    const sheet = zipOf(workbookEntries({ data: `<row>${'<c/>'.repeat(4_700_000)}</row>` }));
    assert.ok(sheet.length < 30_000, `${sheet.length} bytes`);
    const upload = (body: Buffer) =>
      api.call('POST', '/attendees/import?list=mainland', { token, body, headers: { 'Content-Type': xlsx } });
    const { answered, held, reply } = await answeredMeanwhile(upload(sheet));
    assert.ok(answered >= 20, `${answered} requests of others were answered`);
    assert.ok(held < answered / 2, `a connection was held after ${held} of ${answered} requests`);
    assert.deepEqual([reply.status, reply.body.code], [422, 'import_rejected']);
    const honest = await upload(zipOf(workbookEntries({ data: '<row><c><v>1</v></c></row>' })));
    assert.deepEqual([honest.status, honest.body.errors[0].code], [422, 'header_missing'], 'the next file is read');
  });

  it('given a unit that sends seven sheets at once which take all the time there is, when another imports, then it waits for one of them; two are read and the others refused', async () => {
    const [hog, other] = [await createUnit(api.store), await createUnit(api.store)];
    const slow = zipOf(workbookEntries({ data: `<row>${'<c/>'.repeat(2_000_000)}</row>` }));
    const honest = zipOf(workbookEntries({ data: '<row><c><v>1</v></c></row>' }));
    const ended: string[] = [];
    const upload = async ({ token }: { token: string }, body: Buffer, name: string) => {
      const reply = await api.call('POST', '/attendees/import?list=mainland', {
        token,
        body,
        headers: { 'Content-Type': xlsx },
      });
      if (reply.status !== 429) ended.push(name);
      return reply;
    };
    const sent = Array.from({ length: 7 }, () => upload(hog, slow, 'slow'));
    await Promise.any(
      sent.map((reply) => reply.then(({ status }) => status === 429 || Promise.reject(new Error('not yet')))),
    );
    const { body } = await upload(other, honest, 'honest');
    assert.equal(body.errors[0].code, 'header_missing');
    const replies = await Promise.all(sent);
    assert.deepEqual(
      replies.map(({ status }) => status).toSorted((a, b) => a - b),
      [422, 422, 429, 429, 429, 429, 429],
    );
    for (const { headers } of replies.filter(({ status }) => status === 429)) {
      assert.equal(headers.get('retry-after'), '5');
      assert.match(headers.get('ratelimit') ?? '', /^"sheets-of-unit";r=0;/);
    }
    assert.equal(ended.length, 3);
    assert.ok(ended.indexOf('honest') < 2, `it waits for one of them at most: ${ended.join()}`);
  });

  /** The longest that others waited, in milliseconds: the best of three, since a neighbour's turn may fall into any of them. */
  async function longestHold(work: () => Promise<unknown>): Promise<number> {
    const holds: number[] = [];
    for (let n = 0; n < 3; n++) {
      const delays = monitorEventLoopDelay({ resolution: 5 });
      delays.enable();
      await work();
      delays.disable();
      holds.push(delays.max / 1e6);
    }
    return Math.min(...holds);
  }

  // It takes two characters in lower case, and hundreds of times as long as a letter to get there.
  const costly = '\u0130';
  const header = ['name', 'sex', 'province', 'city', 'documentNumber', 'position', 'pickup'];
  const endless = [[costly.repeat(450_000)]];
  const rows = [header, ...Array.from({ length: 499 }, () => header.map(() => costly.repeat(250)))];
  const asXlsx = (table: string[][]) =>
    zipOf(workbookEntries({ data: table.map((row, index) => textRow(index + 1, row)).join('') }));
  for (const [given, type, file] of [
    ['a header of one endless word', xlsx, asXlsx(endless)],
    ['a header of one endless word', csv, Buffer.from(endless[0]![0]!)],
    ['five hundred rows of long words', xlsx, asXlsx(rows)],
  ] as const)
    it(`given ${given}, which cost much to compare, when a unit imports it as ${type}, then others wait as for any import, and the unit is refused`, async () => {
      const { token } = await createUnit(api.store);
      const upload = () =>
        api.call('POST', '/attendees/import?list=mainland', { token, body: file, headers: { 'Content-Type': type } });
      const usual = asXlsx([header, header.map(() => 'x')]);
      const uploadUsual = () =>
        api.call('POST', '/attendees/import?list=mainland', { token, body: usual, headers: { 'Content-Type': xlsx } });
      assert.deepEqual(((await upload()).body as { code: string }).code, 'import_rejected');
      assert.deepEqual(((await uploadUsual()).body as { code: string }).code, 'import_rejected');
      // Compared where others are answered, it would hold them for seconds.
      const [held, atAnyTime] = [await longestHold(upload), await longestHold(uploadUsual)];
      assert.ok(held < atAnyTime + 200, `${Math.round(held)} ms, else ${Math.round(atAnyTime)} ms`);
    });

  it('given passwords of the first edition, when several are tried at once, then the event loop stays mostly idle (G2)', async () => {
    const account = uscc(910_001);
    const passwordHash = await bcrypt.hash('Of-The-First-Edition-1', 11);
    await createPreviousEdition(api.store).insert('1', [
      {
        account,
        region: 'mainland',
        category: 'enterprise',
        mobile: '13800138000',
        passwordHash,
        unitInfo: {},
      },
    ]);
    const attempt = () =>
      api.call('POST', '/first-edition/password', { body: { account, password: 'Not-The-Right-One-1' } });
    await attempt();
    const before = performance.eventLoopUtilization();
    const replies = await Promise.all(Array.from({ length: 8 }, attempt));
    const { utilization, active } = performance.eventLoopUtilization(before);
    assert.deepEqual(
      replies.map(({ body }) => body.code),
      Array(8).fill('credentials_invalid'),
    );
    assert.ok(
      utilization < 0.5,
      `the loop was busy ${Math.round(utilization * 100)} % of the time (${Math.round(active)} ms)`,
    );
  });
});
