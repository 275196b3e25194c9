import { channels, type Channel } from './payment.ts';

/** Our money at a channel's provider. */
export function providerAccount<C extends Channel>(channel: C): `provider_${C}` {
  return `provider_${channel}`;
}

/** The accounts of the ledger. Positive amounts are debits. */
const accounts = [
  'receivable', // what units owe
  'fees', // what the badges are charged at
  'reductions', // what the bureau waived
  ...channels.map(providerAccount), // our money at the providers
  'provider_fees', // what providers keep for themselves
  'suspense', // money no order wants, to go back
  'refunds', // fees given back
  'bank', // refunds paid by hand
] as const;
export type Account = (typeof accounts)[number];

export interface Entry {
  account: Account;
  amountFen: number;
}

/** One thing that happened to money: its entries add up to zero. `key` says what, so that it is booked once. */
export interface Posting {
  key: string;
  kind:
    | 'charge'
    | 'release'
    | 'reduction'
    | 'capture'
    | 'suspense'
    | 'suspense_refund'
    | 'refund'
    | 'refund_by_hand'
    | 'provider_fee';
  orderNo: string | null;
  entries: readonly Entry[];
}

const move = (amountFen: number, debit: Account, credit: Account): Entry[] => [
  { account: debit, amountFen },
  { account: credit, amountFen: -amountFen },
];

interface Of {
  orderNo: string;
  amountFen: number;
}

/** Every way money moves here. */
export const postings = {
  charge: ({ orderNo, amountFen }: Of): Posting => ({
    key: `${orderNo}:charge`,
    kind: 'charge',
    orderNo,
    entries: move(amountFen, 'receivable', 'fees'),
  }),
  /** An order that closed unpaid is owed nothing. */
  release: ({ orderNo, amountFen, reductionFen }: Of & { reductionFen: number }): Posting => ({
    key: `${orderNo}:release`,
    kind: 'release',
    orderNo,
    entries: [
      ...move(amountFen, 'fees', 'receivable'),
      ...(reductionFen > 0 ? move(reductionFen, 'receivable', 'reductions') : []),
    ],
  }),
  reduction: ({ orderNo, amountFen, reductionId }: Of & { reductionId: string }): Posting => ({
    key: `${orderNo}:reduction:${reductionId}`,
    kind: 'reduction',
    orderNo,
    entries: move(amountFen, 'reductions', 'receivable'),
  }),
  capture: ({ orderNo, amountFen, channel, outTradeNo }: Of & { channel: Channel; outTradeNo: string }): Posting => ({
    key: `${outTradeNo}:capture`,
    kind: 'capture',
    orderNo,
    entries: move(amountFen, providerAccount(channel), 'receivable'),
  }),
  suspense: (late: { orderNo: string | null; amountFen: number; channel: Channel; outTradeNo: string }): Posting => ({
    key: `${late.outTradeNo}:suspense`,
    kind: 'suspense',
    orderNo: late.orderNo,
    entries: move(late.amountFen, providerAccount(late.channel), 'suspense'),
  }),
  /** By hand: the unit has its money from the bank, the provider's stays where it is. */
  refund: (refund: {
    orderNo: string | null;
    amountFen: number;
    channel: Channel;
    refundNo: string;
    ofSuspense: boolean;
    byHand: boolean;
  }): Posting => ({
    key: `${refund.refundNo}:refund`,
    kind: refund.byHand ? 'refund_by_hand' : refund.ofSuspense ? 'suspense_refund' : 'refund',
    orderNo: refund.orderNo,
    entries: move(
      refund.amountFen,
      refund.ofSuspense ? 'suspense' : 'refunds',
      refund.byHand ? 'bank' : providerAccount(refund.channel),
    ),
  }),
  providerFee: ({ channel, day, amountFen }: { channel: Channel; day: string; amountFen: number }): Posting => ({
    key: `${channel}:${day}:fee`,
    kind: 'provider_fee',
    orderNo: null,
    entries: move(amountFen, 'provider_fees', providerAccount(channel)),
  }),
};
