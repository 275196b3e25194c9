import { Alert } from 'antd';
import { useState } from 'react';
import { api, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { useAge } from './age.ts';
import { Facts } from '../parts/facts.tsx';
import { OrderActions } from './order-actions.tsx';
import { Invoices, Payments, People, Reductions, Refunds, Shipments } from './order-sections.tsx';
import { OrderTimeline } from './order-timeline.tsx';
import { orderWords } from './order-words.ts';
import { RunLink } from './run-link.tsx';
import { State } from '../parts/states.tsx';
import { Unit } from './unit.tsx';
import { operatorWords } from './words.ts';

type Order = Schemas['StaffOrderDetail'];

/** What moves within minutes is looked at again until it rests; no longer, because each look tells of people and goes on record. */
function moves({ state, refunds, invoices }: Order): boolean {
  return (
    state === 'awaiting_payment' ||
    state === 'closing' ||
    refunds.some((refund) => refund.state !== 'refunded' && refund.state !== 'needs_attention') ||
    invoices.some((invoice) => invoice.state === 'issuing' || invoice.state === 'reversing')
  );
}
/** How long after a deed its effect is looked for. */
const effectMs = 20_000;

/** One order as its unit sees it, and all that hangs on it. */
export function OrderPage({ orderNo }: { orderNo: string }) {
  const words = useWords(orderWords);
  const [doneAt, setDoneAt] = useState(0);
  const order = api.useQuery(
    'get',
    '/ops/orders/{orderNo}',
    { params: { path: { orderNo } } },
    {
      refetchInterval: ({ state: { data } }) =>
        (data && moves(data)) || Date.now() - doneAt < effectMs ? 2_000 : false,
    },
  );
  return (
    <Page
      title={words.title(orderNo)}
      actions={
        order.data && (
          <>
            <RunLink url={order.data.workflowUrl} of={order.data.workflowId} />
            <OrderActions order={order.data} onDone={() => setDoneAt(Date.now())} />
          </>
        )
      }
    >
      <Reading of={order}>
        {(read) => (
          <>
            {read.attention !== null && (
              <Alert
                className="above"
                type="warning"
                showIcon
                title={words.needsHuman}
                description={<span lang="en">{read.attention}</span>}
              />
            )}
            <Summary of={read} />
            <People of={read} />
            <Payments of={read} />
            <Refunds of={read} />
            <Invoices of={read} />
            <Shipments of={read} />
            <Reductions of={read} />
            <OrderTimeline of={read} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function Summary({ of: order }: { of: Order }) {
  const words = useWords(orderWords);
  const area = useWords(operatorWords);
  const { yes, no } = useWords(common);
  const format = useFormat();
  const ageOf = useAge();
  const secondsLeft = (Date.parse(order.expiresAt ?? '') - Date.parse(order.serverNow)) / 1_000;
  const left = secondsLeft > 0 ? words.leftToPay(ageOf(secondsLeft)) : words.over;
  return (
    <div className="card">
      <Facts
        of={[
          [area.state, <State key="state" of="order" state={order.state} />],
          order.closedReason !== null && [words.closedReason, words[order.closedReason]],
          [area.unit, <Unit key="unit" of={order.unit} />],
          order.unit.account !== order.unit.uscc && [area.account, order.unit.account],
          [words.waitsFor, format.list(order.waitsFor.map((who) => words[who])) || words.nobody],
          [words.createdAt, format.exactTime(order.createdAt)],
          order.expiresAt !== null && [
            words.expiresAt,
            `${format.exactTime(order.expiresAt)}${order.state === 'awaiting_payment' ? ` · ${left}` : ''}`,
          ],
          [words.paidAt, format.exactTime(order.paidAt)],
          [words.pickupWay, order.pickup === 'courier' ? words.byCourier : words.byDelegation],
          [area.people, format.number(order.people)],
          [words.total, yuan(order.totalFen)],
          [words.reduction, yuan(order.reductionFen)],
          [words.payable, <strong key="payable">{yuan(order.payableFen)}</strong>],
          [words.invoiced, order.invoiced ? yes : no],
        ]}
      />
    </div>
  );
}
