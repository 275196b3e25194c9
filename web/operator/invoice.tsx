import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { Ask } from '../parts/ask.tsx';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { Facts } from '../parts/facts.tsx';
import { invoiceWords } from './invoice-words.ts';
import { RunLink } from './run-link.tsx';
import { State } from '../parts/states.tsx';
import { Unit } from './unit.tsx';
import { operatorWords } from './words.ts';

type Invoice = Schemas['StaffInvoiceDetail'];

/** What may still move by itself, or by somebody else's hand. */
const moving: readonly Invoice['state'][] = ['issuing', 'reversing', 'awaiting_buyer'];

/** One invoice, and what can be done about a red one that is due. */
export function InvoicePage({ invoiceId }: { invoiceId: string }) {
  const words = useWords(invoiceWords);
  const invoice = api.useQuery(
    'get',
    '/ops/invoices/{id}',
    { params: { path: { id: invoiceId } } },
    {
      refetchInterval: ({ state: { data } }) => (data && (moving.includes(data.state) || data.redDue) ? 2_000 : false),
    },
  );
  return (
    <Page
      title={words.title(invoiceId)}
      actions={
        invoice.data && (
          <>
            <RunLink url={invoice.data.workflowUrl} of={invoice.data.workflowId} />
            {invoice.data.actions.includes('reverse') && <Reverse invoiceId={invoiceId} />}
          </>
        )
      }
    >
      <Reading of={invoice}>
        {(read) => (
          <>
            {read.redDue && (
              <Alert className="above" type="warning" showIcon title={words.redDue} description={words.redDueHelp} />
            )}
            <Summary of={read} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Reverse({ invoiceId }: { invoiceId: string }) {
  const words = useWords(invoiceWords);
  const { taken } = useWords(operatorWords);
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const action = useAction<object, unknown>(
    (once) => client.POST('/ops/invoices/{id}/reversal', { params: { path: { id: invoiceId }, header: once } }),
    {
      changes: ['/ops/'],
      onDone: () => {
        message.success(taken);
        setOpen(false);
      },
    },
  );
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {words.reverse}
      </Button>
      <Ask open={open} title={words.reverse} action={action} onClose={() => setOpen(false)}>
        <p>{words.reverseHelp}</p>
      </Ask>
    </>
  );
}

function Summary({ of: invoice }: { of: Invoice }) {
  const words = useWords(invoiceWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  const { title } = invoice;
  return (
    <div className="card">
      <Facts
        of={[
          [area.state, <State key="state" of="invoice" state={invoice.state} />],
          [area.unit, <Unit key="unit" of={invoice.unit} />],
          [
            area.orderNo,
            <Link key="order" href={`/orders/${invoice.orderNo}`}>
              {invoice.orderNo}
            </Link>,
          ],
          [words.madeOutTo, title.title],
          [words.titleKind, words[title.kind]],
          title.taxNo !== undefined && [words.taxNo, title.taxNo],
          [area.people, format.number(invoice.people)],
          [words.gross, <strong key="gross">{yuan(invoice.grossFen)}</strong>],
          [words.net, yuan(invoice.netFen)],
          [words.tax, yuan(invoice.taxFen)],
          [words.rate, `${invoice.taxRateBp / 100} %`],
          [words.fapiao, invoice.fapiaoNumber],
          invoice.redNumber !== null && [words.red, invoice.redNumber],
          invoice.failure !== null && [words.failure, <span key="failure">{invoice.failure}</span>],
          [words.createdAt, format.exactTime(invoice.createdAt)],
          [words.issuedAt, format.exactTime(invoice.issuedAt)],
          [words.stateAt, format.exactTime(invoice.stateAt)],
        ]}
      />
    </div>
  );
}
