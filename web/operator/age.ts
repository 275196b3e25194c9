import { useWords } from '../language.ts';
import { operatorWords } from './words.ts';

/** How long ago, in its two largest units: `3 天 4 小时`. */
export function useAge(): (seconds: number) => string {
  const words = useWords(operatorWords);
  return (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    if (days > 0) return `${words.days(days)} ${words.hours(hours % 24)}`;
    if (hours > 0) return `${words.hours(hours)} ${words.minutes(minutes % 60)}`;
    return minutes > 0 ? words.minutes(minutes) : words.justNow;
  };
}
