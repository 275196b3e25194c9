import { useLanguage } from '../language.ts';
import type { Language } from '../../domain/message.ts';

const zone = 'Asia/Shanghai';
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

/** Whole fen as yuan: `¥200.00`. */
export const yuan = (fen: number): string =>
  `${fen < 0 ? '−' : ''}¥${(Math.abs(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** Days and times as the expo's place has them, in the page's language. */
export function useFormat() {
  const locale = locales[useLanguage()];
  const format = (options: Intl.DateTimeFormatOptions) => {
    const written = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (time: string | number | Date | null | undefined) => (time ? written.format(new Date(time)) : '–');
  };
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return {
    day: format(day),
    time: format({ ...day, hour: '2-digit', minute: '2-digit' }),
    exactTime: format({ ...day, hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    number: (value: number) => value.toLocaleString(locale),
  };
}
