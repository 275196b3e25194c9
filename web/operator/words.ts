import { dictionary } from '../language.ts';

export const operatorWords = dictionary({
  zh: { area: '运维' },
  en: { area: 'Operators' },
});
