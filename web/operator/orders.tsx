import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter, SelectFilter } from '../parts/filters.tsx';
import { useFormat, yuan } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { StateTag } from '../parts/state-tag.tsx';
import { ordersWords } from './orders-words.ts';
import { State, useStates } from '../parts/states.tsx';
import { Unit } from './unit.tsx';
import { operatorWords } from './words.ts';

type Order = Schemas['StaffOrder'];

/** Everybody's orders, to find one. */
export function OrdersPage() {
  const words = useWords(ordersWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  const [{ query, state }, change] = useFilter(['query', 'state']);
  const states = useStates('order');
  const orders = usePages('/ops/orders', {
    ...(query ? { query } : {}),
    ...(state ? { state: state as Order['state'] } : {}),
  });
  return (
    <Page title={area.orders}>
      <div className="filters">
        <div className="wide">
          <SearchFilter label={words.query} value={query} onChange={(typed) => change({ query: typed })} />
        </div>
        <SelectFilter
          label={area.state}
          value={state}
          options={states.options}
          onChange={(chosen) => change({ state: chosen })}
        />
      </div>
      <ListTable<Order>
        of={orders}
        rowKey="orderNo"
        label={words.list}
        empty={words.empty}
        columns={[
          {
            title: area.orderNo,
            dataIndex: 'orderNo',
            render: (orderNo: string) => <Link href={`/orders/${orderNo}`}>{orderNo}</Link>,
          },
          { title: area.unit, dataIndex: 'unit', render: (unit: Order['unit']) => <Unit of={unit} /> },
          {
            title: area.state,
            dataIndex: 'state',
            render: (of: Order['state'], { attention }) => (
              <>
                <State of="order" state={of} />
                {attention !== null && <StateTag tone="wrong">{words.needsHuman}</StateTag>}
              </>
            ),
          },
          { title: area.people, dataIndex: 'people', className: 'number' },
          { title: words.payable, dataIndex: 'payableFen', className: 'number', render: yuan },
          { title: words.createdAt, dataIndex: 'createdAt', render: format.time },
          { title: words.paidAt, dataIndex: 'paidAt', render: format.time },
          { title: words.expiresAt, dataIndex: 'expiresAt', render: format.time },
        ]}
      />
    </Page>
  );
}
