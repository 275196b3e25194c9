import { Alert, Button, Popconfirm } from 'antd';
import { isNeeded } from '../../domain/consent.ts';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';

type Consent = Schemas['ConsentState'];

/** What the unit agreed to, in which words, and what of it can be taken back by itself. */
export function AccountConsents() {
  const words = useWords(accountWords);
  const consents = api.useQuery('get', '/account/consents');
  return (
    <section className="card" aria-labelledby="consents">
      <h2 id="consents">{words.consents}</h2>
      <p className="quiet">{words.withNeeded}</p>
      <Reading of={consents}>
        {({ items }) =>
          // A notice that the edition does not have asks for nothing.
          items.filter(({ zh }) => zh !== '').map((consent) => <OneConsent key={consent.kind} consent={consent} />)
        }
      </Reading>
    </section>
  );
}

function OneConsent({ consent }: { consent: Consent }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const language = useLanguage();
  const format = useFormat();
  const { kind, version, accepted, acceptedVersion, acceptedAt, withdrawnAt } = consent;
  const changes = ['/account', '/attendees'];
  const agree = useAction(
    (header, body: { kind: Consent['kind']; version: string }) =>
      client.POST('/account/consents', { params: { header }, body }),
    { changes },
  );
  const withdraw = useAction(
    (_once, which: Consent['kind']) => client.DELETE('/account/consents/{kind}', { params: { path: { kind: which } } }),
    { changes },
  );
  const since = accepted ? words.acceptedAt(format.time(acceptedAt)) : words.withdrawnAt(format.time(withdrawnAt));
  return (
    <div className="own-consent">
      <div className="section-head">
        <h3>{words[kind]}</h3>
        <span className="states">
          <StateTag tone={accepted ? 'done' : 'todo'}>{accepted ? words.accepted : words.notAccepted}</StateTag>
          {(accepted || withdrawnAt) && <span className="quiet">{since}</span>}
        </span>
      </div>
      {!accepted && acceptedVersion && !withdrawnAt && <p>{words.otherVersion}</p>}
      <details>
        <summary>{words.read}</summary>
        <p className="said">{consent[language]}</p>
      </details>
      <ProblemAlert of={agree.problem ?? withdraw.problem} />
      {withdraw.data && !accepted && (
        <Alert type="success" showIcon role="status" title={words.photosDeleted(withdraw.data.deletedPhotos)} />
      )}
      {!accepted && (
        <Button
          type="primary"
          aria-label={words.agreeTo(words[kind])}
          loading={agree.pending}
          onClick={() => agree.run({ kind, version })}
        >
          {words.agree}
        </Button>
      )}
      {accepted && !isNeeded(kind) && (
        <Popconfirm
          title={words.withdrawPhotosQuestion}
          okText={words.withdrawConsent}
          cancelText={words.cancel}
          okButtonProps={{ danger: true }}
          onConfirm={() => withdraw.run(kind)}
        >
          <Button danger loading={withdraw.pending}>
            {words.withdrawConsent}
          </Button>
        </Popconfirm>
      )}
    </div>
  );
}
