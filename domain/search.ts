import { normaliseLine } from './typed-text.ts';

const wordsOf = (text: string): string[] => normaliseLine(text.normalize('NFKC').toLowerCase()).split(' ');

/**
 * Whether fields hold all words of a query, in any order, width and case, a field's own blanks aside: what `search_text` and
 * `search_patterns` are in the database, for what is sealed there.
 */
export function holdsWords(fields: readonly (string | null)[], query: string): boolean {
  const text = fields.map((field) => wordsOf(field ?? '').join('')).join(' ');
  return wordsOf(query).every((word) => text.includes(word));
}
