import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { badgeOrderWords } from './badge-order-words.ts';
import { InvoiceAsking } from './invoice-asking.tsx';
import { moneyWords } from './money-words.ts';
import { RefundAsking } from './refund-asking.tsx';
import { ReversalAsking } from './reversal-asking.tsx';

type Order = Schemas['BadgeOrder'] & Partial<Pick<Schemas['BadgeOrderDetail'], 'invoiceable'>>;

/** What the guide lets a unit do with an order, where the order stands so: pay, have it invoiced, give the invoice back, apply for money back. */
export function OrderActions({ order }: { order: Order }) {
  const words = { ...useWords(badgeOrderWords), ...useWords(moneyWords) };
  const [asked, ask] = useState<'invoice' | 'reversal' | 'refund'>();
  const { orderNo, state, invoiced, lines } = order;
  const isPaid = state === 'paid' || state === 'settled';
  // A list does not say of each order whether it may be invoiced: there it is what mostly decides.
  const keepsMoney = lines.some((line) => line.payableFen > 0 && !['refunding', 'refunded'].includes(line.state));
  const invoiceable = order.invoiceable ?? (isPaid && !invoiced && keepsMoney);
  const close = () => ask(undefined);
  const of = (deed: string) => `${deed} ${words.orderTitle(orderNo)}`;
  return (
    <>
      {state === 'awaiting_payment' && (
        <Link href={`/orders/${orderNo}/pay`} aria-label={of(words.pay)} asChild>
          <Button type="primary">{words.pay}</Button>
        </Link>
      )}
      {invoiceable && (
        <Button onClick={() => ask('invoice')} aria-label={of(words.invoice)}>
          {words.invoice}
        </Button>
      )}
      {isPaid && invoiced && (
        <Button onClick={() => ask('reversal')} aria-label={of(words.giveBack)}>
          {words.giveBack}
        </Button>
      )}
      {isPaid && lines.some(({ refundable }) => refundable) && (
        <Button onClick={() => ask('refund')} aria-label={of(words.applyForRefund)}>
          {words.applyForRefund}
        </Button>
      )}
      <InvoiceAsking order={order} open={asked === 'invoice'} onClose={close} />
      {asked === 'reversal' && <ReversalAsking orderNo={orderNo} onClose={close} />}
      <RefundAsking order={order} open={asked === 'refund'} onClose={close} />
    </>
  );
}
