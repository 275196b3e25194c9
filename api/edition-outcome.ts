import type { EditionFault } from '../domain/edition-refusal.ts';
import { DomainError } from '../domain/errors.ts';
import type { EditionOutcome } from '../db/ops/edition-apply.ts';

/** In a body's own words: of a delegation's fault its field, of a question's the survey. */
function pathOf(at: string): string {
  if (at.startsWith('survey ')) return 'survey';
  const [, field] = /^delegation \d+ (\w+)$/.exec(at) ?? [];
  return field ?? (at.startsWith('delegation ') ? 'no' : at);
}

const errorsOf = (faults: readonly EditionFault[]) =>
  faults.map(({ at, said }) => ({ path: pathOf(at), code: said.key, message: said }));

/** Throws everything that is in the way of a change, in one refusal. */
export function assertTaken({ contradictions, refusals }: Pick<EditionOutcome, 'contradictions' | 'refusals'>): void {
  const errors = errorsOf([...contradictions, ...refusals]);
  if (errors.length > 0)
    throw new DomainError(contradictions.length > 0 ? 'edition_contradicts' : 'edition_in_use', { errors });
}
