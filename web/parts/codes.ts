import { codeWords } from '../../domain/code-word.ts';
import { stateWords } from '../../domain/state-word.ts';
import { dictionary, type Dictionary } from '../language.ts';

/** The words that everybody has for a code, as a dictionary of the pages'. */
function dictionaryOf<K extends string>(
  words: Readonly<Record<K, { zh: string; en: string }>>,
): Dictionary<Record<K, string>> {
  // Object.entries forgets the names.
  const entries = Object.entries(words) as [K, { zh: string; en: string }][];
  const said = (language: 'zh' | 'en') =>
    Object.fromEntries(entries.map(([code, word]) => [code, word[language]])) as Record<K, string>;
  return dictionary({ zh: said('zh'), en: said('en') });
}

export const categoryWords = dictionaryOf(codeWords.category);
export const regionWords = dictionaryOf(codeWords.region);
export const listWords = dictionaryOf(codeWords['attendee-list']);
export const permitRegionWords = dictionaryOf(codeWords['permit-region']);
export const sexWords = dictionaryOf(codeWords.sex);
export const badgeTypeWords = dictionaryOf(codeWords['badge-type']);
export const pickupWayWords = dictionaryOf(codeWords.pickup);
export const decisionWords = dictionaryOf(codeWords.decision);
export const registrationStateWords = dictionaryOf(stateWords.registration);
export const attendeeStateWords = dictionaryOf(stateWords.attendee);
export const shipmentStateWords = dictionaryOf(stateWords.shipment);
export const disputeStateWords = dictionaryOf(stateWords.dispute);

/** The words of some codes, or of all there are words for, as what there is to choose. */
export const optionsOf = <K extends string>(
  words: Readonly<Record<K, string>>,
  // Object.keys forgets the names.
  codes: readonly K[] = Object.keys(words) as K[],
): { value: K; label: string }[] => codes.map((value) => ({ value, label: words[value] }));
