import { rowsOf, type Store } from './knex.ts';

/** Limits of everybody together that were met; they show in `GET /ops/attention` for a day after the last time. */
export function createBreakers({ knex }: Store) {
  return {
    /** Once a minute is written down. */
    async trip(name: string): Promise<void> {
      await rowsOf(
        knex,
        `INSERT INTO breakers (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET
           since = CASE WHEN breakers.last_at < now() - interval '1 day' THEN now() ELSE breakers.since END, last_at = now()
         WHERE breakers.last_at < now() - interval '1 minute'`,
        [name],
      );
    },
  };
}
