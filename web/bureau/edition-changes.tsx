import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { nothing, useFormat, yuan } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { StateTag, type Tone } from '../parts/state-tag.tsx';
import { useLogin } from '../session.ts';
import { Deed } from './deed.tsx';
import { editionWords } from './edition-words.ts';
import { bureauWords } from './words.ts';

type Change = Schemas['EditionChange'];

const tones: Readonly<Record<Change['state'], Tone>> = { waiting: 'todo', confirmed: 'done', dismissed: 'over' };

/** Changes of money: those that wait for a second person, and what became of others. */
export function EditionChanges() {
  const words = useWords(editionWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const changes = usePages('/bureau/edition/changes', { limit: 10 });
  if (!changes.problem && changes.items.length === 0) return null;
  return (
    <>
      <h2>{words.pending}</h2>
      <ListTable<Change>
        of={changes}
        rowKey="changeId"
        label={words.pending}
        empty={words.nothingPending}
        columns={[
          { title: words.what, dataIndex: 'changes', render: (_, change) => <What of={change.changes} /> },
          { title: words.askedBy, dataIndex: 'askedBy' },
          { title: words.askedAt, dataIndex: 'askedAt', render: format.time },
          {
            title: area.state,
            dataIndex: 'state',
            render: (state: Change['state'], { decidedBy, decidedAt }) => (
              <span className="lines">
                <StateTag tone={tones[state]}>{words[state]}</StateTag>
                {decidedBy !== null && (
                  <span className="quiet">
                    {decidedBy} · {format.time(decidedAt)}
                  </span>
                )}
              </span>
            ),
          },
          {
            title: area.actions,
            key: 'actions',
            render: (_, change) =>
              change.state === 'waiting' && (
                <span className="buttons">
                  <Confirm of={change} />
                  <Dismiss of={change} />
                </span>
              ),
          },
        ]}
      />
    </>
  );
}

function What({ of: changes }: { of: Change['changes'] }) {
  const words = useWords(editionWords);
  const labels = useLabels();
  const shown = (field: string, value: string | null) =>
    value !== null && field.startsWith('feesFen.') ? yuan(Number(value)) : (value ?? nothing);
  return (
    <span className="lines">
      {changes.map(({ field, from, to }) => (
        <span key={field} className="wrapped">
          {words.changed(labels(field), shown(field, from), shown(field, to))}
        </span>
      ))}
    </span>
  );
}

const moved = ['/bureau/edition', '/edition'];

function Confirm({ of: { changeId, askedBy } }: { of: Change }) {
  const words = useWords(editionWords);
  const { ownProposal } = useWords(bureauWords);
  const login = useLogin();
  if (askedBy === login?.account) return <span className="wrapped quiet">{ownProposal}</span>;
  return (
    <Deed
      name={words.confirm}
      of={askedBy}
      kind="primary"
      changes={moved}
      send={(header) =>
        client.POST('/bureau/edition/changes/{changeId}/confirm', { params: { path: { changeId }, header } })
      }
    >
      <p>{words.confirmHelp}</p>
    </Deed>
  );
}

function Dismiss({ of: { changeId, askedBy } }: { of: Change }) {
  const words = useWords(editionWords);
  const { dismiss } = useWords(bureauWords);
  return (
    <Deed
      name={dismiss}
      of={askedBy}
      changes={moved}
      send={(header) =>
        client.POST('/bureau/edition/changes/{changeId}/dismiss', { params: { path: { changeId }, header } })
      }
    >
      <p>{words.dismissHelp}</p>
    </Deed>
  );
}
