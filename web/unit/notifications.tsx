import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { accountWords } from './account-words.ts';
import { State } from '../parts/states.tsx';

/** What the unit was told by text. */
export function NotificationsPage() {
  const words = useWords(accountWords);
  const format = useFormat();
  const notifications = usePages('/notifications');
  return (
    <Page title={words.notifications}>
      <ListTable
        of={notifications}
        rowKey="notificationId"
        label={words.notifications}
        empty={words.notificationsEmpty}
        columns={[
          { title: words.sentAt, width: 170, render: (_, { createdAt }) => format.time(createdAt) },
          { title: words.text, render: (_, { text }) => <div className="text">{text}</div> },
          { title: words.state, render: (_, { state }) => <State of="notification" state={state} /> },
        ]}
      />
    </Page>
  );
}
