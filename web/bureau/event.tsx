import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { eventWords } from './event-words.ts';
import { bureauWords } from './words.ts';

type Visitor = Schemas['EventVisitor'];

/** Who comes to an event, in the order they signed up. */
export function EventPage({ eventId }: { eventId: string }) {
  const words = useWords(eventWords);
  const area = useWords(bureauWords);
  const visitors = usePages('/bureau/events/{eventId}/sign-ups', {}, { eventId });
  return (
    <Page title={words.signUps} actions={<Link href="/events">{area.events}</Link>}>
      <ListTable<Visitor>
        of={visitors}
        rowKey="attendeeId"
        label={words.signUps}
        empty={words.nobody}
        columns={[
          {
            title: area.person,
            dataIndex: 'name',
            render: (name: string, { attendeeId }) => <Link href={`/corrections/${attendeeId}`}>{name}</Link>,
          },
          { title: area.unit, dataIndex: 'unitName', render: (name: string | null) => name ?? area.unnamed },
        ]}
      />
    </Page>
  );
}
