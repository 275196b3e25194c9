import assert from 'node:assert/strict';
import { strFromU8, unzipSync } from 'fflate';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, staffToken, unitInfo } from '../support/fixtures.ts';
import { rowsOf } from '../support/table.ts';

const evilName = '=HYPERLINK("http://evil")';

describe("reviewers' exports", () => {
  let api: TestApi;
  const tokens: Record<string, string> = {};
  before(async () => {
    api = await startApi();
    for (const login of ['delegation-3', 'bureau']) tokens[login] = await staffToken(api.store, login);
    const evil = { ...unitInfo, name: evilName };
    const [own, other] = [await createUnit(api.store), await createUnit(api.store, { delegationNo: 4 })];
    for (const unit of [own, other]) {
      await api.call('PUT', '/registration/unit-info', { token: unit.token, body: evil });
    }
    await api.call('POST', '/attendees', { token: own.token, body: mainlander(301) });
  });
  after(() => api.close());

  const get = async (login: string, path: string) => {
    const { status, headers, body } = await api.call('GET', path, { token: tokens[login]! });
    return { status, name: headers.get('content-disposition'), body: body as Buffer };
  };

  it('given registrations, when a delegation exports them as CSV, then its own are there, masked, harmless and marked with who and when', async () => {
    const { status, name, body } = await get('delegation-3', '/review/registrations/export?format=csv');
    const text = body.toString('utf8');
    assert.ok(text.startsWith('\ufeff'), 'Excel knows UTF-8 by it');
    const lines = text.trim().split('\r\n');
    assert.deepEqual([status, lines.length], [200, 3]);
    assert.match(name!, /registrations_exported-delegation-3-\d{4}-\d\d-\d\d\.csv/);
    assert.match(
      lines[0]!,
      /^\ufeff?"导出 Exported: delegation-3","\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(UTC\+8\)","1 行 rows"/,
    );
    assert.ok(
      lines.every((line) => /^\ufeff?"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(line)),
      'every field is quoted',
    );
    assert.ok(lines[2]!.startsWith(`"'=HYPERLINK(""http://evil"")"`), lines[2]);
    assert.ok(
      text.includes('138****1234') && !text.includes(unitInfo.contact.mobile) && !text.includes(unitInfo.contact.email),
    );
  });

  it('given all of them, when the bureau exports XLSX, then every cell is text and both delegations are in', async () => {
    const { body } = await get('bureau', '/review/registrations/export');
    const rows = await rowsOf(body);
    assert.equal(rows.length, 4);
    const shown = rows.flat();
    assert.ok(
      shown.includes(evilName) && !shown.includes(`'${evilName}`),
      'a name is shown as it is, without an apostrophe',
    );
    const sheet = strFromU8(unzipSync(body)['xl/worksheets/sheet1.xml']!);
    const filled = sheet.match(/<c [^>]*[^/]>/g)!;
    assert.ok(filled.length > 4 && filled.every((cell) => / t="(?:s|inlineStr)"/.test(cell)));
    assert.ok(!sheet.includes('<f>'));
  });

  it('given people, when exported, then documents are masked, and each export is on record with who took it', async () => {
    const text = (await get('delegation-3', '/review/attendees/export?format=csv&state=saved')).body.toString('utf8');
    assert.ok(text.includes('诸葛明月') && !text.includes(mainlander(301).documentNumber));
    const { items } = (await api.call('GET', '/ops/audit', { token: tokens.bureau! })).body;
    const exports = items.filter(({ action }: Json) => action.endsWith('_exported'));
    const records = exports.map((entry: Json) =>
      [entry.by, entry.action, entry.detail.rows, entry.detail.format].join(' '),
    );
    assert.deepEqual(records, [
      'delegation-3 attendees_exported 1 csv',
      'bureau registrations_exported 2 xlsx',
      'delegation-3 registrations_exported 1 csv',
    ]);
    const unit = await createUnit(api.store);
    assert.equal((await api.call('GET', '/review/attendees/export', { token: unit.token })).status, 403);
  });
});
