import { Link } from 'wouter';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { Deed } from './deed.tsx';
import { eventWords } from './event-words.ts';
import { LineField, NumberField, TimeField } from './fields.tsx';
import { bureauWords } from './words.ts';

type Event = Schemas['BureauEvent'];
type Planned = Pick<
  Event,
  'titleZh' | 'titleEn' | 'placeZh' | 'placeEn' | 'startsAt' | 'endsAt' | 'signUpClosesAt' | 'capacity'
>;

/** Supporting events (G9.1), also the cancelled. */
export function EventsPage() {
  const words = useWords(eventWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const language = useLanguage();
  const events = usePages('/bureau/events');
  const titleOf = ({ titleZh, titleEn }: Event) => (language === 'zh' ? titleZh : titleEn);
  return (
    <Page title={area.events} actions={<Announce />}>
      <ListTable<Event>
        of={events}
        rowKey="eventId"
        label={words.list}
        empty={words.empty}
        columns={[
          {
            title: words.event,
            dataIndex: 'titleZh',
            render: (_, event) => (
              <span className="lines">
                <Link href={`/events/${event.eventId}`}>{titleOf(event)}</Link>
                <span className="quiet">{language === 'zh' ? event.placeZh : event.placeEn}</span>
              </span>
            ),
          },
          {
            title: words.when,
            dataIndex: 'startsAt',
            render: (startsAt: string, { endsAt }) => (
              <span className="lines">
                <span>{format.time(startsAt)}</span>
                <span>– {format.time(endsAt)}</span>
              </span>
            ),
          },
          { title: words.signUpClosesAt, dataIndex: 'signUpClosesAt', render: format.time },
          {
            title: words.taken,
            dataIndex: 'taken',
            className: 'number',
            align: 'right',
            render: (taken: number, { capacity }) => `${format.number(taken)} / ${format.number(capacity)}`,
          },
          { title: area.state, dataIndex: 'cancelled', render: (_, event) => <EventState of={event} /> },
          {
            title: area.actions,
            key: 'actions',
            render: (_, event) =>
              !event.cancelled && (
                <span className="buttons">
                  <Change of={event} name={titleOf(event)} />
                  <Cancel of={event} name={titleOf(event)} />
                </span>
              ),
          },
        ]}
      />
    </Page>
  );
}

function EventState({ of: { cancelled, closed } }: { of: Event }) {
  const words = useWords(eventWords);
  if (cancelled) return <StateTag tone="wrong">{words.cancelled}</StateTag>;
  return <StateTag tone={closed ? 'over' : 'done'}>{closed ? words.closed : words.open}</StateTag>;
}

function Announce() {
  const words = useWords(eventWords);
  return (
    <Deed
      name={words.announce}
      kind="primary"
      send={(header, body: Planned) => client.POST('/bureau/events', { params: { header }, body })}
    >
      <EventFields />
    </Deed>
  );
}

function Change({ of: event, name }: { of: Event; name: string }) {
  const words = useWords(eventWords);
  const { eventId } = event;
  return (
    <Deed<Planned, unknown>
      name={words.change}
      of={name}
      initial={event}
      send={(_, body) => client.PATCH('/bureau/events/{eventId}', { params: { path: { eventId } }, body })}
    >
      <EventFields />
    </Deed>
  );
}

function Cancel({ of: { eventId }, name }: { of: Event; name: string }) {
  const words = useWords(eventWords);
  return (
    <Deed
      name={words.cancel}
      of={name}
      kind="danger"
      send={(header) => client.POST('/bureau/events/{eventId}/cancel', { params: { path: { eventId }, header } })}
    >
      <p>{words.cancelHelp}</p>
    </Deed>
  );
}

function EventFields() {
  return (
    <div className="pairs">
      <LineField name="titleZh" max={100} />
      <LineField name="titleEn" max={200} />
      <LineField name="placeZh" max={100} />
      <LineField name="placeEn" max={200} />
      <TimeField name="startsAt" />
      <TimeField name="endsAt" />
      <TimeField name="signUpClosesAt" />
      <NumberField name="capacity" min={1} max={1_000_000} />
    </div>
  );
}
