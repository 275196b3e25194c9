import { useSyncExternalStore } from 'react';
import type { Language } from '../domain/message.ts';

const key = 'language';
const listeners = new Set<() => void>();

function chosen(): Language {
  const kept = localStorage.getItem(key);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

let current: Language | undefined;

/** The page's language: the one chosen here before, else the browser's. */
export const language = (): Language => (current ??= chosen());

export function chooseLanguage(next: Language): void {
  current = next;
  localStorage.setItem(key, next);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useLanguage = (): Language => useSyncExternalStore(subscribe, language);

/** What the page says, complete in both languages by type: a word missing in one of them does not compile. */
export interface Dictionary<T> {
  zh: T;
  en: T;
}

type Word = string | ((...values: never[]) => string);

export const dictionary = <T extends Record<string, Word>>(words: {
  zh: T;
  en: { [K in keyof T]: T[K] extends string ? string : T[K] };
}): Dictionary<{ [K in keyof T]: T[K] extends string ? string : T[K] }> => words as never;

/** The words of a dictionary in the page's language. */
export const useWords = <T>(words: Dictionary<T>): T => words[useLanguage()];
