import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat, yuanIfAny } from '../parts/format.ts';
import { StateTag } from '../parts/state-tag.tsx';
import { common } from '../parts/words.ts';
import { orderWords } from './order-words.ts';
import { SectionTable } from './section-table.tsx';
import { State } from '../parts/states.tsx';
import { operatorWords } from './words.ts';

type Order = Schemas['StaffOrderDetail'];
type Of = { of: Order };

const number = 'number';
const bounded = (text: string | null) => text !== null && <span className="bounded">{text}</span>;

export function People({ of: { lines } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  return (
    <SectionTable<Order['lines'][number]>
      title={words.people}
      rows={lines}
      rowKey="attendeeId"
      columns={[
        { title: words.name, dataIndex: 'name' },
        { title: words.document, dataIndex: 'documentMasked' },
        {
          title: words.badgeType,
          dataIndex: 'badgeType',
          render: (type: Order['lines'][number]['badgeType']) => words[type],
        },
        {
          title: words.pickupWay,
          dataIndex: 'pickup',
          render: (way: Order['pickup']) => (way === 'courier' ? words.byCourier : words.byDelegation),
        },
        { title: words.fee, dataIndex: 'feeFen', className: number, render: yuanIfAny },
        { title: words.share, dataIndex: 'payableFen', className: number, render: yuanIfAny },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Order['lines'][number]['state']) => <State of="order-line" state={state} />,
        },
        { title: words.reviewReason, dataIndex: 'reviewReason', render: bounded },
      ]}
    />
  );
}

export function Payments({ of: { payments } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  return (
    <SectionTable<Schemas['StaffPayment']>
      title={words.payments}
      rows={payments}
      rowKey="outTradeNo"
      columns={[
        { title: words.trade, dataIndex: 'outTradeNo' },
        {
          title: area.channel,
          dataIndex: 'channel',
          render: (channel: Schemas['StaffPayment']['channel']) => area[channel],
        },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Schemas['StaffPayment']['state']) => <State of="payment" state={state} />,
        },
        { title: area.amount, dataIndex: 'amountFen', className: number, render: yuanIfAny },
        { title: words.captured, dataIndex: 'capturedFen', className: number, render: yuanIfAny },
        { title: words.refunded, dataIndex: 'refundedFen', className: number, render: yuanIfAny },
        { title: words.openedAt, dataIndex: 'createdAt', render: format.exactTime },
        { title: words.paidAt, dataIndex: 'paidAt', render: format.exactTime },
        { title: words.endedAt, dataIndex: 'endedAt', render: format.exactTime },
        { title: words.providerTrade, dataIndex: 'providerTradeNo', render: bounded },
      ]}
    />
  );
}

export function Refunds({ of: { refunds } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const { yes, no } = useWords(common);
  const format = useFormat();
  return (
    <SectionTable<Schemas['Refund']>
      title={words.refunds}
      rows={refunds}
      rowKey="refundId"
      columns={[
        {
          title: area.refundId,
          dataIndex: 'refundId',
          render: (id: string) => <Link href={`/refunds/${id}`}>{id}</Link>,
        },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Schemas['Refund']['state']) => <State of="refund" state={state} />,
        },
        { title: area.amount, dataIndex: 'amountFen', className: number, render: yuanIfAny },
        { title: area.people, dataIndex: 'attendeeIds', className: number, render: (ids: string[]) => ids.length },
        {
          title: words.askedBy,
          dataIndex: 'requestedBy',
          render: (by: Schemas['Refund']['requestedBy']) => words[by],
        },
        { title: words.byHand, dataIndex: 'byHand', render: (byHand: boolean) => (byHand ? yes : no) },
        { title: words.refusal, dataIndex: 'refusal', render: bounded },
        { title: words.requestedAt, dataIndex: 'createdAt', render: format.exactTime },
        { title: words.stateAt, dataIndex: 'stateAt', render: format.exactTime },
      ]}
    />
  );
}

export function Invoices({ of: { invoices } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  return (
    <SectionTable<Schemas['Invoice']>
      title={words.invoices}
      rows={invoices}
      rowKey="invoiceId"
      columns={[
        {
          title: area.invoiceId,
          dataIndex: 'invoiceId',
          render: (id: string) => <Link href={`/invoices/${id}`}>{id}</Link>,
        },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Schemas['Invoice']['state'], { redDue }) => (
            <>
              <State of="invoice" state={state} />
              {redDue && <StateTag tone="wrong">{words.redDue}</StateTag>}
            </>
          ),
        },
        { title: area.amount, dataIndex: 'grossFen', className: number, render: yuanIfAny },
        { title: words.invoiceTitle, dataIndex: ['title', 'title'] },
        { title: words.fapiao, dataIndex: 'fapiaoNumber', render: bounded },
        { title: words.failure, dataIndex: 'failure', render: bounded },
        { title: words.stateAt, dataIndex: 'stateAt', render: format.exactTime },
      ]}
    />
  );
}

export function Shipments({ of: { shipments } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  return (
    <SectionTable<Schemas['StaffShipment']>
      title={words.shipments}
      rows={shipments}
      rowKey="shipmentNo"
      columns={[
        { title: words.shipmentNo, dataIndex: 'shipmentNo' },
        { title: words.waybill, dataIndex: 'waybill', render: bounded },
        {
          title: area.state,
          dataIndex: 'state',
          render: (state: Schemas['StaffShipment']['state']) => <State of="shipment" state={state} />,
        },
        { title: words.pieces, dataIndex: 'pieces', className: number },
        { title: words.stateAt, dataIndex: 'stateAt', render: format.exactTime },
      ]}
    />
  );
}

export function Reductions({ of: { reductions } }: Of) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const format = useFormat();
  return (
    <SectionTable<Schemas['ReductionUsed']>
      title={words.reductions}
      rows={reductions}
      rowKey="reductionId"
      columns={[
        { title: area.amount, dataIndex: 'amountFen', className: number, render: yuanIfAny },
        { title: words.reason, dataIndex: 'reason', render: bounded },
        { title: words.by, dataIndex: 'by' },
        { title: words.at, dataIndex: 'at', render: format.exactTime },
      ]}
    />
  );
}
