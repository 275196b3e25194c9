import type { Store } from './knex.ts';
import type { Row } from './query.ts';

export type Edition = Row<'editions'>;

export function createEditions({ knex }: Store) {
  async function current(): Promise<Edition> {
    const edition = await knex('editions').where({ isCurrent: true }).first();
    if (!edition) throw new Error('No current edition: run the seed');
    return edition;
  }

  return {
    /** There is always one: the seed makes it, and the database allows no second. */
    current,

    /** One that something is of. */
    async get(edition: string): Promise<Edition> {
      const row = await knex('editions').where({ edition }).first();
      if (!row) throw new Error(`Edition ${edition} is not there`);
      return row;
    },

    /** What each is called. */
    async names(): Promise<Map<string, { zh: string; en: string }>> {
      const rows = await knex('editions').select('edition', 'nameZh', 'nameEn');
      return new Map(rows.map(({ edition, nameZh: zh, nameEn: en }) => [edition, { zh, en }]));
    },

    /** Whose these people are; one, but where editions are mixed. */
    async ofAttendees(attendeeIds: readonly string[]): Promise<string[]> {
      return knex('attendees')
        .whereIn('attendeeId', [...attendeeIds])
        .distinct('edition')
        .pluck('edition');
    },

    /** Of these registrations one whose edition is closed. */
    async isOver(of: { edition: string } | { registrationIds: readonly string[] }): Promise<boolean> {
      const closed = knex('editions as e').whereNotNull('e.closedAt');
      const found =
        'edition' in of
          ? closed.where('e.edition', of.edition)
          : closed
              .join('registrations as r', 'r.edition', 'e.edition')
              .whereIn('r.registrationId', [...of.registrationIds]);
      return (await found.first('e.edition')) !== undefined;
    },

    /** Which edition's a list is: that asked for, else the current one's. */
    async listed(asked: string | undefined): Promise<string> {
      return asked ?? (await current()).edition;
    },

    /** One that something belongs to: it is there. */
    async find(edition: string): Promise<Edition> {
      return (await knex('editions').where({ edition }).first())!;
    },
  };
}
