import { dictionary } from '../language.ts';

export const overviewWords = dictionary({
  zh: {
    ofBureau: '组委会待办',
    ofOthers: '其他队列',
    unallocated: '家单位待分配交易团',
    personReviews: '人待人员审核',
    production: '人可以制证',
    disputes: '件账号申诉待处理',
    mobileChanges: '件手机变更待确认',
    reductions: '笔减免待第二人确认',
    editionChanges: '项届次变更待第二人确认',
    registrations: '家单位待交易团审核',
    attention: '项运维事项待处理',
  },
  en: {
    ofBureau: 'For the bureau',
    ofOthers: 'Queues of others',
    unallocated: 'units without a delegation',
    personReviews: 'people wait for review',
    production: 'people whose badges can be made',
    disputes: 'open disputes over accounts',
    mobileChanges: 'changes of mobiles to confirm',
    reductions: 'reductions that need a second person',
    editionChanges: 'changes of the edition that need a second person',
    registrations: 'units under review by delegations',
    attention: 'things that need an operator',
  },
});
