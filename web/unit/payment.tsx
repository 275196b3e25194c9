import { Button, Popconfirm, Result, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import type { Channel } from '../../domain/payment.ts';
import { useAction } from '../client/action.ts';
import { api, client, type Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { useFormat, yuan } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Reading } from '../parts/reading.tsx';
import { common } from '../parts/words.ts';
import { paymentWords } from './payment-words.ts';
import { PaymentCode } from './payment-code.tsx';
import { useSecondsLeft } from './payment-clock.ts';

type Order = Schemas['BadgeOrderDetail'];

const undecided = ['awaiting_payment', 'closing'];

/** Where an order is paid; while that is open it is read every two seconds, and turns to what became of it by itself (G6.2). */
export function PaymentPage() {
  const words = useWords(paymentWords);
  const { orderNo } = useParams<{ orderNo: string }>();
  const order = api.useQuery(
    'get',
    '/orders/{orderNo}',
    { params: { path: { orderNo } } },
    { refetchInterval: ({ state }) => undecided.includes(state.data?.state ?? 'awaiting_payment') && 2_000 },
  );
  return (
    <Page title={words.payment} stage={order.data?.state} actions={<Link href="/orders">{words.toOrders}</Link>}>
      <Reading of={order}>
        {(read) => (read.state === 'awaiting_payment' ? <Paying order={read} /> : <Outcome order={read} />)}
      </Reading>
    </Page>
  );
}

function Paying({ order }: { order: Order }) {
  const words = { ...useWords(common), ...useWords(paymentWords) };
  const { orderNo, payment } = order;
  const [picked, pick] = useState<Channel>();
  const left = useSecondsLeft(order);
  const offered = api.useQuery('get', '/edition').data?.channels ?? [];
  const changes = ['/orders'];
  const pay = useAction(
    (header, channel: Channel) =>
      client.POST('/orders/{orderNo}/payments', { params: { header, path: { orderNo } }, body: { channel } }),
    { changes },
  );
  const cancel = useAction(
    (header, orderNo: string) => client.POST('/orders/{orderNo}/cancel', { params: { header, path: { orderNo } } }),
    { changes: [...changes, '/attendees', '/registration/progress'] },
  );
  const two = (value: number) => String(value).padStart(2, '0');
  return (
    <>
      <section className="card payment" aria-label={words.paymentOf(orderNo)}>
        <h2>{words.paymentOf(orderNo)}</h2>
        <span className="quiet">{words.toPay}</span>
        <span className="amount">{yuan(order.payableFen)}</span>
        <span className="quiet">{words.timeLeft}</span>
        <span className="clock" role="timer">
          {words.minutesSeconds(two(Math.floor(left / 60)), two(left % 60))}
        </span>
        {left === 0 ? (
          <p role="status">{words.timeOver}</p>
        ) : (
          <Tabs
            centered
            activeKey={picked ?? payment?.channel ?? offered[0] ?? ''}
            onChange={(channel) => {
              pick(channel as Channel);
              pay.forget();
            }}
            items={offered.map((channel) => ({
              key: channel,
              label: words[channel],
              children: <PaymentCode channel={channel} payment={payment} action={pay} />,
            }))}
          />
        )}
        <ProblemAlert of={pay.problem} />
        <p className="quiet">{words.keepOpen}</p>
      </section>
      <ProblemAlert of={cancel.problem} />
      <div className="buttons">
        <Popconfirm
          title={words.cancelQuestion}
          okText={words.cancelOrder}
          cancelText={words.back}
          okButtonProps={{ danger: true }}
          onConfirm={() => cancel.run(orderNo)}
        >
          <Button danger loading={cancel.pending}>
            {words.cancelOrder}
          </Button>
        </Popconfirm>
        <Link href={`/orders/${orderNo}`} asChild>
          <Button>{words.toOrder}</Button>
        </Link>
      </div>
    </>
  );
}

/** What became of it, and what to do next. */
function Outcome({ order: { orderNo, state, closedReason, payableFen, expiresAt } }: { order: Order }) {
  const format = useFormat();
  const words = useWords(paymentWords);
  const toOrder = (
    <Link key="order" href={`/orders/${orderNo}`} asChild>
      <Button type={state === 'closed' ? 'default' : 'primary'}>{words.toOrder}</Button>
    </Link>
  );
  if (state === 'closing')
    return (
      <div role="status">
        <Result
          status="info"
          title={words.closingTitle}
          subTitle={words.closingHelp(format.time(expiresAt))}
          extra={toOrder}
        />
      </div>
    );
  if (state === 'closed')
    return (
      <div role="status">
        <Result
          status="warning"
          title={closedReason === 'cancelled' ? words.cancelledTitle : words.expiredTitle}
          subTitle={words.closedHelp}
          extra={[
            <Link key="again" href="/badges" asChild>
              <Button type="primary">{words.orderAgain}</Button>
            </Link>,
            toOrder,
          ]}
        />
        <LateMoney orderNo={orderNo} />
      </div>
    );
  return (
    <div role="status">
      <Result
        status="success"
        title={words.paidTitle}
        subTitle={`${payableFen === 0 ? words.nothingToPay : yuan(payableFen)} ${words.paidHelp}`}
        extra={toOrder}
      />
    </div>
  );
}

/** Whoever scanned in the last moment may have paid an order that is closed: that money goes back by itself. */
function LateMoney({ orderNo }: { orderNo: string }) {
  const words = useWords(paymentWords);
  const { data } = api.useQuery(
    'get',
    '/orders/{orderNo}/refunds',
    { params: { path: { orderNo } } },
    { refetchInterval: ({ state }) => !state.data?.items.some((refund) => refund.state === 'refunded') && 10_000 },
  );
  const late = data?.items.filter(({ kind }) => kind === 'suspense') ?? [];
  if (late.length === 0) return null;
  return (
    <ul className="card">
      {late.map(({ refundId, state, amountFen }) => (
        <li key={refundId}>
          {state === 'refunded' ? words.lateMoneyBack(yuan(amountFen)) : words.lateMoney(yuan(amountFen))}
        </li>
      ))}
    </ul>
  );
}
