import { useWords } from '../language.ts';
import { useLabels } from '../parts/labels.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { Facts } from '../parts/facts.tsx';
import type { Registration } from './registration.ts';
import { SubjectList } from './subject-list.tsx';
import { common } from '../parts/words.ts';
import { unitWords } from './words.ts';

/** The procurement intent as the confirm page shows it (G4.1). */
export function ProcurementIntentView({ registration }: { registration: Registration }) {
  const words = { ...useWords(common), ...useWords(unitWords) };
  const labelAt = useLabels();
  const bands = useVocabulary('bands');
  const countries = useVocabulary('countries');
  const { nextYearBand, fiveYearBand, exhibitors = [], categories } = registration.procurementIntent ?? {};
  return (
    <div className="card">
      <Facts
        missing={<span className="quiet">{words.notFilledIn}</span>}
        of={[
          [labelAt('nextYearBand'), nextYearBand && bands.word(nextYearBand)],
          [labelAt('fiveYearBand'), fiveYearBand && bands.word(fiveYearBand)],
          [
            labelAt('exhibitors'),
            exhibitors.length === 0 ? (
              words.none
            ) : (
              <ul key="exhibitors" className="plain">
                {exhibitors.map(({ country = '', company = '' }) => (
                  <li key={country + company}>
                    {countries.word(country)} · {company}
                  </li>
                ))}
              </ul>
            ),
          ],
          [labelAt('categories'), <SubjectList key="categories" of={categories} />],
        ]}
      />
    </div>
  );
}
