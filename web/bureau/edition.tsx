import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
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

const parts = [
  ['times', Times],
  ['money', Money],
  ['deadlines', Deadlines],
  ['terms', Terms],
  ['notices', Notices],
  ['texts', TextCodes],
  ['survey', SurveyPart],
] as const;

/** All that is decided of the current edition, a part at a time; money by two people. */
export function EditionPage() {
  const words = useWords(editionWords);
  const area = useWords(bureauWords);
  const [{ part: asked }, change] = useFilter(['part']);
  const [shown] = parts.find(([name]) => name === asked) ?? parts[0];
  const edition = useQuery(editionQuery);
  return (
    <Page title={area.edition}>
      <EditionChanges />
      <Reading of={edition}>
        {(read) => (
          <>
            <h2>{words.title(read.value.edition)}</h2>
            {read.value.closedAt !== null && <Alert type="info" showIcon title={words.closed} />}
            <div className="buttons state-counts" role="group" aria-label={words.parts}>
              {parts.map(([name]) => (
                <Button
                  key={name}
                  type={name === shown ? 'primary' : 'default'}
                  aria-pressed={name === shown}
                  onClick={() => change({ part: name })}
                >
                  {words[name]}
                </Button>
              ))}
            </div>
            {parts.map(([name, Part]) => (
              // What is typed in one stays while another is looked at, or saved.
              <section key={name} aria-label={words[name]} hidden={name !== shown}>
                <Part of={read} />
              </section>
            ))}
          </>
        )}
      </Reading>
    </Page>
  );
}
