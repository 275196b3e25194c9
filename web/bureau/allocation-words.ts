import { dictionary } from '../language.ts';

export const allocationWords = dictionary({
  zh: {
    unallocatedList: '待分配单位列表',
    unallocatedHelp: '没有邀请码、注册地址也未匹配到交易团的企业。等待最久的排在前面。',
    nobodyWaits: '没有待分配的单位。注册地址匹配不到交易团的企业会出现在这里；可在“分配规则”中补充地区。',
    place: '注册地址',
    noPlace: '（未填写）',
    allocate: '分配',
    rulesHelp:
      '没有邀请码的企业提交时，按注册地址所在城市分配；城市没有规则的，按省份的规则分配。修改只影响之后提交的单位。',
    rules: '分配规则列表',
    noRules: '还没有规则。点击“新增规则”，指定某省或某市的企业归哪个交易团。',
    restOfProvince: '（该省其他城市）',
    add: '新增规则',
    change: '修改',
    removeHelp: (place: string) => `删除 ${place} 的规则？之后提交的单位将不再按此分配。`,
  },
  en: {
    unallocatedList: 'Units without a delegation',
    unallocatedHelp: 'Enterprises without a code whose address fits no delegation, the longest waiting first.',
    nobodyWaits:
      'No unit waits. Enterprises whose address fits no delegation come here; add their places under “Allocation rules”.',
    place: 'Registered at',
    noPlace: '(not given)',
    allocate: 'Allocate',
    rulesHelp:
      'When an enterprise without a code submits, it goes to the delegation of its city, else to that of its province. A change counts for units submitted from now on.',
    rules: 'Allocation rules',
    noRules: 'No rules yet. Add one to say whose the enterprises of a province or city are.',
    restOfProvince: '(the rest of the province)',
    add: 'Add a rule',
    change: 'Change',
    removeHelp: (place) => `Remove the rule of ${place}? Units submitted from now on will not go by it.`,
  },
});
