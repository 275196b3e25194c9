import { createEditions } from '../db/edition.ts';
import type { Store } from '../db/knex.ts';
import { DomainError } from '../domain/errors.ts';

/** A unit reads for good; what it changes of its registration ends with its edition, one rule for whatever there is to change. */
export function endsWithEdition({
  method,
  roles,
  afterEdition,
}: {
  method: string;
  roles?: readonly string[];
  afterEdition?: true;
}): boolean {
  return method !== 'get' && roles?.includes('unit') === true && !afterEdition;
}

export async function assertEditionOpen(store: Store, edition: string): Promise<void> {
  if (await createEditions(store).isOver({ edition })) throw new DomainError('edition_over');
}
