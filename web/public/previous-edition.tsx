import { Alert, Radio } from 'antd';
import { useId, useState } from 'react';
import { Link } from 'wouter';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { useEdition } from './edition.ts';
import { PreviousByMobile } from './previous-edition-mobile.tsx';
import { PreviousByPassword } from './previous-edition-password.tsx';
import { RegistrationOpened, enterAs, type Opened } from './registration-opened.tsx';
import { registrationWords } from './registration-words.ts';

/** Visitors of the edition before come back, in one of two ways (G2). */
export default function PreviousEditionPage() {
  const words = useWords(registrationWords);
  const query = useEdition();
  const [{ by = 'password' }, change] = useFilter(['by']);
  const [opened, setOpened] = useState<Opened>();
  const way = useId();
  const onOpened = (answer: Opened) => {
    enterAs(answer);
    setOpened(answer);
  };
  const anew = (
    <p>
      {words.bothFailed} <Link href="/register">{words.registerAnew}</Link>
    </p>
  );
  return (
    <Page title={words.previousTitle}>
      <Reading of={query}>
        {(edition) => {
          if (opened) return <RegistrationOpened opened={opened} />;
          if (edition.previousEdition === null)
            return (
              <Alert
                type="info"
                showIcon
                title={words.noPrevious}
                action={<Link href="/register">{words.registerAnew}</Link>}
              />
            );
          return (
            <div className="narrow">
              <p className="quiet">{words.previousHelp}</p>
              <div className="card">
                <p id={way}>{words.way}</p>
                <Radio.Group
                  aria-labelledby={way}
                  className="ways-of"
                  value={by}
                  options={[
                    { value: 'password', label: words.byPassword },
                    { value: 'mobile', label: words.byMobile },
                  ]}
                  onChange={({ target }) => change({ by: target.value === 'mobile' ? 'mobile' : undefined })}
                />
                {by === 'mobile' ? (
                  <PreviousByMobile edition={edition} onOpened={onOpened} />
                ) : (
                  <PreviousByPassword edition={edition} onOpened={onOpened} />
                )}
              </div>
              {anew}
            </div>
          );
        }}
      </Reading>
    </Page>
  );
}
