import { dictionary } from '../language.ts';

export const delegationWords = dictionary({
  zh: {
    list: '交易团列表',
    empty: '还没有交易团。点击“添加交易团”。',
    add: '添加交易团',
    change: '修改',
    name: '交易团',
    contacts: '联系方式',
    region: '地方交易团',
    industry: '行业交易团',
    use: '单位 / 人员 / 邀请码',
    useHelp: '归属单位数 / 审核人员数 / 邀请码数',
    top: '（无上级）',
    placesHelp: '没有邀请码的企业按注册地址归入，如“广东省/佛山市”；只写省份表示该省其他城市。',
    stale: '修改期间如有他人更改，将提示重新打开。',
  },
  en: {
    list: 'Delegations',
    empty: 'No delegation yet. Add the first.',
    add: 'Add a delegation',
    change: 'Change',
    name: 'Delegation',
    contacts: 'Contacts',
    region: 'Of a place',
    industry: 'Of an industry',
    use: 'Units / staff / codes',
    useHelp: 'How many units, members of staff and invitation codes it has',
    top: '(none above)',
    placesHelp:
      'Whose enterprises without a code it gets, as 广东省/佛山市; a province alone is the rest of that province.',
    stale: 'If somebody else changes the list meanwhile, you are asked to open it anew.',
  },
});
