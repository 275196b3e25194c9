import { Alert, Button, Empty, Form, Input, Radio } from 'antd';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFaultsAtFields } from '../parts/form-faults.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

type Survey = Schemas['Survey'];
type Question = Survey['questions'][number];
type Answers = NonNullable<Survey['answers']>;

/** The buyers' satisfaction survey, as the edition has it (G9.1). */
export function SurveyPage() {
  const words = useWords(accountWords);
  const survey = api.useQuery('get', '/survey');
  return (
    <Page title={words.survey}>
      <Reading of={survey}>
        {(read) =>
          read.questions.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.surveyEmpty} />
          ) : read.open ? (
            <Questionnaire survey={read} />
          ) : (
            <Preview survey={read} />
          )
        }
      </Reading>
    </Page>
  );
}

function Preview({ survey: { opensAt, questions } }: { survey: Survey }) {
  const words = useWords(accountWords);
  const language = useLanguage();
  const format = useFormat();
  return (
    <>
      <Alert type="info" showIcon title={words.surveyOpens(format.time(opensAt))} />
      <ol className="card questions">
        {questions.map((question) => (
          <li key={question.code}>{question[language]}</li>
        ))}
      </ol>
    </>
  );
}

function Questionnaire({ survey }: { survey: Survey }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const language = useLanguage();
  const format = useFormat();
  const [form] = Form.useForm<{ answers: Record<string, string | number | undefined> }>();
  const send = useAction((_once, answers: Answers) => client.PUT('/survey', { body: { answers } }), {
    changes: ['/survey'],
  });
  const atFields = useFaultsAtFields(form, send.problem);
  const given = (answers: Record<string, string | number | undefined>): Answers =>
    Object.fromEntries(
      Object.entries(answers).flatMap(([code, value]) => (value === undefined || value === '' ? [] : [[code, value]])),
    );
  return (
    <>
      {survey.answeredAt && <Alert type="info" showIcon title={words.surveyAnswered(format.time(survey.answeredAt))} />}
      <Form
        form={form}
        layout="vertical"
        className="card"
        initialValues={{ answers: survey.answers ?? {} }}
        onFinish={({ answers }) => send.run(given(answers))}
      >
        {survey.questions.map((question) => (
          <Form.Item
            key={question.code}
            name={['answers', question.code]}
            label={question.required ? question[language] : question[language] + words.optional}
            extra={question.kind === 'scale' ? words.scaleHelp : undefined}
            rules={[{ required: question.required, message: words.required }]}
          >
            <Answer question={question} />
          </Form.Item>
        ))}
        <ProblemAlert of={send.problem} shownAtFields={atFields} />
        {send.data && <Alert type="success" showIcon role="status" title={words.surveySent} />}
        <Button type="primary" htmlType="submit" loading={send.pending}>
          {words.surveySend}
        </Button>
      </Form>
    </>
  );
}

/** A field of the question's kind; `Form.Item` gives it its value. */
function Answer({ question: { kind, options }, ...field }: { question: Question }) {
  const language = useLanguage();
  if (kind === 'text') return <Input.TextArea rows={3} maxLength={1_000} {...field} />;
  const choices =
    kind === 'scale'
      ? [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) }))
      : options.map((option) => ({ value: option.code, label: option[language] }));
  return <Radio.Group options={choices} {...field} />;
}
