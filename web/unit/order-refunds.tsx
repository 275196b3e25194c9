import type { Schemas } from '../client/client.ts';
import type { Pages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { moneyWords } from './money-words.ts';
import { State } from '../parts/states.tsx';

/** What of an order's money went back, or is on its way. */
export function OrderRefunds({
  order: { lines },
  refunds,
}: {
  order: Pick<Schemas['BadgeOrder'], 'lines'>;
  refunds: Pages<Schemas['Refund']>;
}) {
  const words = useWords(moneyWords);
  const format = useFormat();
  const isEmpty = refunds.items.length === 0 && !refunds.isLoading && !refunds.problem;
  const nameOf = (id: string) => lines.find(({ attendeeId }) => attendeeId === id)?.name ?? id;
  return (
    <section aria-labelledby="refunds">
      <h2 id="refunds">{words.refunds}</h2>
      {isEmpty ? (
        <p className="quiet">{words.refundsEmpty}</p>
      ) : (
        <ListTable
          of={refunds}
          rowKey="refundId"
          label={words.refunds}
          empty={words.refundsEmpty}
          columns={[
            { title: words.refundNo, dataIndex: 'refundId' },
            {
              title: words.refundKind,
              render: (_, { kind }) => (kind === 'lines' ? words.kindLines : words.kindSuspense),
            },
            { title: words.refundPeople, render: (_, { attendeeIds }) => format.list(attendeeIds.map(nameOf)) },
            { title: words.amount, className: 'number', render: (_, { amountFen }) => yuan(amountFen) },
            {
              title: words.requestedBy,
              render: (_, { requestedBy }) => (requestedBy === 'unit' ? words.byUnit : words.bySystem),
            },
            {
              title: words.state,
              render: (_, { state, refusal }) => (
                <>
                  <State of="refund" state={state} />
                  {refusal && state === 'needs_attention' && <div className="why">{words.refundRefused}</div>}
                </>
              ),
            },
            { title: words.requestedAt, render: (_, { createdAt }) => format.time(createdAt) },
            { title: words.stateAt, render: (_, { stateAt }) => format.time(stateAt) },
          ]}
        />
      )}
    </section>
  );
}
