import { Button, Empty, Form, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import { useAction } from '../client/action.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useLanguage, useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useFormat } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { accountWords } from './account-words.ts';
import { PeopleChoice } from './people-choice.tsx';
import { Facts } from '../parts/facts.tsx';

type SupportingEvent = Schemas['Event'];

/** The events around the expo, and who of the unit goes to them (G9.1). */
export function SupportingEventsPage() {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const events = usePages('/events');
  return (
    <Page title={words.events}>
      <ProblemAlert of={events.problem} onAgain={events.again} />
      {events.isLoading && <Skeleton active />}
      {events.items.map((event) => (
        <EventCard key={event.eventId} event={event} />
      ))}
      {!events.isLoading && !events.problem && events.items.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.eventsEmpty} />
      )}
      {events.hasMore && (
        <Button onClick={events.more} loading={events.isLoadingMore}>
          {words.more}
        </Button>
      )}
    </Page>
  );
}

function EventCard({ event }: { event: SupportingEvent }) {
  const words = { ...useWords(common), ...useWords(accountWords) };
  const language = useLanguage();
  const format = useFormat();
  const [isAsked, setAsked] = useState(false);
  const { eventId, signedUp, people, remaining, cancelled } = event;
  const title = language === 'zh' ? event.titleZh : event.titleEn;
  const changes = ['/events'];
  const signUp = useAction(
    (header, body: { attendeeIds: string[] }) =>
      client.POST('/events/{eventId}/sign-ups', { params: { header, path: { eventId } }, body }),
    { changes, onDone: () => setAsked(false) },
  );
  const giveBack = useAction(
    (_once, attendeeId: string) =>
      client.DELETE('/events/{eventId}/sign-ups/{attendeeId}', { params: { path: { eventId, attendeeId } } }),
    { changes },
  );
  const isClosed = Date.parse(event.signUpClosesAt) < Date.now();
  const why = cancelled
    ? words.eventCancelled
    : isClosed
      ? words.signUpClosed
      : remaining === 0
        ? words.eventFull
        : undefined;
  const facts = [
    [words.takesPlace, `${format.time(event.startsAt)} – ${format.time(event.endsAt)}`],
    [words.place, language === 'zh' ? event.placeZh : event.placeEn],
    [words.signUpUntil, format.time(event.signUpClosesAt)],
    [words.placesLeft, words.placesOf(remaining, event.capacity)],
  ] as const;
  return (
    <article className="card">
      <div className="section-head">
        <h2>{title}</h2>
        {why ? (
          <StateTag tone="over">{why}</StateTag>
        ) : (
          <Button type="primary" aria-label={words.signUpTo(title)} onClick={() => setAsked(true)}>
            {words.signUp}
          </Button>
        )}
      </div>
      <Facts of={facts} />
      <h3>{words.ownPeople}</h3>
      <ProblemAlert of={giveBack.problem} />
      {people.length === 0 ? (
        <p className="quiet">{words.nobodySignedUp}</p>
      ) : (
        <ul className="plain signed-up">
          {people.map(({ attendeeId, name }) => (
            <li key={attendeeId}>
              {name}{' '}
              {!cancelled && (
                <Popconfirm
                  title={words.giveBackQuestion(name)}
                  okText={words.giveBack}
                  cancelText={words.back}
                  onConfirm={() => giveBack.run(attendeeId)}
                >
                  <Button size="small" aria-label={words.giveBackOf(name)}>
                    {words.giveBack}
                  </Button>
                </Popconfirm>
              )}
            </li>
          ))}
        </ul>
      )}
      <Ask open={isAsked} title={words.signUpTo(title)} action={signUp} onClose={() => setAsked(false)}>
        <Form.Item name="attendeeIds" label={words.whoComes} rules={[{ required: true, message: words.required }]}>
          <PeopleChoice without={signedUp} />
        </Form.Item>
      </Ask>
    </article>
  );
}
