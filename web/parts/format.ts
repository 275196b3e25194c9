import { useLanguage } from '../language.ts';
import type { Language } from '../../domain/message.ts';

const zone = 'Asia/Shanghai';
const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

/** Whole fen as yuan: `¥200.00`. */
export const yuan = (fen: number): string =>
  `${fen < 0 ? '−' : ''}¥${(Math.abs(fen) / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** A sum that there may not be. */
export const yuanIfAny = (fen: number | null): string | null => (fen === null ? null : yuan(fen));

/** What stands where there is nothing; tables and facts say it by themselves. */
export const nothing = '–';

/** Days and times as the expo's place has them, sums and lists, in the page's language. */
export function useFormat() {
  const language = useLanguage();
  const locale = locales[language];
  const format = (options: Intl.DateTimeFormatOptions) => {
    const written = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (time: string | number | Date | null | undefined) => (time ? written.format(new Date(time)) : nothing);
  };
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const listed = new Intl.ListFormat(locale, { style: 'narrow' });
  return {
    day: format(day),
    time: format({ ...day, hour: '2-digit', minute: '2-digit' }),
    exactTime: format({ ...day, hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    number: (value: number) => value.toLocaleString(locale),
    /** Kept by the ten thousand, by which Chinese alone counts. */
    tenThousands: (value: number) => (language === 'zh' ? value : value * 10_000).toLocaleString(locale),
    list: (items: Iterable<string>) => listed.format(items),
  };
}
