import { Alert, Steps } from 'antd';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'wouter';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { openingOf, useEdition } from './edition.ts';
import { RegistrationOpened } from './registration-opened.tsx';
import { RegistrationSteps } from './registration-steps.tsx';
import { publicWords } from './words.ts';
import { registrationWords } from './registration-words.ts';
import type { Opened } from './registration-opened.tsx';

/** Opens an account, step by step (G1). */
export default function RegistrationPage() {
  const words = { ...useWords(publicWords), ...useWords(registrationWords) };
  const format = useFormat();
  const query = useEdition();
  const [opened, setOpened] = useState<Opened>();
  const [params, setParams] = useSearchParams();
  // An entry of the browser's history for each step; none is entered before those that lead to it were left.
  const [reached, setReached] = useState(0);
  const step = Math.min(Math.max(Number(params.get('step') ?? 1), 1) - 1, reached);
  const goTo = useCallback(
    (next: number) => {
      setReached((before) => Math.max(before, next));
      setParams({ step: String(next + 1) });
    },
    [setParams],
  );
  const titles = [words.terms, words.stepUnit, words.stepAccount, words.stepCode, words.stepMobile, words.stepPassword];
  return (
    <Page title={words.title}>
      <Reading of={query}>
        {(edition) => {
          const opening = openingOf(edition);
          if (opened) return <RegistrationOpened opened={opened} />;
          if (opening !== 'open')
            return (
              <Alert
                type="info"
                showIcon
                title={opening === 'not_yet' ? words.notYet : words.isClosed}
                description={
                  opening === 'not_yet'
                    ? words.opensAt(format.time(edition.registrationOpensAt))
                    : words.closedAt(format.time(edition.registrationClosesAt))
                }
              />
            );
          return (
            <div className="narrow">
              <p className="quiet" role="status">
                {words.stepOf(step + 1, titles.length)}
              </p>
              <Steps
                className="steps"
                size="small"
                titlePlacement="vertical"
                responsive={false}
                current={step}
                items={titles.map((title) => ({ title }))}
              />
              <RegistrationSteps edition={edition} step={step} onStep={goTo} onOpened={setOpened} />
            </div>
          );
        }}
      </Reading>
    </Page>
  );
}
