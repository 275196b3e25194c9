import { Button } from 'antd';
import { useAction } from '../client/action.ts';
import { api, type Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import { useLanguage, useWords } from '../language.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { eventWords } from './event-words.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Question = Schemas['EditionSettings']['survey'][number];

/** G9.1: what units are asked, and their answers as a table. */
export function SurveyPage() {
  const words = useWords(eventWords);
  const { survey } = useWords(bureauWords);
  const edition = api.useQuery('get', '/bureau/edition');
  return (
    <Page title={survey} actions={<Exports />}>
      <p className="quiet">{words.surveyHelp}</p>
      <Reading of={edition}>{(read) => <Questions of={read.survey} />}</Reading>
    </Page>
  );
}

function Exports() {
  const words = useWords(eventWords);
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

function Questions({ of: questions }: { of: Question[] }) {
  const words = useWords(eventWords);
  const { yes, no, none } = useWords(common);
  const language = useLanguage();
  return (
    <WholeTable<Question>
      label={words.questions}
      empty={none}
      rowKey="code"
      rows={questions}
      columns={[
        {
          title: words.question,
          dataIndex: 'zh',
          render: (_, question) => <span className="wrapped">{question[language]}</span>,
        },
        { title: words.kind, dataIndex: 'kind', render: (kind: Question['kind']) => words[kind] },
        {
          title: words.answers,
          dataIndex: 'options',
          render: (options: Question['options']) => (
            <span className="wrapped">{options.map((option) => option[language]).join(' / ') || '–'}</span>
          ),
        },
        { title: words.required, dataIndex: 'required', render: (required: boolean) => (required ? yes : no) },
      ]}
    />
  );
}
