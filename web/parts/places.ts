import type { Schemas } from '../client/client.ts';
import { useLanguage, useWords } from '../language.ts';
import { permitRegionWords } from './codes.ts';
import { useVocabulary } from './vocabulary.ts';

interface Place {
  province?: string | null | undefined;
  city?: string | null | undefined;
  county?: string | null | undefined;
  street?: string | null | undefined;
}

/** Places as the page's language has them: they are kept by their Chinese names; a county and a street stay as they were written. */
export function usePlaces() {
  const language = useLanguage();
  const isTold = language === 'en';
  const provinces = useVocabulary('provinces', isTold).items;
  const cities = useVocabulary('cities', isTold).items;
  const provinceWord = (name: string) => provinces.find(({ zh }) => zh === name)?.[language] ?? name;
  const cityWord = (name: string, province?: string | null) => {
    const parent = provinces.find(({ zh }) => zh === province)?.code;
    const found = cities.filter(({ zh }) => zh === name);
    return (found.find((each) => each.parent === parent) ?? found[0])?.[language] ?? name;
  };
  /** A municipality is its own city, and is named once. */
  const place = ({ province, city, county, street }: Place): string =>
    [...new Set([province && provinceWord(province), city && cityWord(city, province)]), county, street]
      .filter(Boolean)
      .join(' ');
  /** `省/市`, or a province alone. */
  const path = (written: string): string => {
    const [province = '', city] = written.split('/');
    return [provinceWord(province), ...(city ? [cityWord(city, province)] : [])].join('/');
  };
  return { place, path, provinceWord, cityWord };
}

/** Where somebody comes from, as their list asks for it. */
export function useOrigin() {
  const permits = useWords(permitRegionWords);
  const countries = useVocabulary('countries');
  const { place } = usePlaces();
  return ({ residence, region, country }: Pick<Schemas['Attendee'], 'residence' | 'region' | 'country'>): string =>
    residence ? place(residence) : region ? permits[region] : country ? countries.word(country) : '';
}
