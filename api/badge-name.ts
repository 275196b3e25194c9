import { DomainError } from '../domain/errors.ts';
import { uncoveredCharacters } from './badge-font.ts';
import { fieldError, type Language } from './errors.ts';

/** Refuses what a badge could not print, while there is still someone to ask for another spelling. */
export function assertPrintable(texts: Record<string, string>, language: Language): void {
  const faults = Object.entries(texts)
    .map(([path, text]) => ({ path, characters: uncoveredCharacters(text) }))
    .filter(({ characters }) => characters.length > 0);
  if (faults.length === 0) return;
  throw new DomainError('name_not_printable', {
    detail: faults
      .map(({ path, characters }) => `${path}: ${characters.map((character) => `"${character}"`).join(', ')}`)
      .join('; '),
    errors: faults.map(({ path }) => fieldError(path, 'name_not_printable', language)),
  });
}
