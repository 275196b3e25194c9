import assert from 'node:assert/strict';
import { startApi, type Reply, type TestApi } from '../support/api.ts';
import { createUnit, mainlander, procurementIntent, staffToken, unitInfo, type TestUnit } from '../support/fixtures.ts';

describe('what is left out', () => {
  let api: TestApi;
  let unit: TestUnit;
  before(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    unit = await createUnit(api.store);
  });
  after(() => api.close());

  const forms = { 'unit-info': unitInfo, 'procurement-intent': procurementIntent };
  /** Nothing at all, and nothing in pieces. */
  const withoutBody: [sent: string, headers: Record<string, string>][] = [
    ['none', {}],
    ['none, of a type', { 'Content-Type': 'application/json' }],
    ['an empty stream', { 'Content-Type': 'application/json' }],
  ];

  it('given forms that are filled in, when they are put without a body, whole or half, then 400 says to send one and they stay (G3.4)', async () => {
    for (const [form, body] of Object.entries(forms)) {
      const saved = await api.call('PUT', `/registration/${form}`, { token: unit.token, body });
      assert.equal(saved.status, 200, JSON.stringify(saved.body));
      for (const query of ['', '?partial=true'])
        for (const [what, headers] of withoutBody) {
          const reply = await fetch(`${api.url}/registration/${form}${query}`, {
            method: 'PUT',
            headers: { Authorization: `Bearer ${unit.token}`, ...headers },
            ...(what === 'an empty stream' ? { body: new Blob([]).stream(), duplex: 'half' } : {}),
          } as RequestInit);
          const problem = (await reply.json()) as { code?: string; detail?: string };
          assert.deepEqual([reply.status, problem.code], [400, 'malformed_request'], `${form}${query}: ${what}`);
          assert.match(problem.detail ?? '', /^Send a body/);
        }
      const { body: after } = await api.call('GET', '/registration', { token: unit.token });
      assert.equal(after.version, saved.body.version);
      assert.deepEqual([after.unitInfo, after.procurementIntent], [saved.body.unitInfo, saved.body.procurementIntent]);
    }
    const emptied = await api.call('PUT', '/registration/unit-info?partial=true', { token: unit.token, body: {} });
    assert.equal(emptied.status, 200, 'an empty form that was sent is one');
  });

  it("given another list's or region's fields empty beside the own, when sent, then they are left out; filled in, they are refused", async () => {
    const bureau = await staffToken(api.store, 'bureau');
    const pathsOf = ({ status, body }: Reply) => [
      status,
      ...(body.errors ?? []).map(({ path }: { path: string }) => path),
    ];
    for (const empty of ['', '\u3000', null]) {
      const person = { ...mainlander(1), country: empty, surname: empty, region: empty };
      const made = await api.call('POST', '/attendees', { token: unit.token, body: person });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      await api.call('DELETE', `/attendees/${made.body.attendeeId}`, { token: unit.token });
      const sought = { list: 'mainland', documentNumber: mainlander(1).documentNumber, region: empty, country: empty };
      assert.equal((await api.call('POST', '/bureau/attendees/search', { token: bureau, body: sought })).status, 200);
      const opening = { region: 'mainland', category: 'enterprise', uscc: '1', mobile: '1', password: 'x' };
      const opened = await api.call('POST', '/registrations', {
        body: { ...opening, businessNo: empty, country: empty, acceptPrivacyTerms: true },
      });
      assert.deepEqual(
        pathsOf(opened).filter((path) => path === 'businessNo' || path === 'country'),
        [],
        JSON.stringify(opened.body),
      );
    }
    const filled = { ...mainlander(2), country: 'DE' };
    assert.deepEqual(pathsOf(await api.call('POST', '/attendees', { token: unit.token, body: filled })), [
      400,
      'country',
    ]);
    const nobodys = { ...mainlander(2), nobodys: '' };
    assert.deepEqual(pathsOf(await api.call('POST', '/attendees', { token: unit.token, body: nobodys })), [
      400,
      'nobodys',
    ]);
  });
});
