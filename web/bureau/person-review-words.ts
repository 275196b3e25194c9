import { dictionary } from '../language.ts';

export const personReviewWords = dictionary({
  zh: {
    list: '人员审核列表',
    waiting: '待审核',
    approved: '审核通过',
    failed: '审核不通过',
    states: '审核状态',
    query: '姓名、单位或订单号',
    verdict: '审核结论',
    approve: '通过',
    fail: '不通过',
    approveChosen: (count: number) => `通过所选（${count}）`,
    failChosen: (count: number) => `不通过所选（${count}）`,
    approveHelp: (count: number) => `确认 ${count} 人审核通过？通过后即可制证。`,
    failHelp: (count: number) => `${count} 人审核不通过，单位将收到短信通知，可申请退款。原因会告知单位。`,
    chosen: (count: number) => `已选 ${count} 人`,
    empty: '没有符合条件的人员。单位付款后，人员会出现在这里；可以更改筛选条件查看其他状态。',
    asked: '审核结论已提交。',
    job: '人员审核',
  },
  en: {
    list: 'People and their reviews',
    waiting: 'Waiting',
    approved: 'Approved',
    failed: 'Not approved',
    states: 'State of the review',
    query: 'Name, unit or order',
    verdict: 'Verdict',
    approve: 'Approve',
    fail: 'Fail',
    approveChosen: (count) => `Approve the chosen (${count})`,
    failChosen: (count) => `Fail the chosen (${count})`,
    approveHelp: (count) =>
      `Approve ${count === 1 ? 'this person' : `these ${count} people`}? Their badges can be made then.`,
    failHelp: (count) =>
      `${count === 1 ? 'This person' : `These ${count} people`} will not be approved. The unit gets a text and can ask for a refund; it is told the reason.`,
    chosen: (count) => `${count} chosen`,
    empty: 'Nobody fits. People come here once their badges are paid; change the filters to see other states.',
    asked: 'The verdict is sent.',
    job: 'Person review',
  },
});
