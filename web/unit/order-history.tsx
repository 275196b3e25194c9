import { providerOf } from '../../domain/event.ts';
import { usePages } from '../client/pages-of.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useVocabulary } from '../parts/vocabulary.ts';
import { badgeOrderWords } from './badge-order-words.ts';

/** Who did what with the order, when. */
export function OrderHistory({ orderNo }: { orderNo: string }) {
  const words = useWords(badgeOrderWords);
  const kinds = useVocabulary('event-kinds');
  const format = useFormat();
  const events = usePages('/orders/{orderNo}/events', {}, { orderNo });
  const { actorPayment, actorTax, actorCourier } = words;
  const providers = { payment_provider: actorPayment, tax_platform: actorTax, courier: actorCourier };
  const actors = {
    unit: words.actorUnit,
    delegation: words.actorDelegation,
    bureau: words.actorBureau,
    operator: words.actorOperator,
    system: words.actorSystem,
  };
  return (
    <section aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      <ListTable<Schemas['OrderEvent']>
        of={events}
        rowKey="eventId"
        label={words.history}
        empty={words.historyEmpty}
        columns={[
          { title: words.at, dataIndex: 'at', render: format.exactTime },
          { title: words.what, dataIndex: 'kind', render: kinds.word },
          {
            title: words.actor,
            render: (_, { actor, kind }) => (actor === 'provider' ? providers[providerOf(kind)] : actors[actor]),
          },
        ]}
      />
    </section>
  );
}
