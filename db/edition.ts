import type { Store } from './knex.ts';
import type { Row } from './query.ts';

export type Edition = Row<'editions'>;

export function createEditions({ knex }: Store) {
  return {
    /** There is always one: the seed makes it, and the database allows no second. */
    async current(): Promise<Edition> {
      const edition = await knex('editions').where({ isCurrent: true }).first();
      if (!edition) throw new Error('No current edition: run the seed');
      return edition;
    },

    /** One that something belongs to: it is there. */
    async find(edition: string): Promise<Edition> {
      return (await knex('editions').where({ edition }).first())!;
    },
  };
}
