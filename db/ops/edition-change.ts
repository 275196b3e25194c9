import { randomUUID } from 'node:crypto';
import type { EditionChange, EditionPatch } from '../../domain/edition.ts';
import { keysetOf, pageByKeyset, type Keyed, type KeysetOrder, type KeysetPage } from '../keyset.ts';
import type { Store } from '../knex.ts';
import type { Row } from '../query.ts';

export type WaitingChange = Row<'edition_changes'>;
export interface ChangeEntry {
  changeId: string;
  edition: string;
  state: WaitingChange['state'];
  changes: EditionChange[];
  askedBy: string;
  askedAt: Date;
  decidedBy: string | null;
  decidedAt: Date | null;
}

const order: KeysetOrder = {
  by: [
    ['time', 'c.askedAt'],
    ['uuid', 'c.changeId'],
  ],
  direction: 'desc',
};

/** Changes of an edition's money that one member of the bureau asked for, and a second one confirms. */
export function createEditionChanges({ knex }: Store) {
  const entries = () =>
    knex('edition_changes as c')
      .join('staff as a', 'a.staffId', 'c.askedBy')
      .leftJoin('staff as d', 'd.staffId', 'c.decidedBy')
      .select('c.changeId', 'c.edition', 'c.state', 'c.changes', 'c.askedAt', 'c.decidedAt', {
        askedBy: 'a.login',
        decidedBy: 'd.login',
      });

  const current = () => knex('editions').where({ isCurrent: true }).select('edition');

  return {
    async insert({
      edition,
      patch,
      changes,
      staffId,
    }: {
      edition: string;
      patch: EditionPatch;
      changes: EditionChange[];
      staffId: string;
    }): Promise<string> {
      const changeId = randomUUID();
      await knex('edition_changes').insert({
        changeId,
        edition,
        change: patch,
        changes: JSON.stringify(changes),
        askedBy: staffId,
      });
      return changeId;
    },

    async find(changeId: string): Promise<WaitingChange | undefined> {
      return knex('edition_changes').where({ changeId }).first();
    },

    /** False where it was decided before. */
    async decide(changeId: string, state: 'confirmed' | 'dismissed', staffId: string): Promise<boolean> {
      const decided = await knex('edition_changes')
        .where({ changeId, state: 'waiting' })
        .update({ state, decidedBy: staffId, decidedAt: knex.fn.now() });
      return decided > 0;
    },

    async countWaiting(): Promise<number> {
      const row = await knex('edition_changes as c')
        .whereIn('c.edition', current())
        .where('c.state', 'waiting')
        .first({ count: knex.raw<number>('count(*)::int') });
      return row!.count;
    },

    /** The newest first. */
    async list(state: WaitingChange['state'] | undefined, page: KeysetPage): Promise<Keyed<ChangeEntry>[]> {
      const rows = entries()
        .select({ keyset: keysetOf(knex, order) })
        .modify((query) => pageByKeyset(query, order, page));
      void rows.whereIn('c.edition', current());
      if (state) void rows.where('c.state', state);
      return rows;
    },

    async entry(changeId: string): Promise<ChangeEntry | undefined> {
      const [row] = await entries().where('c.changeId', changeId);
      return row;
    },
  };
}
