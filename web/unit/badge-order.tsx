import { Button } from 'antd';
import { Link, useParams } from 'wouter';
import { useAction } from '../client/action.ts';
import type { Schemas } from '../client/client.ts';
import { download } from '../client/download.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { usePlaces } from '../parts/places.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { badgeOrderWords } from './badge-order-words.ts';
import { Facts } from '../parts/facts.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderInvoices } from './order-invoices.tsx';
import { OrderRefunds } from './order-refunds.tsx';
import { OrderShipments } from './order-shipments.tsx';
import { OrderSums } from './order-sums.tsx';
import { State } from '../parts/states.tsx';
import { OrderState } from './order-state.tsx';
import { useOrder } from './order-reading.ts';
import { DataTable } from '../parts/data-table.tsx';
import { unitWords } from './words.ts';

type Order = Schemas['BadgeOrderDetail'];

const withBadge: readonly Schemas['OrderLine']['state'][] = [
  'badge_made',
  'dispatched',
  'ready_for_pickup',
  'delivered',
];

export function BadgeOrderPage() {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const { orderNo } = useParams<{ orderNo: string }>();
  const { order, invoices, refunds } = useOrder(orderNo);
  const givenBackFen = refunds.items
    .filter(({ kind, state }) => kind === 'lines' && state === 'refunded')
    .reduce((sum, { amountFen }) => sum + amountFen, 0);
  return (
    <Page
      title={words.orderTitle(orderNo)}
      actions={
        <>
          {order.data && <OrderActions order={order.data} />}
          <Link href="/orders" asChild>
            <Button>{words.toOrders}</Button>
          </Link>
        </>
      }
    >
      <Reading of={order}>
        {(read) => (
          <>
            <Standing of={read} />
            <h2>{words.lines}</h2>
            <Lines of={read} />
            <OrderSums of={read} givenBackFen={givenBackFen} />
            {read.lines.some(({ pickup }) => pickup === 'courier') && <OrderShipments of={read.shipments} />}
            <OrderInvoices order={read} invoices={invoices} />
            <OrderRefunds order={read} refunds={refunds} />
            <OrderHistory orderNo={orderNo} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Standing({ of: order }: { of: Order }) {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const format = useFormat();
  const { place } = usePlaces();
  const waited: Record<Order['waitsFor'][number], string> = {
    unit: words.waitsUnit,
    delegation: words.waitsDelegation,
    bureau: words.waitsBureau,
    courier: words.waitsCourier,
    provider: words.waitsProvider,
  };
  const facts = [
    [words.state, <OrderState key="state" of={order} />],
    [words.placedAt, format.exactTime(order.createdAt)],
    ...(order.paidAt ? [[words.paidAt, format.exactTime(order.paidAt)] as const] : []),
    ...(order.state === 'awaiting_payment' ? [[words.payBefore, format.exactTime(order.expiresAt)] as const] : []),
    ...(order.waitsFor.length > 0
      ? [[words.waitsFor, format.list(order.waitsFor.map((who) => waited[who]))] as const]
      : []),
    ...(order.address
      ? [[words.address, `${order.address.recipient} ${order.address.mobile} ${place(order.address)}`] as const]
      : []),
  ] as const;
  return (
    <section className="card">
      <Facts of={facts} />
    </section>
  );
}

function Lines({ of: { orderNo, lines } }: { of: Order }) {
  const words = { ...useWords(unitWords), ...useWords(badgeOrderWords) };
  const fetched = useAction(async (_once, { attendeeId, name }: { attendeeId: string; name: string }) => {
    await download(`/badges/${attendeeId}`, `${name}.pdf`);
    return {};
  });
  return (
    <>
      <ProblemAlert of={fetched.problem} />
      <section className="list">
        <DataTable<Order['lines'][number]>
          label={words.linesOf(orderNo)}

          rowKey="attendeeId"
          rows={lines}
          columns={[
            { title: words.name, dataIndex: 'name' },
            { title: words.document, dataIndex: 'documentMasked' },
            { title: words.badgeKind, dataIndex: 'badgeType', render: (type: 'vip') => words[type] },
            {
              title: words.pickup,
              dataIndex: 'pickup',
              render: (pickup: 'courier' | 'delegation') => (pickup === 'courier' ? words.courier : words.byDelegation),
            },
            {
              title: words.fee,
              dataIndex: 'feeFen',
              className: 'number',
              render: (fen: number) => yuan(fen),
            },
            {
              title: words.state,
              render: (_, { state, reviewReason }) => (
                <>
                  <State of="order-line" state={state} />
                  {reviewReason && (
                    <div className="why said">
                      {words.reviewReason}: {reviewReason}
                    </div>
                  )}
                </>
              ),
            },
            {
              title: words.badge,
              render: (_, { attendeeId, name, state }) =>
                withBadge.includes(state) ? (
                  <Button
                    size="small"
                    aria-label={words.badgeFileOf(name)}
                    onClick={() => fetched.run({ attendeeId, name })}
                  >
                    {words.badgeFile}
                  </Button>
                ) : (
                  <span className="quiet">{words.badgeNotMade}</span>
                ),
            },
          ]}
        />
      </section>
    </>
  );
}
