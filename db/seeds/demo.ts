import { codeWithoutHyphens } from '../../domain/typed-text.ts';
import { rowsOf } from '../knex.ts';
import type { Db } from '../query.ts';

/** An invitation code for each delegation of a demo's edition; how many there were not. The edition is marked as one. */
export async function seedDemoCodes(knex: Db, edition: string): Promise<number> {
  const delegations = await knex('delegations').where({ edition }).orderBy('no').select('delegationId', 'no');
  const codes = delegations.map(({ delegationId, no }) => {
    const code = `DEMO-${String(no).padStart(2, '0')}`;
    return { edition, code, withoutHyphens: codeWithoutHyphens(code), delegationId };
  });
  await knex('seeded_rows').insert({ kind: 'edition', id: edition }).onConflict(['kind', 'id']).ignore();
  const there = await knex('invitation_codes').where({ edition }).pluck('code');
  const missing = codes.filter(({ code }) => !there.includes(code));
  if (missing.length > 0) await knex('invitation_codes').insert(missing);
  return missing.length;
}

/** Whether an edition was made as a demonstration. */
export async function isDemoEdition(knex: Db, edition: string): Promise<boolean> {
  return (await knex('seeded_rows').where({ kind: 'edition', id: edition }).first('id')) !== undefined;
}

/** Editions and staff that no demo made, by name: beside them nobody gets a public password. */
export async function foreignToDemo(knex: Db): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    knex,
    `SELECT 'edition ' || edition AS name FROM editions WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'edition' AND id = edition)
     UNION ALL SELECT 'staff ' || login FROM staff WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'staff' AND id = staff_id::text)
     ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

/** Marks a member of staff as a demo's. */
export async function markDemoStaff(knex: Db, staffId: string): Promise<void> {
  await knex('seeded_rows').insert({ kind: 'staff', id: staffId });
}
