import { randomUUID } from 'node:crypto';
import type { StaffRole } from '../../domain/staff-request.ts';
import { codeWithoutHyphens } from '../../domain/typed-text.ts';
import { inTransaction, rowsOf, type Store } from '../knex.ts';
import type { Db } from '../query.ts';

type StaffSeed = { login: string; role: StaffRole; delegationId: number | null };

/** Why nobody was made: what is there that no demo made, and whether the demo logins are among it. */
export type DemoRefusal = { foreign: string[]; loginsAreThere: boolean };

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

/**
 * Demo staff of the current edition (texts reach them at 1390000NNNN). Only beside editions and staff that are a demo's, else
 * nobody; a login that is there keeps its password. Safe to repeat.
 */
export function seedDemoStaff(base: Store, passwordHash: string): Promise<DemoRefusal | undefined> {
  return inTransaction(base, async (store) => {
    const { knex } = store;
    const delegations = await knex('delegations as d')
      .join('editions as e', { 'e.edition': 'd.edition', 'e.isCurrent': knex.raw('true') })
      .select('d.delegationId', 'd.no');
    const staff = staffOf(delegations);
    const foreign = await foreignRows(knex);
    if (foreign.length > 0) {
      const there = await knex('staff').pluck('login');
      return { foreign, loginsAreThere: staff.every(({ login }) => there.includes(login)) };
    }
    await seedStaff(store, staff, passwordHash);
    return undefined;
  });
}

type Delegation = { delegationId: number; no: number };

function staffOf(delegations: Delegation[]): StaffSeed[] {
  return [
    ...delegations.map(({ delegationId, no }) => ({
      login: `delegation-${no}`,
      role: 'delegation' as const,
      delegationId,
    })),
    { login: 'bureau', role: 'bureau', delegationId: null },
    { login: 'operator', role: 'operator', delegationId: null },
  ];
}

/** Editions and staff that are somebody's own, by name. */
async function foreignRows(knex: Db): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    knex,
    `SELECT 'edition ' || edition AS name FROM editions WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'edition' AND id = edition)
     UNION ALL SELECT 'staff ' || login FROM staff WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'staff' AND id = staff_id::text)
     ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

async function seedStaff({ knex, personalData }: Store, staff: StaffSeed[], passwordHash: string): Promise<void> {
  const rows = staff
    .toSorted((a, b) => (a.login < b.login ? -1 : 1))
    .map((row, index) => {
      const staffId = randomUUID();
      const mobile = `1390000${String(index + 1).padStart(4, '0')}`;
      return {
        ...row,
        staffId,
        passwordHash,
        mobile: personalData.seal({ table: 'staff', column: 'mobile', row: staffId }, mobile),
      };
    });
  const made = await knex('staff').insert(rows).onConflict('login').ignore().returning('staffId');
  if (made.length > 0)
    await knex('seeded_rows').insert(made.map(({ staffId }) => ({ kind: 'staff' as const, id: staffId })));
}
