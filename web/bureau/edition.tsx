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
        {(read) => (
          <>
            <h2>{words.title(read.value.edition)}</h2>
            {read.value.closedAt !== null && <Alert type="info" showIcon title={words.closed} />}
            <Tabs
              activeKey={shown ?? 'times'}
              onChange={(next) => change({ part: next })}
              items={[
                { key: 'times', label: words.times, children: <Times of={read} /> },
                { key: 'money', label: words.money, children: <Money of={read} /> },
                { key: 'deadlines', label: words.deadlines, children: <Deadlines of={read} /> },
                { key: 'terms', label: words.terms, children: <Terms of={read} /> },
                { key: 'notices', label: words.notices, children: <Notices of={read} /> },
                { key: 'texts', label: words.texts, children: <TextCodes of={read} /> },
                { key: 'survey', label: words.survey, children: <SurveyPart of={read} /> },
              ]}
            />
          </>
        )}
      </Reading>
    </Page>
  );
}
