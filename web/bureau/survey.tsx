import { Alert, Button, Progress } from 'antd';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { api, type Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import { usePages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { Facts } from '../parts/facts.tsx';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { surveyWords } from './survey-words.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Results = Schemas['SurveyResults'];
type Question = Results['questions'][number];
type Count = Question['counts'][number];
type Written = Schemas['WrittenAnswer'];

/** G9.1: what units were asked, and what they answered. */
export function SurveyPage() {
  const words = useWords(surveyWords);
  const { survey } = useWords(bureauWords);
  const results = api.useQuery('get', '/bureau/survey');
  return (
    <Page title={survey} actions={<Exports />}>
      <p className="quiet">{words.help}</p>
      <Reading of={results}>{(read) => <ResultsOf survey={read} />}</Reading>
    </Page>
  );
}

function Exports() {
  const words = useWords(surveyWords);
  const taken = useAction(async (_, format: Schemas['SheetFormat']) => ({
    data: await download(`/bureau/survey/export?format=${format}`, `survey.${format}`),
  }));
  return (
    <>
      <Button type="primary" loading={taken.pending} onClick={() => taken.run('xlsx')}>
        {words.exportXlsx}
      </Button>
      <Button loading={taken.pending} onClick={() => taken.run('csv')}>
        {words.exportCsv}
      </Button>
      <ProblemAlert of={taken.problem} />
    </>
  );
}

function ResultsOf({ survey: { open, opensAt, answered, invited, questions } }: { survey: Results }) {
  const words = useWords(surveyWords);
  const format = useFormat();
  return (
    <>
      {!open && <Alert type="info" showIcon title={words.notOpen(format.time(opensAt))} />}
      <Facts
        of={[
          [words.answered, format.number(answered)],
          [words.invited, format.number(invited)],
        ]}
      />
      {questions.length === 0 && <p>{words.noQuestions}</p>}
      {questions.map((question) => (
        <QuestionOf key={question.code} of={question} />
      ))}
    </>
  );
}

function QuestionOf({ of: question }: { of: Question }) {
  const words = useWords(surveyWords);
  const language = useLanguage();
  const { kind, required, answered, counts } = question;
  const sum = counts.reduce((points, { answer, count }) => points + Number(answer) * count, 0);
  const told = [
    words[kind],
    required ? words.required : words.optional,
    words.ofQuestion(answered),
    ...(kind === 'scale' && answered > 0 ? [words.mean((sum / answered).toFixed(1))] : []),
  ];
  return (
    <>
      <h2>{question[language]}</h2>
      <p className="quiet">{told.join(' · ')}</p>
      {kind === 'text' ? <WrittenAnswers code={question.code} label={question[language]} /> : <Counts of={question} />}
    </>
  );
}

/** How often each possible answer was given. */
function Counts({ of: { kind, options, answered, counts, ...asked } }: { of: Question }) {
  const words = useWords(surveyWords);
  const language = useLanguage();
  const nameOf = (answer: string) =>
    kind === 'scale' ? words.points(answer) : (options.find(({ code }) => code === answer)?.[language] ?? answer);
  return (
    <WholeTable<Count>
      label={asked[language]}
      empty={words.noQuestions}
      rowKey="answer"
      rows={counts}
      columns={[
        { title: words.answer, dataIndex: 'answer', render: nameOf },
        { title: words.units, dataIndex: 'count', className: 'number' },
        {
          title: words.share,
          key: 'share',
          render: (_, { answer, count }) => (
            <Progress
              className="share"
              percent={answered === 0 ? 0 : Math.round((count / answered) * 100)}
              // 100 % is no success here.
              status="normal"
              aria-label={words.shareOf(nameOf(answer))}
            />
          ),
        },
      ]}
    />
  );
}

function WrittenAnswers({ code, label }: { code: string; label: string }) {
  const words = useWords(surveyWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const texts = usePages('/bureau/survey/questions/{code}/texts', {}, { code });
  return (
    <ListTable<Written>
      of={texts}
      rowKey="registrationId"
      label={label}
      empty={words.nothingWritten}
      columns={[
        { title: words.written, dataIndex: 'text', render: (text: string) => <span className="wrapped">{text}</span> },
        {
          title: area.unit,
          dataIndex: 'unitName',
          render: (name: string | null, { registrationId, account }) => (
            <Link href={`/registrations/${registrationId}`}>{name ?? account}</Link>
          ),
        },
        { title: words.answeredAt, dataIndex: 'answeredAt', render: format.time },
      ]}
    />
  );
}
