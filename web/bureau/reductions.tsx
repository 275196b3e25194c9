import { Link } from 'wouter';
import { twoPeopleFromFen } from '../../domain/refund.ts';
import { client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter } from '../parts/filters.tsx';
import { useFormat, yuan } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { useLogin } from '../session.ts';
import { Deed } from './deed.tsx';
import { HundredthsField, LineField, ReasonField } from './fields.tsx';
import { reductionWords } from './reduction-words.ts';
import { bureauWords } from './words.ts';

type Reduction = Schemas['Reduction'];

/** What was waived of units' fees (G6.1), and what waits for a second person. */
export function ReductionsPage() {
  const words = useWords(reductionWords);
  const { reductions } = useWords(bureauWords);
  const [{ orderNo, registrationId }, change] = useFilter(['orderNo', 'registrationId']);
  const { orderNo: orderLabel } = useWords(bureauWords);
  return (
    <Page title={reductions} actions={<Grant />}>
      <p className="quiet">{words.help(yuan(twoPeopleFromFen))}</p>
      <div className="filters">
        <SearchFilter label={orderLabel} value={orderNo} onChange={(typed) => change({ orderNo: typed })} />
        {registrationId !== undefined && (
          <span>
            {words.narrowed} · <Link href="/reductions">{words.showAll}</Link>
          </span>
        )}
      </div>
      <ReductionTable
        of={{ ...(orderNo ? { orderNo } : {}), ...(registrationId ? { registrationId } : {}) }}
        key={`${orderNo} ${registrationId}`}
      />
    </Page>
  );
}

export function ReductionTable({ of: query }: { of: { orderNo?: string; registrationId?: string } }) {
  const words = useWords(reductionWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const reductions = usePages('/bureau/reductions', query);
  return (
    <ListTable<Reduction>
      of={reductions}
      rowKey="reductionId"
      label={words.list}
      empty={words.empty}
      columns={[
        {
          title: words.of,
          dataIndex: 'orderNo',
          render: (orderNo: string | null, { registrationId, unitName, account }) => (
            <span className="lines">
              {orderNo === null ? words.wholeUnit : <Link href={`~/app/operator/orders/${orderNo}`}>{orderNo}</Link>}
              {query.registrationId === undefined && (
                <Link href={`/registrations/${registrationId}`}>{unitName ?? account}</Link>
              )}
            </span>
          ),
        },
        { title: words.amount, dataIndex: 'amountFen', className: 'number', render: yuan },
        { title: words.left, dataIndex: 'leftFen', className: 'number', render: yuan },
        {
          title: area.reason,
          dataIndex: 'reason',
          render: (reason: string) => <span className="wrapped">{reason}</span>,
        },
        { title: area.by, dataIndex: 'by' },
        { title: area.at, dataIndex: 'at', render: format.time },
        {
          title: words.state,
          dataIndex: 'peopleNeeded',
          render: (needed: number) => (
            <StateTag tone={needed > 0 ? 'todo' : 'done'}>{needed > 0 ? words.waiting : words.granted}</StateTag>
          ),
        },
        {
          title: area.actions,
          key: 'actions',
          render: (_, reduction) => reduction.peopleNeeded > 0 && <Confirm of={reduction} />,
        },
      ]}
    />
  );
}

/** Of an order that awaits payment, or of whatever a unit orders until it is used up. */
export function Grant({ registrationId }: { registrationId?: string }) {
  const words = useWords(reductionWords);
  const { secondNeeded, yuan: unit } = useWords(bureauWords);
  return (
    <Deed
      name={registrationId === undefined ? words.grantOrder : words.grantUnit}
      kind={registrationId === undefined ? 'primary' : 'default'}
      send={(header, { orderNo, ...waived }: { orderNo?: string; amountFen: number; reason: string }) =>
        client.POST('/bureau/reductions', {
          params: { header },
          body: registrationId === undefined ? { orderNo: orderNo!, ...waived } : { registrationId, ...waived },
        })
      }
      told={(answer) => ('peopleNeeded' in answer ? secondNeeded : words.done)}
    >
      <p>{words.help(yuan(twoPeopleFromFen))}</p>
      {registrationId === undefined && <LineField name="orderNo" max={14} />}
      <HundredthsField name="amountFen" label={words.amount} max={100_000_000} unit={unit} />
      <ReasonField />
    </Deed>
  );
}

function Confirm({ of: { reductionId, amountFen, by } }: { of: Reduction }) {
  const words = useWords(reductionWords);
  const { ownProposal } = useWords(bureauWords);
  const login = useLogin();
  if (by === login?.account) return <span className="wrapped quiet">{ownProposal}</span>;
  return (
    <Deed
      name={words.confirm}
      of={yuan(amountFen)}
      kind="primary"
      send={(header) =>
        client.POST('/bureau/reductions/{reductionId}/confirm', { params: { path: { reductionId }, header } })
      }
    >
      <p>{words.confirmHelp(yuan(amountFen))}</p>
    </Deed>
  );
}
