import { Button } from 'antd';
import { useAction } from '../client/action.ts';
import type { Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import type { Pages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { common } from '../parts/words.ts';
import { moneyWords } from './money-words.ts';
import { State } from '../parts/states.tsx';

const withFile: readonly Schemas['Invoice']['state'][] = ['issued', 'reversing', 'awaiting_buyer', 'reversed'];

/** The invoices of an order, the oldest first: issued, reversed, issued again (G7.3). */
export function OrderInvoices({
  order: { state, payableFen },
  invoices,
}: {
  order: Pick<Schemas['BadgeOrder'], 'state' | 'payableFen'>;
  invoices: Pages<Schemas['Invoice']>;
}) {
  const words = { ...useWords(common), ...useWords(moneyWords) };
  const format = useFormat();
  const isPaid = (state === 'paid' || state === 'settled') && payableFen > 0;
  const isEmpty = invoices.items.length === 0 && !invoices.isLoading && !invoices.problem;
  const fetched = useAction(async (_once, invoiceId: string) => {
    await download(`/invoices/${invoiceId}/file`, `${invoiceId}.pdf`);
    return {};
  });
  return (
    <section aria-labelledby="invoices">
      <h2 id="invoices">{words.invoices}</h2>
      <ProblemAlert of={fetched.problem} />
      {isPaid && !isEmpty ? (
        <ListTable
          of={invoices}
          rowKey="invoiceId"
          label={words.invoices}
          empty={words.invoicesEmpty}
          columns={[
            {
              title: words.fapiaoNumber,
              render: (_, { fapiaoNumber, invoiceId }) => fapiaoNumber ?? invoiceId,
            },
            {
              title: words.titleOf,
              render: (_, { title }) => (
                <>
                  {words.titleOfKind(title.title, words[title.kind])}
                  {title.taxNo && <div className="quiet">{title.taxNo}</div>}
                </>
              ),
            },
            { title: words.amount, className: 'number', render: (_, { grossFen }) => yuan(grossFen) },
            { title: words.tax, className: 'number', render: (_, { taxFen }) => yuan(taxFen) },
            {
              title: words.state,
              render: (_, { state: of, failure, redNumber, redDue }) => (
                <>
                  <State of="invoice" state={of} />
                  {failure && <div className="why said">{failure}</div>}
                  {redNumber && (
                    <div className="why">
                      {words.redNumber} {redNumber}
                    </div>
                  )}
                  {of === 'awaiting_buyer' && <div className="why">{words.awaitingBuyer}</div>}
                  {redDue && <div className="why">{words.redDue}</div>}
                </>
              ),
            },
            { title: words.issuedAt, render: (_, { issuedAt }) => format.time(issuedAt) },
            {
              title: words.file,
              render: (_, { invoiceId, fapiaoNumber, state: of }) =>
                withFile.includes(of) && (
                  <Button
                    size="small"
                    aria-label={words.fileOf(fapiaoNumber ?? invoiceId)}
                    onClick={() => fetched.run(invoiceId)}
                  >
                    {words.download}
                  </Button>
                ),
            },
          ]}
        />
      ) : (
        <p className="quiet">{isPaid ? words.invoicesEmpty : words.invoicesAfterPayment}</p>
      )}
    </section>
  );
}
