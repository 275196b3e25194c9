import { createActivities, type Activities } from '../../activities/index.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { Store } from '../../db/knex.ts';
import type { FakeProvider } from './provider.ts';

type Mutation = (activities: Activities, store: Store) => Activities;

/** Each takes one guard out of an activity, as a careless change would. */
const withoutGuard = {
  'a trade is closed and asked about before its people are free': ({ payments, ...rest }) => ({
    ...rest,
    payments: { ...payments, endTrade: () => Promise.resolve({ status: 'closed' }) },
  }),
  'an amount is compared before it counts': ({ payments, ...rest }, { knex }) => {
    const as = async <T extends { status: string }>(outTradeNo: string, report: T): Promise<T> => {
      if (report.status !== 'paid') return report;
      const { payableFen: amountFen } = (await knex('badge_orders')
        .where({ orderNo: outTradeNo.slice(0, 14) })
        .first('payableFen'))!;
      return { ...report, amountFen };
    };
    return {
      ...rest,
      payments: {
        ...payments,
        queryTrade: async (trade) => as(trade.outTradeNo, await payments.queryTrade(trade)),
        endTrade: async (trade) => as(trade.outTradeNo, await payments.endTrade(trade)),
      },
    };
  },
  'money no order wants is booked': ({ localActivities, ...rest }) => ({
    ...rest,
    localActivities: { ...localActivities, bookSuspense: () => Promise.resolve('kept') },
  }),
  'a refund keeps its number': ({ payments, ...rest }) => {
    let tries = 0;
    return {
      ...rest,
      payments: {
        ...payments,
        refundTrade: (refund) => payments.refundTrade({ ...refund, refundNo: `${refund.refundNo}T${++tries}` }),
      },
    };
  },
  'a refund is confirmed by asking': ({ payments, ...rest }) => ({
    ...rest,
    payments: {
      ...payments,
      refundTrade: async (refund) => {
        const answer = await payments.refundTrade(refund);
        return answer.status === 'pending' ? { status: 'refunded', amountFen: refund.amountFen } : answer;
      },
    },
  }),
  'paper is reversed before the money goes': ({ localActivities, ...rest }) => ({
    ...rest,
    localActivities: { ...localActivities, invoiceAgreement: () => Promise.resolve({ status: 'agrees' }) },
  }),
  'an order and its payment are paid in one step': ({ localActivities, ...rest }) => ({
    ...rest,
    localActivities: {
      ...localActivities,
      moveOrder: ({ captured: _captured, ...move }) => localActivities.moveOrder(move),
    },
  }),
  'what a refund had reversed is invoiced anew': ({ localActivities, ...rest }) => ({
    ...rest,
    localActivities: { ...localActivities, isReissueDue: () => Promise.resolve(false) },
  }),
} satisfies Record<string, Mutation>;

export type GuardName = keyof typeof withoutGuard;
export const guardNames = Object.keys(withoutGuard) as GuardName[];
export const isGuardName = (name: string | undefined): name is GuardName => name !== undefined && name in withoutGuard;

/** Our activities with those providers behind their ports, and without that guard. Everybody collects: there is no courier. */
export function raceActivities({
  store,
  provider,
  guard,
  texts = { send: () => Promise.resolve({ status: 'sent', providerId: 'x' }) },
}: {
  store: Store;
  provider: FakeProvider;
  guard: GuardName | undefined;
  texts?: ActivityDeps['sms'];
}): Activities {
  const activities = createActivities({
    store,
    gateways: provider.gateways,
    invoices: provider.paper,
    sms: texts,
    courier: {
      noticePaths: [],
      noticeWords: { accepted: '' },
      create: () => Promise.reject(new Error('Everybody collects')),
      readNotice: () => ({ kind: 'refused', reason: 'signature' }),
    },
    signBadge: () => Promise.resolve('token'),
  });
  return guard === undefined ? activities : withoutGuard[guard](activities, store);
}
