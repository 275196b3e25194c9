import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { useLogin } from '../session.ts';
import { UnitCell } from './cells.tsx';
import { Deed } from './deed.tsx';
import { disputeWords } from './dispute-words.ts';
import { ReasonField } from './fields.tsx';
import { bureauWords } from './words.ts';

type Change = Schemas['MobileChange'];

/** Mobiles of units that have lost theirs: one proposes, another confirms (G9.1). */
export function MobileChangesPage() {
  const words = useWords(disputeWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const changes = usePages('/bureau/mobile-changes');
  return (
    <Page title={area.mobileChanges}>
      <ListTable<Change>
        of={changes}
        rowKey="mobileChangeId"
        label={words.mobileList}
        empty={words.noMobile}
        columns={[
          { title: area.unit, dataIndex: 'unitName', render: (_, change) => <UnitCell of={change} /> },
          { title: words.newMobile, dataIndex: 'mobileMasked' },
          {
            title: area.reason,
            dataIndex: 'reason',
            render: (reason: string) => <span className="wrapped">{reason}</span>,
          },
          { title: words.proposedBy, dataIndex: 'by' },
          { title: words.proposedAt, dataIndex: 'proposedAt', render: format.time },
          { title: words.lapsesAt, dataIndex: 'lapsesAt', render: format.time },
          {
            title: area.actions,
            key: 'actions',
            render: (_, change) => (
              <span className="buttons">
                <Confirm of={change} />
                <Dismiss of={change} />
              </span>
            ),
          },
        ]}
      />
    </Page>
  );
}

function Confirm({ of: { mobileChangeId, account, by } }: { of: Change }) {
  const words = useWords(disputeWords);
  const { ownProposal } = useWords(bureauWords);
  const login = useLogin();
  if (by === login?.account) return <span className="wrapped quiet">{ownProposal}</span>;
  return (
    <Deed
      name={words.confirm}
      of={account}
      kind="primary"
      send={(header) =>
        client.POST('/bureau/mobile-changes/{mobileChangeId}/confirm', { params: { path: { mobileChangeId }, header } })
      }
    >
      <p>{words.confirmHelp}</p>
    </Deed>
  );
}

function Dismiss({ of: { mobileChangeId, account } }: { of: Change }) {
  const words = useWords(disputeWords);
  const { dismiss } = useWords(bureauWords);
  return (
    <Deed
      name={dismiss}
      of={account}
      send={(header, { reason }: { reason?: string }) =>
        client.POST('/bureau/mobile-changes/{mobileChangeId}/dismiss', {
          params: { path: { mobileChangeId }, header },
          body: reason ? { reason } : {},
        })
      }
    >
      <p>{words.dropHelp}</p>
      <ReasonField optional />
    </Deed>
  );
}
