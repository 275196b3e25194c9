import { Button, Popconfirm } from 'antd';
import { useAction } from '../client/action.ts';
import { client } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from './format.ts';
import { ListTable } from './list-table.tsx';
import { ownAccountWords } from './own-account-words.ts';
import { ProblemAlert } from './problem-alert.tsx';
import { StateTag } from './state-tag.tsx';
import { common } from './words.ts';

/** Where the own account is logged in; any other login can be ended. */
export function OwnSessions() {
  const words = { ...useWords(common), ...useWords(ownAccountWords) };
  const format = useFormat();
  const sessions = usePages('/sessions', { limit: 20 });
  const end = useAction(
    (_once, sessionId: string) => client.DELETE('/sessions/{sessionId}', { params: { path: { sessionId } } }),
    { changes: ['/sessions'] },
  );
  return (
    <section aria-labelledby="own-sessions">
      <h2 id="own-sessions">{words.sessions}</h2>
      <p className="quiet">{words.sessionsHelp}</p>
      <ProblemAlert of={end.problem} />
      <ListTable
        of={sessions}
        rowKey="sessionId"
        label={words.sessions}
        empty={words.noSessions}
        columns={[
          { title: words.openedAt, render: (_, { createdAt }) => format.time(createdAt) },
          { title: words.lastUsed, render: (_, { lastUsedAt }) => format.time(lastUsedAt) },
          { title: words.from, dataIndex: 'address' },
          { title: words.device, render: (_, { userAgent }) => <div className="device">{userAgent}</div> },
          {
            title: words.deeds,
            render: (_, { sessionId, isCurrent, createdAt }) =>
              isCurrent ? (
                <StateTag tone="done">{words.thisDevice}</StateTag>
              ) : (
                <Popconfirm
                  title={words.endSessionOf(format.time(createdAt))}
                  okText={words.endSession}
                  cancelText={words.cancel}
                  onConfirm={() => end.run(sessionId)}
                >
                  <Button size="small" danger aria-label={words.endSessionOf(format.time(createdAt))}>
                    {words.endSession}
                  </Button>
                </Popconfirm>
              ),
          },
        ]}
      />
    </section>
  );
}
