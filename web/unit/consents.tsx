import { Button } from 'antd';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { confirmWords } from './confirm-words.ts';

type Consent = Schemas['ConsentState'];

/** What the edition asks the unit to agree to and it has not: each text with its own answer, in the version that is shown. */
export function Consents({ of: unaccepted }: { of: readonly Consent['kind'][] }) {
  const words = useWords(confirmWords);
  const language = useLanguage();
  const { time } = useFormat();
  const query = api.useQuery('get', '/account/consents');
  const accept = useAction(
    (once, { kind, version }: Pick<Consent, 'kind' | 'version'>) =>
      client.POST('/account/consents', { params: { header: once }, body: { kind, version } }),
    { changes: ['/account/consents', '/registration'], onDone: () => void query.refetch() },
  );
  return (
    <Reading of={query}>
      {({ items }) => {
        const shown = items.filter(({ kind, accepted }) => accepted || unaccepted.includes(kind));
        return (
          <>
            {shown.map((consent) => (
              <section key={consent.kind} className="card" aria-label={words[consent.kind]}>
                <h3 className="step">{words[consent.kind]}</h3>
                {consent.accepted ? (
                  <span className="quiet">{words.agreed(time(consent.acceptedAt))}</span>
                ) : (
                  <>
                    <div className="consent" tabIndex={0} role="region" aria-label={words[consent.kind]}>
                      {consent[language]}
                    </div>
                    <Button loading={accept.pending} onClick={() => accept.run(consent)}>
                      {consent.kind === 'privacy_terms' ? words.agreeTerms : words.agree}
                    </Button>
                  </>
                )}
              </section>
            ))}
            <ProblemAlert of={accept.problem} />
          </>
        );
      }}
    </Reading>
  );
}
