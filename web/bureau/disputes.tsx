import { Link } from 'wouter';
import { mayBeReleased } from '../../domain/registration.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { State } from '../parts/states.tsx';
import { useFilter } from '../parts/filter.ts';
import { SelectFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { disputeStateWords, optionsOf } from '../parts/codes.ts';
import { Deed } from './deed.tsx';
import { disputeWords } from './dispute-words.ts';
import { ReasonField } from './fields.tsx';
import { bureauWords } from './words.ts';

type Dispute = Schemas['Dispute'];

/** Who says that an account is theirs, beside who has it (G1.4). */
export function DisputesPage() {
  const words = useWords(disputeWords);
  const area = useWords(bureauWords);
  const states = useWords(disputeStateWords);
  const [{ state }, change] = useFilter(['state']);
  const disputes = usePages('/bureau/disputes', state ? { state: state as Dispute['state'] } : {});
  return (
    <Page title={area.disputes}>
      <div className="filters">
        <SelectFilter
          label={area.state}
          value={state}
          options={optionsOf(states)}
          onChange={(chosen) => change({ state: chosen })}
        />
      </div>
      <ListTable<Dispute>
        of={disputes}
        rowKey="disputeId"
        label={words.list}
        empty={words.empty}
        columns={[
          {
            title: words.claimant,
            dataIndex: 'claim',
            render: (claim: Dispute['claim'], { createdAt }) => <Claimant of={claim} filedAt={createdAt} />,
          },
          {
            title: words.statement,
            dataIndex: ['claim', 'statement'],
            render: (statement: string) => <span className="wrapped">{statement}</span>,
          },
          {
            title: words.holder,
            dataIndex: 'registration',
            render: ({ registrationId, unitName, state: of }: Dispute['registration'], { account }) => (
              <span className="lines">
                <span>{account}</span>
                <Link href={`/registrations/${registrationId}`}>{unitName ?? area.unnamed}</Link>
                <State of="registration" state={of} />
              </span>
            ),
          },
          { title: area.state, dataIndex: 'state', render: (_, dispute) => <Decision of={dispute} /> },
          {
            title: area.actions,
            key: 'actions',
            render: (_, dispute) =>
              dispute.state === 'open' && (
                <span className="buttons">
                  {mayBeReleased(dispute.registration.state) ? (
                    <Decide of={dispute} decision="uphold" />
                  ) : (
                    <span className="wrapped quiet">{words.notReleasable}</span>
                  )}
                  <Decide of={dispute} decision="dismiss" />
                </span>
              ),
          },
        ]}
      />
    </Page>
  );
}

function Claimant({ of: { unitName, name, mobile, email }, filedAt }: { of: Dispute['claim']; filedAt: string }) {
  const format = useFormat();
  return (
    <span className="lines">
      <span>{unitName}</span>
      <span className="quiet">
        {name} · {mobile}
      </span>
      {email && <span className="quiet">{email}</span>}
      <span className="quiet">{format.time(filedAt)}</span>
    </span>
  );
}

function Decision({ of: { state, reason, decidedBy, decidedAt } }: { of: Dispute }) {
  const format = useFormat();
  return (
    <span className="lines">
      <State of="dispute" state={state} />
      {reason !== null && <span className="wrapped">{reason}</span>}
      {decidedBy !== null && (
        <span className="quiet">
          {decidedBy} · {format.time(decidedAt)}
        </span>
      )}
    </span>
  );
}

function Decide({ of: { disputeId, account }, decision }: { of: Dispute; decision: 'uphold' | 'dismiss' }) {
  const words = useWords(disputeWords);
  return (
    <Deed
      name={words[decision]}
      of={account}
      kind={decision === 'uphold' ? 'danger' : 'default'}
      send={(header, { reason }: { reason: string }) =>
        client.POST('/bureau/disputes/{disputeId}/decision', {
          params: { path: { disputeId }, header },
          body: { decision, reason },
        })
      }
    >
      <p>{decision === 'uphold' ? words.upholdHelp : words.dismissHelp}</p>
      <ReasonField />
    </Deed>
  );
}
