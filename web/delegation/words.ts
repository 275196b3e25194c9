import { dictionary } from '../language.ts';

export const delegationWords = dictionary({
  zh: { area: '交易团' },
  en: { area: 'Delegation' },
});
