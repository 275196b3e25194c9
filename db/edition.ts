import { DomainError } from '../domain/errors.ts';
import type { Store } from './knex.ts';
import type { Row } from './query.ts';

export type Edition = Row<'editions'>;

export function createEditions({ knex }: Store) {
  return {
    /** The one that visitors see, also when it has ended; the database allows no second. */
    async current(): Promise<Edition> {
      const edition = await knex('editions').where({ isCurrent: true }).first();
      if (!edition) throw new DomainError('no_edition');
      return edition;
    },

    /** The same, kept as it is until the transaction ends. */
    async hold(): Promise<Edition> {
      await knex('editions').orderBy('edition').forNoKeyUpdate().select('edition');
      return this.current();
    },
  };
}
