import { useWords } from '../language.ts';
import { useVocabulary } from '../parts/vocabulary.ts';
import { unitWords } from './words.ts';

/** Sub-areas of the exhibition, each after its area. */
export function SubjectList({ of: subjects = [] }: { of: readonly { area?: string; subArea?: string }[] | undefined }) {
  const { notFilledIn } = useWords(unitWords);
  const { word } = useVocabulary('exhibition-areas');
  if (subjects.length === 0) return <span className="quiet">{notFilledIn}</span>;
  return (
    <ul className="plain">
      {subjects.map(({ area, subArea }) => (
        <li key={`${area} ${subArea}`}>{[area, subArea].flatMap((code) => (code ? word(code) : [])).join(' · ')}</li>
      ))}
    </ul>
  );
}
