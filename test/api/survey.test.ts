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

  it('given answers, changed, partial and of another edition, when the bureau looks at the results, then each answer is counted once, beside how many could answer (G9.1)', async () => {
    const bureau = await staffToken(api.store, 'bureau');
    const look = async () => (await api.call('GET', '/bureau/survey', { token: bureau })).body;
    const before = await look();
    const counted = ({ questions }: Json, code: string) => {
      const { answered, counts } = questions.find((each: Json) => each.code === code);
      return [answered, ...counts.map(({ count }: Json) => count)];
    };
    assert.deepEqual(
      before.questions.map(({ code, kind, counts }: Json) => [
        code,
        kind,
        counts.map(({ answer }: Json) => answer).length,
      ]),
      [
        ['overall', 'scale', 5],
        ['registration', 'scale', 5],
        ['exhibitors', 'scale', 5],
        ['intended_deals', 'choice', before.questions[3].options.length],
        ['next_time', 'choice', before.questions[4].options.length],
        ['suggestions', 'text', 0],
      ],
    );
    const [one, two, silent] = [
      await createUnit(api.store, { state: 'approved' }),
      await createUnit(api.store, { state: 'approved' }),
      await createUnit(api.store, { state: 'approved' }),
    ];
    await createUnit(api.store);
    const { suggestions: _text, ...brief } = whole;
    await put(one.token, whole);
    await put(one.token, { ...whole, overall: 2 });
    await put(two.token, { ...brief, overall: 2, next_time: 'no' });
    const after = await look();
    assert.deepEqual([after.answered - before.answered, after.invited - before.invited, after.open], [2, 3, true]);
    const more = (code: string) => {
      const was = counted(before, code);
      return counted(after, code).map((count: number, index: number) => count - was[index]);
    };
    assert.deepEqual(more('overall'), [2, 0, 2, 0, 0, 0]);
    assert.deepEqual(more('suggestions'), [1]);
    const nextTime = after.questions
      .find(({ code }: Json) => code === 'next_time')
      .counts.map(({ answer }: Json) => answer);
    assert.deepEqual(more('next_time'), [
      2,
      ...nextTime.map((answer: string) => (['yes', 'no'].includes(answer) ? 1 : 0)),
    ]);
    const other = (await api.call('GET', '/bureau/survey?edition=1', { token: bureau })).body;
    assert.deepEqual([other.answered, other.invited, other.questions], [0, 0, []]);
    assert.equal((await api.call('GET', '/bureau/survey', { token: silent.token })).status, 403);
  });

  it('given free texts, when the bureau reads them by pages, then each is there with its unit, whoever wrote nothing is not, and no other question has such a list (G9.1)', async () => {
    const bureau = await staffToken(api.store, 'bureau');
    const path = '/bureau/survey/questions/suggestions/texts';
    const walk = async () => {
      const items: Json[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const { status, body } = await api.call('GET', `${path}?limit=1&cursor=${cursor}`, { token: bureau });
        assert.deepEqual([status, body.items.length <= 1], [200, true], JSON.stringify(body));
        items.push(...body.items);
        cursor = body.nextCursor;
      }
      return items;
    };
    const before = await walk();
    const units = [];
    for (const suggestions of ['多设休息区', undefined, 'More chairs']) {
      const unit = await createUnit(api.store, { state: 'approved' });
      await put(unit.token, { ...whole, suggestions });
      units.push(unit);
    }
    assert.deepEqual(
      (await walk()).slice(before.length).map(({ registrationId, account, text }) => [registrationId, account, text]),
      [
        [units[0]!.registrationId, units[0]!.account, '多设休息区'],
        [units[2]!.registrationId, units[2]!.account, 'More chairs'],
      ],
    );
    for (const code of ['overall', 'nothing'])
      assert.equal(
        (await api.call('GET', `/bureau/survey/questions/${code}/texts`, { token: bureau })).status,
        404,
        code,
      );
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
