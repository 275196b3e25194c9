import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SelectFilter } from '../parts/filters.tsx';
import { useFormat, yuan } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { ordersWords } from './orders-words.ts';
import { State, useStates } from '../parts/states.tsx';
import { Unit } from './unit.tsx';
import { operatorWords } from './words.ts';

type Refund = Schemas['StaffRefund'];

/** Everybody's refunds, those a human must look at among them. */
export function RefundsPage() {
  const words = useWords(ordersWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  const [{ state }, change] = useFilter(['state']);
  const states = useStates('refund');
  const refunds = usePages('/ops/refunds', state ? { state: state as Refund['state'] } : {});
  return (
    <Page title={area.refunds}>
      <div className="filters">
        <SelectFilter
          label={area.state}
          value={state}
          options={states.options}
          onChange={(chosen) => change({ state: chosen })}
        />
      </div>
      <ListTable<Refund>
        of={refunds}
        rowKey="refundId"
        label={words.refundsList}
        empty={words.refundsEmpty}
        columns={[
          {
            title: area.refundId,
            dataIndex: 'refundId',
            render: (refundId: string, { kind }) => (
              <>
                <Link href={`/refunds/${refundId}`}>{refundId}</Link>
                <div className="quiet">{words[kind]}</div>
              </>
            ),
          },
          {
            title: area.unit,
            dataIndex: 'unit',
            render: (unit: Refund['unit']) => (unit ? <Unit of={unit} /> : area.unknownUnit),
          },
          {
            title: area.orderNo,
            dataIndex: 'orderNo',
            render: (orderNo: string | null) => orderNo && <Link href={`/orders/${orderNo}`}>{orderNo}</Link>,
          },
          { title: area.state, dataIndex: 'state', render: (of: Refund['state']) => <State of="refund" state={of} /> },
          { title: area.amount, dataIndex: 'amountFen', className: 'number', render: yuan },
          {
            title: words.refusal,
            dataIndex: 'refusal',
            render: (refusal: string | null) => refusal && <span className="bounded code">{refusal}</span>,
          },
          { title: words.stateAt, dataIndex: 'stateAt', render: format.time },
        ]}
      />
    </Page>
  );
}
