import { randomUUID } from 'node:crypto';
import type { StaffRole } from '../../domain/staff-request.ts';
import { codeWithoutHyphens } from '../../domain/typed-text.ts';
import { inTransaction, rowsOf, type Store } from '../knex.ts';
import type { Db } from '../query.ts';
import { data, daysFrom } from './data.ts';
import { seededEdition } from './index.ts';
import { nobody } from '../data-key.ts';

interface EventSeed {
  titleZh: string;
  titleEn: string;
  placeZh: string;
  placeEn: string;
  daysBeforeExpoCloses: number;
  hours: number;
  capacity: number;
}

type StaffSeed = { login: string; role: StaffRole; delegationId: number | null };

/** Why nothing was made: what is there that the seeds did not make, and whether the demo logins are among it. */
export type DemoRefusal = { foreign: string[]; loginsAreThere: boolean };

/**
 * Demo events, staff (texts reach them at 1390000NNNN) and invitation codes, one for each row of the annex. Only beside editions
 * and staff that the seeds made, else nothing; a login that is there keeps its password. Safe to repeat.
 */
export function seedDemo(base: Store, passwordHash: string): Promise<DemoRefusal | undefined> {
  return inTransaction(base, async (store) => {
    const { knex } = store;
    const delegations = await knex('delegations').where({ edition: seededEdition }).select('delegationId', 'no');
    const staff = staffOf(delegations);
    const foreign = await foreignRows(knex);
    if (foreign.length > 0) {
      const there = await knex('staff').pluck('login');
      return { foreign, loginsAreThere: staff.every(({ login }) => there.includes(login)) };
    }
    await seedStaff(store, staff, passwordHash);
    await knex('invitation_codes')
      .insert(
        delegations.map(({ delegationId, no }) => {
          const code = `DEMO-${String(no).padStart(2, '0')}`;
          return { edition: seededEdition, code, withoutHyphens: codeWithoutHyphens(code), delegationId };
        }),
      )
      .onConflict()
      .ignore();
    await seedDemoEvents(knex);
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
        mobile: personalData.seal({ table: 'staff', column: 'mobile', row: staffId }, mobile, nobody),
      };
    });
  const made = await knex('staff').insert(rows).onConflict('login').ignore().returning('staffId');
  if (made.length > 0)
    await knex('seeded_rows').insert(made.map(({ staffId }) => ({ kind: 'staff' as const, id: staffId })));
}

/** Events beside the demo edition, once. */
async function seedDemoEvents(knex: Db): Promise<void> {
  if (await knex('supporting_events').where({ edition: seededEdition }).first()) return;
  const { closes } = (await knex('editions').where({ edition: seededEdition }).first({ closes: 'expoClosesAt' }))!;
  const rows = data<EventSeed>('supporting-events').map((event) => {
    const starts = daysFrom(closes, -event.daysBeforeExpoCloses);
    return {
      supportingEventId: randomUUID(),
      edition: seededEdition,
      titleZh: event.titleZh,
      titleEn: event.titleEn,
      placeZh: event.placeZh,
      placeEn: event.placeEn,
      startsAt: starts,
      endsAt: new Date(starts.getTime() + event.hours * 3_600_000),
      signUpClosesAt: daysFrom(starts, -1),
      capacity: event.capacity,
    };
  });
  await knex('supporting_events').insert(rows);
}
