import { labelAt } from '../../domain/field-label.ts';
import { useLanguage } from '../language.ts';

/** What a form calls the field at a path, in the very words a refusal names it by. */
export function useLabels(): (path: string) => string {
  const language = useLanguage();
  return (path) => labelAt(path)[language];
}
