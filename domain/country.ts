import type { FieldError } from './errors.ts';
import { parseUscc } from './identity.ts';
import { say } from './message.ts';
import type { Region } from './registration.ts';

/** Where a country of ISO 3166-1 alpha-2 belongs: a unit's region (G1.4) and a person's list (G3.3) have the same three words. */
export function regionOf(country: string): Region {
  if (country === 'CN') return 'mainland';
  return ['HK', 'MO', 'TW'].includes(country) ? 'hk_macao_taiwan' : 'overseas';
}

/** What is wrong with a unit's country beside its region: with two to choose from, one unit would have two accounts. */
export function regionFault(region: Region, country: string): FieldError | undefined {
  const home = regionOf(country);
  if (home === region) return undefined;
  return { path: 'country', code: 'country_contradicts', message: say(`region_${home}`) };
}

/** What is wrong with a number of a unit from elsewhere: the code of a mainland unit would be a second account of that unit. */
export function numberFault(businessNo: string): FieldError | undefined {
  if (!parseUscc(businessNo).ok) return undefined;
  return { path: 'businessNo', code: 'country_contradicts', message: say('region_mainland') };
}

/** The same of a person in the list of other countries: one from elsewhere has a document of another list. */
export function listFault(country: string): FieldError | undefined {
  const home = regionOf(country);
  if (home === 'overseas') return undefined;
  return { path: 'country', code: 'country_contradicts', message: say(`list_${home}`) };
}
