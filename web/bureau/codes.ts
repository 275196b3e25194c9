import { codeWords } from '../../domain/code-word.ts';
import { stateWords } from '../../domain/state-word.ts';
import { dictionary, type Dictionary } from '../language.ts';

/** The words that everybody has for a code, as a dictionary of this page's. */
function dictionaryOf<K extends string>(
  words: Readonly<Record<K, { zh: string; en: string }>>,
): Dictionary<Record<K, string>> {
  // Object.entries forgets the names.
  const entries = Object.entries(words) as [K, { zh: string; en: string }][];
  const said = (language: 'zh' | 'en') =>
    Object.fromEntries(entries.map(([code, word]) => [code, word[language]])) as Record<K, string>;
  return dictionary({ zh: said('zh'), en: said('en') });
}

export const regionWords = dictionaryOf(codeWords.region);
export const listWords = dictionaryOf(codeWords['attendee-list']);
export const permitRegionWords = dictionaryOf(codeWords['permit-region']);
export const categoryWords = dictionaryOf(codeWords.category);
export const sexWords = dictionaryOf(codeWords.sex);
export const badgeTypeWords = dictionaryOf(codeWords['badge-type']);
export const pickupWords = dictionaryOf(codeWords.pickup);
export const registrationStateWords = dictionaryOf(stateWords.registration);
export const attendeeStateWords = dictionaryOf(stateWords.attendee);
export const shipmentStateWords = dictionaryOf(stateWords.shipment);
export const disputeStateWords = dictionaryOf(stateWords.dispute);

/** The words of a code's table as what there is to choose. */
export const optionsOf = <K extends string>(words: Readonly<Record<K, string>>): { value: K; label: string }[] =>
  // Object.entries forgets the names.
  (Object.entries(words) as [K, string][]).map(([value, label]) => ({ value, label }));
