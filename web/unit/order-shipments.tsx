import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat } from '../parts/format.ts';
import { badgeOrderWords } from './badge-order-words.ts';
import { State } from '../parts/states.tsx';
import { DataTable } from '../parts/data-table.tsx';

type Shipment = Schemas['Shipment'];

/** Where the parcels of an order are (G8.1). */
export function OrderShipments({ of: shipments }: { of: Shipment[] }) {
  const words = useWords(badgeOrderWords);
  const format = useFormat();
  return (
    <section aria-labelledby="shipments">
      <h2 id="shipments">{words.shipments}</h2>
      {shipments.length === 0 ? (
        <p className="quiet">{words.shipmentsEmpty}</p>
      ) : (
        <div className="list">
          <DataTable<Shipment>
            label={words.shipments}

            rowKey={({ waybill, stateAt }) => waybill ?? stateAt}
            rows={shipments}
            columns={[
              { title: words.waybill, dataIndex: 'waybill' },
              { title: words.pieces, dataIndex: 'pieces', className: 'number' },
              {
                title: words.state,
                dataIndex: 'state',
                render: (state: Shipment['state']) => <State of="shipment" state={state} />,
              },
              { title: words.stateAt, dataIndex: 'stateAt', render: format.time },
            ]}
          />
        </div>
      )}
    </section>
  );
}
