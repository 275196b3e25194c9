import { z } from 'zod';
import { DomainError, type FieldError } from '../../../domain/errors.ts';
import { may } from '../../../domain/registration.ts';
import { say } from '../../../domain/message.ts';
import { countAnswers, fitsQuestion, type SurveyAnswers, type SurveyQuestion } from '../../../domain/survey.ts';
import { createEditions } from '../../../db/edition.ts';
import { createRegistrations } from '../../../db/registration/registration.ts';
import { createStaff } from '../../../db/staff.ts';
import { createSurveys } from '../../../db/registration/survey.ts';
import { editionQuery, listedEdition } from '../../edition-query.ts';
import { surveyQuestion } from '../../edition-schema.ts';
import { operation } from '../../operation.ts';
import { refusedIn } from './registration-view.ts';
import { line, orNull, page, paragraph, time, uuid } from '../../schemas.ts';
import { csv, sheetFormats, sheetTypes, watermark, writeSheet, xlsx } from '../../spreadsheet.ts';

const tag = 'Survey';
const answers = z.record(z.string(), z.union([z.int(), paragraph(1000)]));
const survey = z
  .object({
    opensAt: time,
    open: z.boolean(),
    questions: z.array(surveyQuestion),
    answers: orNull(answers),
    answeredAt: orNull(time),
  })
  .openapi('Survey');

const results = z
  .object({
    edition: z.string(),
    opensAt: time,
    open: z.boolean(),
    invited: z.int().openapi({ description: 'Units that can answer once it is open: those that are approved' }),
    answered: z.int().openapi({ description: 'Units that have answered' }),
    questions: z.array(
      surveyQuestion
        .extend({
          answered: z.int().openapi({ description: 'Units that answered this question' }),
          counts: z.array(z.object({ answer: z.string(), count: z.int() })).openapi({
            description: 'Of each possible answer how many gave it, also where none did; of what is written none',
          }),
        })
        .openapi('SurveyQuestionResult'),
    ),
  })
  .openapi('SurveyResults');
const written = z
  .object({
    registrationId: uuid,
    account: z.string(),
    unitName: z.string().nullable(),
    text: z.string(),
    answeredAt: time,
  })
  .openapi('WrittenAnswer');

/** Every question that is required is answered, by what fits it, and nothing else is. */
function faultsOf(questions: readonly SurveyQuestion[], given: SurveyAnswers): FieldError[] {
  const known = new Map(questions.map((question) => [question.code, question]));
  return [
    ...Object.entries(given)
      .filter(([code, value]) => !known.has(code) || !fitsQuestion(known.get(code)!, value))
      .map(([code]) => ({
        path: `answers.${code}`,
        code: known.has(code) ? 'invalid_answer' : 'unknown_question',
        message: say('answer_unfit'),
      })),
    ...questions
      .filter(({ code, required }) => required && given[code] === undefined)
      .map(({ code }) => ({ path: `answers.${code}`, code: 'required', message: say('answer_missing') })),
  ];
}

export const surveyRoutes = [
  operation({
    id: 'getSurvey',
    method: 'get',
    path: '/survey',
    tag,
    summary: "The buyers' satisfaction survey and the own answers (G9.1)",
    roles: ['unit'],
    answers: { 200: survey },
    handle: async ({ store, session }) => {
      const surveys = createSurveys(store);
      const [found, own] = [await surveys.ofEdition(session.edition), await surveys.answers(session.registrationId)];
      return { status: 200, body: { ...found, answers: own?.answers ?? null, answeredAt: own?.answeredAt ?? null } };
    },
  }),
  operation({
    id: 'answerSurvey',
    method: 'put',
    path: '/survey',
    tag,
    summary: 'Answer it once the expo has closed, or change the answers',
    roles: ['unit'],
    body: z.strictObject({ answers }),
    effect: 'transaction',
    answers: { 200: survey },
    refusals: ['incomplete', 'survey_not_open', 'registration_not_approved'],
    handle: async ({ store, session: { registrationId, edition }, body }) => {
      const surveys = createSurveys(store);
      const found = await surveys.ofEdition(edition);
      const errors = faultsOf(found.questions, body.answers);
      if (errors.length > 0) throw new DomainError('incomplete', { errors });
      const state = await createRegistrations(store).holdState(registrationId);
      if (!may('badges', state)) throw refusedIn(state, 'registration_not_approved');
      if (!found.open)
        throw new DomainError('survey_not_open', { detail: say('opens_at', { time: found.opensAt.toISOString() }) });
      await surveys.save(registrationId, body.answers);
      const own = (await surveys.answers(registrationId))!;
      return { status: 200, body: { ...found, ...own } };
    },
  }),
  operation({
    id: 'getSurveyResults',
    method: 'get',
    path: '/bureau/survey',
    tag,
    summary: 'How many units have answered of those that can, and what, question by question (G9.1)',
    roles: ['bureau'],
    query: z.strictObject({ edition: listedEdition }),
    answers: { 200: results },
    handle: async ({ store, query }) => {
      const edition = await createEditions(store).listed(query.edition);
      const surveys = createSurveys(store);
      const [{ questions, ...dates }, invited, all] = [
        await surveys.ofEdition(edition),
        await surveys.invited(edition),
        (await surveys.all(edition)).map(({ answers: given }) => given),
      ];
      const counted = questions.map((each) => ({ ...each, ...countAnswers(each, all) }));
      return { status: 200, body: { edition, ...dates, invited, answered: all.length, questions: counted } };
    },
  }),
  operation({
    id: 'listWrittenAnswers',
    method: 'get',
    path: '/bureau/survey/questions/:code/texts',
    tag,
    summary:
      'What units wrote to one question, in the order they first answered; a page may be short, or empty, and have a next one',
    roles: ['bureau'],
    params: z.object({ code: line(40) }),
    query: editionQuery,
    answers: { 200: page(written) },
    refusals: ['not_found'],
    handle: async ({ store, params: { code }, query }) => {
      const edition = await createEditions(store).listed(query.edition);
      const surveys = createSurveys(store);
      const { questions } = await surveys.ofEdition(edition);
      if (!questions.some((each) => each.code === code && each.kind === 'text')) throw new DomainError('not_found');
      const { limit, cursor: after } = query;
      return { status: 200, body: await surveys.written({ edition, code }, { limit, after }) };
    },
  }),
  operation({
    id: 'exportSurvey',
    method: 'get',
    path: '/bureau/survey/export',
    tag,
    summary: "Everybody's answers, a row a unit; on record and marked with who took it",
    roles: ['bureau'],
    query: z.strictObject({ format: z.enum(sheetFormats).default('xlsx'), edition: listedEdition }),
    reads: 'survey_exported',
    answers: { 200: [xlsx, csv] },
    stream: async ({ store, session: { staffId }, query: { format, edition: asked }, noteRead }, res) => {
      const edition = await createEditions(store).listed(asked);
      const surveys = createSurveys(store);
      const { questions } = await surveys.ofEdition(edition);
      const all = await surveys.all(edition);
      const login = await createStaff(store).loginOf(staffId);
      await noteRead({ subject: edition, detail: { rows: all.length, format } });
      const shown = ({ options }: SurveyQuestion, value: string | number | undefined) =>
        value === undefined ? '' : (options.find(({ code }) => code === value)?.zh ?? String(value));
      const rows = [
        watermark(login, new Date(), all.length),
        ['账户 Account', '单位 Unit', '时间 At', ...questions.map(({ zh }) => zh)],
        ...all.map((row) => [
          row.account,
          row.unitName ?? '',
          row.answeredAt.toISOString(),
          ...questions.map((question) => shown(question, row.answers[question.code])),
        ]),
      ];
      res
        .type(sheetTypes[format])
        .set('Content-Disposition', `attachment; filename="survey-${login}.${format}"`)
        .send(await writeSheet(format, 'Survey', rows));
    },
  }),
];
