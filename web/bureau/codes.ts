import { dictionary } from '../language.ts';

export const regionWords = dictionary({
  zh: { mainland: '中国内地', hk_macao_taiwan: '港澳台', overseas: '其他国家' },
  en: { mainland: 'Mainland', hk_macao_taiwan: 'Hong Kong, Macao, Taiwan', overseas: 'Other countries' },
});

export const permitRegionWords = dictionary({
  zh: { hong_kong: '香港', macao: '澳门', taiwan: '台湾' },
  en: { hong_kong: 'Hong Kong', macao: 'Macao', taiwan: 'Taiwan' },
});

export const categoryWords = dictionary({
  zh: { enterprise: '企业', social_organisation: '社会组织', public_institution: '事业单位', government: '政府机构' },
  en: {
    enterprise: 'Enterprise',
    social_organisation: 'Social organisation',
    public_institution: 'Public institution',
    government: 'Government',
  },
});

export const sexWords = dictionary({ zh: { male: '男', female: '女' }, en: { male: 'Male', female: 'Female' } });

export const badgeTypeWords = dictionary({
  zh: { professional: '专业观众', vip: 'VIP' },
  en: { professional: 'Professional', vip: 'VIP' },
});

export const pickupWords = dictionary({
  zh: { courier: '快递直送', delegation: '交易团代领' },
  en: { courier: 'Courier', delegation: 'By the delegation' },
});

export const registrationStateWords = dictionary({
  zh: {
    draft: '填写中',
    under_review: '审核中',
    returned: '退回修改',
    approved: '审核通过',
    rejected: '审核不通过',
    expired: '已失效',
    released: '账号已释放',
    withdrawn: '已撤回',
  },
  en: {
    draft: 'Being filled in',
    under_review: 'Under review',
    returned: 'Returned',
    approved: 'Approved',
    rejected: 'Rejected',
    expired: 'Expired',
    released: 'Account released',
    withdrawn: 'Withdrawn',
  },
});

export const shipmentStateWords = dictionary({
  zh: {
    creating: '下单中',
    created: '待揽收',
    collected: '已揽收',
    in_transit: '运输中',
    delivered: '已签收',
    returned: '已退回',
  },
  en: {
    creating: 'Being ordered',
    created: 'Awaiting the courier',
    collected: 'Collected',
    in_transit: 'In transit',
    delivered: 'Delivered',
    returned: 'Brought back',
  },
});

/** The words of a code's table as what there is to choose. */
export const optionsOf = <K extends string>(words: Readonly<Record<K, string>>): { value: K; label: string }[] =>
  // Object.entries forgets the names.
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));
