import assert from 'node:assert/strict';
import { startApi, type Json, type TestApi } from '../support/api.ts';
import { createUnit, staffToken } from '../support/fixtures.ts';

const whole = {
  overall: 5,
  registration: 4,
  exhibitors: 3,
  intended_deals: '0-100',
  next_time: 'yes',
  suggestions: '=1+1,"更多',
};

describe('satisfaction survey', () => {
  let api: TestApi;
  before(async () => (api = await startApi()));
  after(() => api.close());
  const closes = (when: string) =>
    api.store
      .knex('editions')
      .where({ edition: '2' })
      .update({
        registrationOpensAt: api.store.knex.raw("now() - interval '200 days'"),
        registrationClosesAt: api.store.knex.raw("now() - interval '100 days'"),
        expoClosesAt: api.store.knex.raw(when),
      });
  const put = (token: string, answers: object) => api.call('PUT', '/survey', { token, body: { answers } });

  it('given an expo that goes on, when a buyer answers, then the survey is not open yet; once it has closed it is, and answers can be changed (G9.1)', async () => {
    const { token } = await createUnit(api.store, { state: 'approved' });
    await closes("now() + interval '1 hour'");
    assert.deepEqual(
      [(await put(token, whole)).body.code, (await api.call('GET', '/survey', { token })).body.open],
      ['survey_not_open', false],
    );
    await closes("now() - interval '1 hour'");
    assert.deepEqual((await put(token, whole)).body.answers, whole);
    await put(token, { ...whole, overall: 1 });
    const { body } = await api.call('GET', '/survey', { token });
    assert.deepEqual([body.open, body.answers.overall, body.questions.length], [true, 1, 6]);
  });

  it('given answers that do not fit, when sent, then each is named and nothing is kept', async () => {
    const unit = await createUnit(api.store, { state: 'approved' });
    const { suggestions: _text, overall: _missing, ...rest } = whole;
    const { status, body } = await put(unit.token, { ...rest, registration: 6, next_time: 'perhaps', strange: 1 });
    assert.deepEqual(
      [status, body.errors.map((error: Json) => `${error.path} ${error.code}`).toSorted()],
      [
        422,
        [
          'answers.next_time invalid_answer',
          'answers.overall required',
          'answers.registration invalid_answer',
          'answers.strange unknown_question',
        ],
      ],
    );
    assert.deepEqual(await api.store.knex('survey_answers').where({ registrationId: unit.registrationId }), []);
    const draft = await createUnit(api.store);
    assert.equal((await put(draft.token, whole)).body.code, 'registration_not_approved');
  });

  it('given answers, when the bureau exports them, then no cell is a formula, the copy says whose it is, and it is on record (G9.1)', async () => {
    const { token, account } = await createUnit(api.store, { state: 'approved' });
    await put(token, whole);
    const bureau = await staffToken(api.store, 'bureau');
    const { status, body } = await api.call('GET', '/bureau/survey/export?format=csv', { token: bureau });
    const lines = (body as Buffer).toString('utf8').split('\r\n');
    assert.equal(status, 200);
    assert.ok(lines[0]!.includes('Exported: bureau'));
    const row = lines.find((line) => line.includes(account))!;
    assert.ok(row.includes('100以内') && row.endsWith(`"'=1+1,""更多"`), row);
    const xlsx = await api.call('GET', '/bureau/survey/export', { token: bureau });
    assert.equal((xlsx.body as Buffer).subarray(0, 2).toString(), 'PK');
    const entries = (await api.call('GET', '/ops/audit?action=survey_exported', { token: bureau })).body.items;
    assert.deepEqual(
      entries.map((entry: Json) => [entry.by, entry.detail.format]),
      [
        ['bureau', 'xlsx'],
        ['bureau', 'csv'],
      ],
    );
    assert.equal((await api.call('GET', '/bureau/survey/export', { token })).status, 403);
  });
});
