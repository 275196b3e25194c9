import { useQuery } from '@tanstack/react-query';
import { Alert, Tabs } from 'antd';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { EditionChanges } from './edition-changes.tsx';
import { editionWords } from './edition-words.ts';
import { Deadlines, Money, Notices, Terms, Times } from './edition-parts.tsx';
import { SurveyPart } from './edition-survey.tsx';
import { TextCodes } from './edition-texts.tsx';
import { editionQuery } from './versioned.ts';
import { bureauWords } from './words.ts';

/** All that is decided of the current edition, a part at a time; money by two people. */
export function EditionPage() {
  const words = useWords(editionWords);
  const area = useWords(bureauWords);
  const [{ part: shown }, change] = useFilter(['part']);
  const edition = useQuery(editionQuery);
  return (
    <Page title={area.edition}>
      <EditionChanges />
      <Reading of={edition}>
        {(read) => {
          // What somebody else has changed meanwhile is taken in where nothing is typed.
          const part = { of: read, key: read.version };
          return (
            <>
              <h2>{words.title(read.value.edition)}</h2>
              {read.value.closedAt !== null && <Alert type="info" showIcon title={words.closed} />}
              <Tabs
                activeKey={shown ?? 'times'}
                onChange={(next) => change({ part: next })}
                items={[
                  { key: 'times', label: words.times, children: <Times {...part} key={part.key} /> },
                  { key: 'money', label: words.money, children: <Money {...part} key={part.key} /> },
                  { key: 'deadlines', label: words.deadlines, children: <Deadlines {...part} key={part.key} /> },
                  { key: 'terms', label: words.terms, children: <Terms {...part} key={part.key} /> },
                  { key: 'notices', label: words.notices, children: <Notices {...part} key={part.key} /> },
                  { key: 'texts', label: words.texts, children: <TextCodes {...part} key={part.key} /> },
                  { key: 'survey', label: words.survey, children: <SurveyPart {...part} key={part.key} /> },
                ]}
              />
            </>
          );
        }}
      </Reading>
    </Page>
  );
}
