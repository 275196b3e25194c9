import { dictionary } from '../language.ts';

export const unitWords = dictionary({
  zh: { area: '单位用户中心' },
  en: { area: 'Unit' },
});
