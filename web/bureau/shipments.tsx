import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { api, client, type Schemas } from '../client/client.ts';
import { usePages } from '../client/pages-of.ts';
import { useWords } from '../language.ts';
import { useFilter } from '../parts/filter.ts';
import { SearchFilter } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { useLabels } from '../parts/labels.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { State } from '../parts/states.tsx';
import { UnitCell } from './cells.tsx';
import { optionsOf, shipmentStateWords } from '../parts/codes.ts';
import { Deed } from './deed.tsx';
import { ChoiceField } from './fields.tsx';
import { shipmentWords } from './shipment-words.ts';
import { WholeTable } from './whole-table.tsx';
import { bureauWords } from './words.ts';

type Shipment = Schemas['StaffShipment'];
type Listed = Schemas['ListedShipment'];
const reportable = ['collected', 'in_transit', 'delivered', 'returned'] as const;
type Reportable = (typeof reportable)[number];

/** How long after it is told the news' effect is looked for. */
const effectMs = 15_000;

/** The parcels of all units, the oldest first; an order's own, with news of them where the courier's have not come (G8). */
export function ShipmentsPage() {
  const words = useWords(shipmentWords);
  const area = useWords(bureauWords);
  const [{ orderNo, query, state }, change] = useFilter(['orderNo', 'query', 'state']);
  return (
    <Page title={area.shipments} actions={orderNo && <Link href="/shipments">{words.allShipments}</Link>}>
      <p className="quiet">{words.help}</p>
      {orderNo ? (
        <Parcels key={orderNo} orderNo={orderNo} />
      ) : (
        <>
          <div className="filters">
            <SearchFilter label={words.query} value={query} onChange={(typed) => change({ query: typed })} />
          </div>
          <ShipmentList
            query={query}
            state={state as Listed['state'] | undefined}
            onState={(next) => change({ state: next })}
          />
        </>
      )}
    </Page>
  );
}

function ShipmentList({
  query,
  state,
  onState,
}: {
  query: string | undefined;
  state: Listed['state'] | undefined;
  onState: (state: string | undefined) => void;
}) {
  const words = useWords(shipmentWords);
  const area = useWords(bureauWords);
  const states = useWords(shipmentStateWords);
  const format = useFormat();
  const labels = useLabels();
  const of = query ? { query } : {};
  const shipments = usePages('/bureau/shipments', { ...of, ...(state ? { state } : {}) });
  const counts = api.useQuery('get', '/bureau/shipments/counts', { params: { query: of } }).data?.items;
  return (
    <>
      <div className="buttons state-counts" role="group" aria-label={area.state}>
        {counts
          ?.filter((item) => item.count > 0 || item.state === state)
          .map((item) => (
            <Button
              key={item.state}
              type={item.state === state ? 'primary' : 'default'}
              aria-pressed={item.state === state}
              onClick={() => onState(item.state === state ? undefined : item.state)}
            >
              {states[item.state]} {item.count}
            </Button>
          ))}
      </div>
      <ListTable<Listed>
        of={shipments}
        rowKey="shipmentNo"
        label={words.list}
        empty={words.empty}
        columns={[
          {
            title: area.orderNo,
            dataIndex: 'orderNo',
            render: (orderNo: string) => <Link href={`/shipments?orderNo=${orderNo}`}>{orderNo}</Link>,
          },
          { title: area.unit, dataIndex: 'unitName', render: (_, shipment) => <UnitCell of={shipment} /> },
          { title: labels('waybill'), dataIndex: 'waybill' },
          {
            title: area.state,
            dataIndex: 'state',
            render: (now: Listed['state']) => <State of="shipment" state={now} />,
          },
          { title: words.pieces, dataIndex: 'pieces', className: 'number' },
          { title: words.since, dataIndex: 'stateAt', render: format.exactTime },
        ]}
      />
    </>
  );
}

function Parcels({ orderNo }: { orderNo: string }) {
  const words = useWords(shipmentWords);
  const area = useWords(bureauWords);
  const format = useFormat();
  const labels = useLabels();
  const [toldAt, setToldAt] = useState(0);
  const order = api.useQuery(
    'get',
    '/ops/orders/{orderNo}',
    { params: { path: { orderNo } } },
    { refetchInterval: () => (Date.now() - toldAt < effectMs ? 2_000 : false) },
  );
  return (
    <Reading of={order}>
      {({ unit, shipments, actions }) => (
        <section aria-label={words.shipments}>
          <div className="card">
            <UnitCell of={unit} />
            <p>
              <Link href={`~/app/operator/orders/${orderNo}`}>{words.seeOrder}</Link>
            </p>
            {actions.includes('report_news') && (
              <Report orderNo={orderNo} shipments={shipments} onTold={() => setToldAt(Date.now())} />
            )}
          </div>
          <WholeTable<Shipment>
            label={words.shipments}
            rowKey="shipmentNo"
            rows={shipments}
            empty={words.none}
            columns={[
              { title: labels('waybill'), dataIndex: 'waybill' },
              {
                title: area.state,
                dataIndex: 'state',
                render: (state: Shipment['state']) => <State of="shipment" state={state} />,
              },
              { title: words.pieces, dataIndex: 'pieces', className: 'number' },
              { title: area.at, dataIndex: 'stateAt', render: format.exactTime },
            ]}
          />
        </section>
      )}
    </Reading>
  );
}

function Report({
  orderNo,
  shipments,
  onTold,
}: {
  orderNo: string;
  shipments: readonly Shipment[];
  onTold: () => void;
}) {
  const words = useWords(shipmentWords);
  const states = useWords(shipmentStateWords);
  const under = shipments.flatMap(({ waybill, state }) =>
    waybill !== null && state !== 'delivered' && state !== 'returned' ? [waybill] : [],
  );
  return (
    <Deed<{ state: Reportable; waybill?: string }, unknown>
      name={words.news}
      kind="primary"
      changes={['/ops/orders', '/bureau/shipments']}
      {...(under.length === 1 ? { initial: { waybill: under[0]! } } : {})}
      send={(header, { state, waybill }) =>
        client.POST('/bureau/shipments/{orderNo}/news', {
          params: { path: { orderNo }, header },
          body: { state, ...(waybill ? { waybill } : {}) },
        })
      }
      told={() => words.reported}
      onDone={onTold}
    >
      <ChoiceField
        name="waybill"
        options={under.map((waybill) => ({ value: waybill, label: waybill }))}
        placeholder={words.allParcels}
        optional
      />
      <ChoiceField
        name="state"
        options={optionsOf(states).filter(({ value }) => reportable.includes(value as Reportable))}
      />
    </Deed>
  );
}
