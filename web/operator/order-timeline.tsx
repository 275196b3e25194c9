import { useId } from 'react';
import { providerOf } from '../../domain/event.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { DetailList } from './detail-list.tsx';
import { orderWords } from './order-words.ts';

/** Who did what with the order, when; the last first. */
export function OrderTimeline({
  of: { events, lines },
}: {
  of: Pick<Schemas['StaffOrderDetail'], 'events' | 'lines'>;
}) {
  const words = useWords(orderWords);
  const kinds = useVocabulary('event-kinds');
  const format = useFormat();
  const heading = useId();
  const names = new Map(lines.map(({ attendeeId, name }) => [attendeeId, name]));
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{words.events}</h2>
      <ol className="card timeline">
        {events.toReversed().map(({ eventId, at, kind, actor, detail }) => (
          <li key={eventId}>
            <time dateTime={at}>{format.exactTime(at)}</time>
            <div>
              <strong>{kinds.word(kind)}</strong>{' '}
              <span className="quiet">{words[actor === 'provider' ? providerOf(kind) : actor]}</span>
              <DetailList of={detail} names={names} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
