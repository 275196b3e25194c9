import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { inTransaction, type Store } from '../knex.ts';
import { data, daysFrom } from './data.ts';
import { seededEdition } from './index.ts';

interface EventSeed {
  titleZh: string;
  titleEn: string;
  placeZh: string;
  placeEn: string;
  daysBeforeExpoCloses: number;
  hours: number;
  capacity: number;
}

type StaffSeed = { login: string; role: 'delegation' | 'bureau' | 'operator'; delegation_id: number | null };

/** Why nothing was made: what is there that the seeds did not make, and whether the demo logins are among it. */
export type DemoRefusal = { foreign: string[]; loginsAreThere: boolean };

/**
 * Demo events, staff (texts reach them at 1390000NNNN) and invitation codes, one for each row of the annex. Only beside editions
 * and staff that the seeds made, else nothing; a login that is there keeps its password. Safe to repeat.
 */
export function seedDemo(base: Store, passwordHash: string): Promise<DemoRefusal | undefined> {
  return inTransaction(base, async (store) => {
    const { knex } = store;
    const delegations = await knex('delegations').where({ edition: seededEdition }).select<Delegation[]>('delegation_id', 'no');
    const staff = staffOf(delegations);
    const foreign = await foreignRows(knex);
    if (foreign.length > 0) {
      const there = (await knex('staff').pluck('login')) as string[];
      return { foreign, loginsAreThere: staff.every(({ login }) => there.includes(login)) };
    }
    await seedStaff(store, staff, passwordHash);
    await knex('invitation_codes')
      .insert(delegations.map(({ delegation_id, no }) => ({ edition: seededEdition, code: `DEMO-${String(no).padStart(2, '0')}`, delegation_id })))
      .onConflict(['edition', 'code'])
      .ignore();
    await seedDemoEvents(knex);
    return undefined;
  });
}

type Delegation = { delegation_id: number; no: number };

function staffOf(delegations: Delegation[]): StaffSeed[] {
  return [
    ...delegations.map(({ delegation_id, no }) => ({ login: `delegation-${no}`, role: 'delegation' as const, delegation_id })),
    { login: 'bureau', role: 'bureau', delegation_id: null },
    { login: 'operator', role: 'operator', delegation_id: null },
  ];
}

/** Editions and staff that are somebody's own, by name. */
async function foreignRows(knex: Knex): Promise<string[]> {
  const { rows } = (await knex.raw(
    `SELECT 'edition ' || edition AS name FROM editions WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'edition' AND id = edition)
     UNION ALL SELECT 'staff ' || login FROM staff WHERE NOT EXISTS (SELECT 1 FROM seeded_rows WHERE kind = 'staff' AND id = staff_id::text)
     ORDER BY name`,
  )) as { rows: { name: string }[] };
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
        staff_id: staffId,
        password_hash: passwordHash,
        mobile: personalData.seal({ table: 'staff', column: 'mobile', row: staffId }, mobile),
      };
    });
  const made = await knex('staff').insert(rows).onConflict('login').ignore().returning<{ staff_id: string }[]>('staff_id');
  if (made.length > 0) await knex('seeded_rows').insert(made.map(({ staff_id }) => ({ kind: 'staff', id: staff_id })));
}

/** Events beside the demo edition, once. */
async function seedDemoEvents(knex: Knex): Promise<void> {
  if (await knex('supporting_events').where({ edition: seededEdition }).first()) return;
  const { closes } = (await knex('editions').where({ edition: seededEdition }).first({ closes: 'expo_closes_at' })) as { closes: Date };
  const rows = data<EventSeed>('supporting-events').map((event) => {
    const starts = daysFrom(closes, -event.daysBeforeExpoCloses);
    return {
      supporting_event_id: randomUUID(),
      edition: seededEdition,
      title_zh: event.titleZh,
      title_en: event.titleEn,
      place_zh: event.placeZh,
      place_en: event.placeEn,
      starts_at: starts,
      ends_at: new Date(starts.getTime() + event.hours * 3_600_000),
      sign_up_closes_at: daysFrom(starts, -1),
      capacity: event.capacity,
    };
  });
  await knex('supporting_events').insert(rows);
}
