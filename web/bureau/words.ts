import { dictionary } from '../language.ts';

export const bureauWords = dictionary({
  zh: { area: '组委会' },
  en: { area: 'Bureau' },
});
