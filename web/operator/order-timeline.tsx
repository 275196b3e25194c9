import { useId } from 'react';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { DetailList } from './detail-list.tsx';
import { orderWords } from './order-words.ts';

/** Who did what with the order, when; the last first. */
export function OrderTimeline({ of: events }: { of: Schemas['OrderEvent'][] }) {
  const words = useWords(orderWords);
  const kinds = useVocabulary('event-kinds');
  const format = useFormat();
  const heading = useId();
  const { unit, delegation, bureau, operator, provider, system } = words;
  const actors: Readonly<Record<string, string>> = { unit, delegation, bureau, operator, provider, system };
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{words.events}</h2>
      <ol className="card timeline">
        {events.toReversed().map(({ eventId, at, kind, actor, detail }) => (
          <li key={eventId}>
            <time dateTime={at}>{format.exactTime(at)}</time>
            <div>
              <strong>{kinds.word(kind)}</strong> <span className="quiet">{actors[actor] ?? actor}</span>
              <DetailList of={detail} />
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
