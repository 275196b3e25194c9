import { useMemo } from 'react';
import type { Schemas } from '../client/client.ts';
import { useLanguage } from '../language.ts';
import { StateTag, type Tone } from '../parts/state-tag.tsx';

type States<S extends string> = Readonly<Record<S, readonly [tone: Tone, zh: string, en: string]>>;

const order: States<Schemas['StaffOrder']['state']> = {
  awaiting_payment: ['todo', '待支付', 'Awaiting payment'],
  closing: ['waiting', '关闭中', 'Being closed'],
  paid: ['done', '已支付', 'Paid'],
  settled: ['done', '已完结', 'Settled'],
  closed: ['over', '已关闭', 'Closed'],
};
const line: States<Schemas['OrderLine']['state']> = {
  awaiting_payment: ['todo', '待支付', 'Awaiting payment'],
  under_review: ['waiting', '待审核', 'Under review'],
  approved: ['done', '审核通过', 'Approved'],
  review_failed: ['wrong', '审核不通过', 'Not approved'],
  refunding: ['waiting', '退款中', 'Being refunded'],
  refunded: ['over', '已退款', 'Refunded'],
  badge_made: ['done', '已制证', 'Badge made'],
  dispatched: ['waiting', '已寄出', 'Dispatched'],
  ready_for_pickup: ['todo', '待领取', 'Ready for pickup'],
  delivered: ['done', '已发放', 'Delivered'],
  released: ['over', '已释放', 'Released'],
};
const payment: States<Schemas['StaffPayment']['state']> = {
  opening: ['waiting', '正在开通', 'Being opened'],
  open: ['waiting', '待付款', 'Open'],
  superseded: ['over', '已被替换', 'Superseded'],
  paid: ['done', '已收款', 'Paid'],
  closed: ['over', '已关闭', 'Closed'],
  suspense: ['wrong', '暂收待退', 'To be given back'],
  refunded: ['over', '已退回', 'Given back'],
};
const refund: States<Schemas['StaffRefund']['state']> = {
  requested: ['waiting', '已申请', 'Requested'],
  reversing_invoice: ['waiting', '发票冲红中', 'Invoice being reversed'],
  refunding: ['waiting', '退款中', 'Being refunded'],
  needs_attention: ['wrong', '待人工处理', 'Needs a human'],
  refunded: ['done', '已退款', 'Refunded'],
};
const invoice: States<Schemas['Invoice']['state']> = {
  issuing: ['waiting', '开票中', 'Being issued'],
  issued: ['done', '已开票', 'Issued'],
  reversing: ['waiting', '冲红中', 'Being reversed'],
  awaiting_buyer: ['todo', '待购方确认冲红', 'Reversal awaits the buyer'],
  reversed: ['over', '已冲红', 'Reversed'],
  failed: ['wrong', '开票失败', 'Not issued'],
};
const shipment: States<Schemas['StaffShipment']['state']> = {
  creating: ['waiting', '下单中', 'Being ordered'],
  created: ['waiting', '待揽收', 'Awaiting the courier'],
  collected: ['waiting', '已揽收', 'Collected'],
  in_transit: ['waiting', '运输中', 'In transit'],
  delivered: ['done', '已签收', 'Delivered'],
  returned: ['wrong', '已退回', 'Brought back'],
};
const difference: States<Schemas['Difference']['state']> = {
  repairing: ['waiting', '自动处理中', 'A run looks after it'],
  waiting: ['wrong', '待人工处理', 'Needs a human'],
  settled: ['done', '已一致', 'Settled'],
};
const registration: States<keyof Schemas['RegistrationsByState']> = {
  draft: ['todo', '填写中', 'Being filled in'],
  under_review: ['waiting', '审核中', 'Under review'],
  returned: ['todo', '退回修改', 'Returned'],
  approved: ['done', '审核通过', 'Approved'],
  rejected: ['wrong', '审核不通过', 'Rejected'],
  expired: ['over', '已失效', 'Expired'],
  released: ['over', '账号已释放', 'Released'],
  withdrawn: ['over', '已撤回', 'Withdrawn'],
};

const states = { order, line, payment, refund, invoice, shipment, difference, registration };
type Of = keyof typeof states;
type StateOf<O extends Of> = keyof (typeof states)[O] & string;

/** What each state of a thing is called, and what there is to choose. */
export function useStates<O extends Of>(of: O) {
  const language = useLanguage();
  const all = states[of] as States<StateOf<O>>;
  const word = (state: StateOf<O>) => all[state][language === 'zh' ? 1 : 2];
  const options = useMemo(() => {
    // Object.keys forgets the names.
    const codes = Object.keys(all) as StateOf<O>[];
    return codes.map((value) => ({ value, label: all[value][language === 'zh' ? 1 : 2] }));
  }, [all, language]);
  return { word, options };
}

export function State<O extends Of>({ of, state }: { of: O; state: StateOf<O> }) {
  const { word } = useStates(of);
  return <StateTag tone={(states[of] as States<StateOf<O>>)[state][0]}>{word(state)}</StateTag>;
}
