import { formPaths } from '../../domain/unit-info.ts';
import type { Schemas } from '../client/client.ts';
import { useWords } from '../language.ts';
import { sexWords } from '../parts/codes.ts';
import { useFormat } from '../parts/format.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { common } from '../parts/words.ts';
import { registrationWords } from './registration-words.ts';

export type FormPath = Schemas['FormPath'];
type Forms = Pick<Schemas['SubmittedForms'], 'unitInfo' | 'procurementIntent'>;
type Subjects = readonly { area?: string; subArea?: string }[];

/** Every field of a form; not the form itself, nor a part that has fields of its own. */
export const fieldsOf = (form: keyof Forms): FormPath[] =>
  formPaths.filter(
    (path) => path.startsWith(`${form}.`) && !formPaths.some((other) => other.startsWith(`${path}.`)),
  ) as FormPath[];

/** What stands at a path of the forms, if anything. */
function valueAt(forms: Forms, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>> | null | undefined)?.[name], forms);
}

/** What a unit filled in at one field, in words. */
export function FormValue({ of: forms, path }: { of: Forms; path: FormPath }) {
  const words = { ...useWords(common), ...useWords(registrationWords) };
  const sexes = useWords(sexWords);
  const { tenThousands } = useFormat();
  const natures = useVocabulary('natures');
  const modes = useVocabulary('import-modes');
  const positions = useVocabulary('positions');
  const bands = useVocabulary('bands');
  const countries = useVocabulary('countries');
  const areas = useVocabulary('exhibition-areas');
  const value = valueAt(forms, path);
  const isEmpty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return <span className="quiet">{words.notFilledIn}</span>;
  const subjects = (
    <ul>
      {(Array.isArray(value) ? (value as Subjects) : []).map(({ area = '', subArea = '' }) => (
        <li key={subArea}>
          {areas.word(area)} / {areas.word(subArea)}
        </li>
      ))}
    </ul>
  );
  const text = typeof value === 'string' ? value : '';
  switch (path) {
    case 'unitInfo.nature':
      return natures.word(text);
    case 'unitInfo.contact.position':
      return positions.word(text);
    case 'unitInfo.contact.sex':
      return sexes[value === 'male' ? 'male' : 'female'];
    case 'unitInfo.listed':
      return value === true ? words.yes : words.no;
    case 'unitInfo.registeredCapital':
      return words.capital(tenThousands(value as number));
    case 'unitInfo.turnover':
    case 'unitInfo.importValue':
      return words.dollars(tenThousands(value as number));
    case 'unitInfo.importModes':
      return (
        <ul>
          {(value as string[]).map((mode) => (
            <li key={mode}>{modes.word(mode)}</li>
          ))}
        </ul>
      );
    case 'unitInfo.industries':
    case 'procurementIntent.categories':
      return subjects;
    case 'procurementIntent.nextYearBand':
    case 'procurementIntent.fiveYearBand':
      return bands.word(text);
    case 'procurementIntent.exhibitors':
      return (
        <ul>
          {(value as { country?: string; company?: string }[]).map(({ country = '', company = '' }) => (
            <li key={country + company}>
              {company} · {countries.word(country)}
            </li>
          ))}
        </ul>
      );
    default:
      return text;
  }
}
